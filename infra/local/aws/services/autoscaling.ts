/** Auto Scaling. Names that do not exist are left out of its answers without a word. */
import type {
  AutoScalingGroupNamesType,
  AutoScalingGroupsType,
  LaunchConfigurationNamesType,
  LaunchConfigurationsType,
} from '@aws-sdk/client-auto-scaling';
import { DescribeAutoScalingGroups$, DescribeLaunchConfigurations$ } from '@aws-sdk/client-auto-scaling';
import type { OperationName } from '../../account/operations.ts';
import type { AutoScalingGroup, LaunchConfiguration } from '../../account/shapes.ts';
import type { Operation } from '../operation.ts';
import type { Limits, PageWish } from '../paging.ts';
import { pagedOperation } from '../paging.ts';
import type { Shelf } from '../world/shelf.ts';

const limits = (): Limits => ({ usual: 50, least: 1, most: 100 });

const wish = (input: {
  readonly NextToken?: string | undefined;
  readonly MaxRecords?: number | undefined;
}): PageWish => ({
  token: input.NextToken,
  size: input.MaxRecords,
});

const named = <Item extends object>(shelf: Shelf<Item>, names: readonly string[] = []): readonly Item[] =>
  names.length === 0 ? shelf.all() : names.flatMap((name) => shelf.get(name) ?? []);

const describeLaunchConfigurations = (): Operation =>
  pagedOperation<LaunchConfigurationNamesType, LaunchConfigurationsType, LaunchConfiguration>({
    schema: DescribeLaunchConfigurations$,
    limits,
    wish,
    list: (input, { world }) => named(world.autoscaling.launchConfigurations, input.LaunchConfigurationNames),
    answer: (LaunchConfigurations, NextToken) => ({ LaunchConfigurations, NextToken }),
  });

const describeAutoScalingGroups = (): Operation =>
  pagedOperation<AutoScalingGroupNamesType, AutoScalingGroupsType, AutoScalingGroup>({
    schema: DescribeAutoScalingGroups$,
    limits,
    wish,
    list: (input, { world }) => named(world.autoscaling.groups, input.AutoScalingGroupNames),
    answer: (AutoScalingGroups, NextToken) => ({ AutoScalingGroups, NextToken }),
  });

export const autoscalingOperations = (): Record<OperationName<'autoscaling'>, Operation> => ({
  DescribeLaunchConfigurations: describeLaunchConfigurations(),
  DescribeAutoScalingGroups: describeAutoScalingGroups(),
});
