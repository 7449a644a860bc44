/** Launch configurations and Auto Scaling groups: AMIs they name, and launch template versions they pin. */
import {
  DescribeAutoScalingGroupsCommand,
  DescribeLaunchConfigurationsCommand,
  type AutoScalingClient,
  type AutoScalingGroup,
} from '@aws-sdk/client-auto-scaling';
import type { User } from '../../domain/evidence.ts';
import type { Place } from '../../domain/image.ts';
import { arnOf } from '../arn.ts';
import type { Reader } from '../reader.ts';
import { pinOf, useOf, type Pin, type Use, type Uses } from './use.ts';

export async function readLaunchConfigurations(client: AutoScalingClient, reader: Reader): Promise<Uses> {
  const { items, blind } = await reader.pages('autoscaling:DescribeLaunchConfigurations', async (token) => {
    const page = await client.send(
      new DescribeLaunchConfigurationsCommand({ MaxRecords: 100, NextToken: token }),
    );
    return { items: page.LaunchConfigurations, token: page.NextToken };
  });
  const uses = items.flatMap(({ ImageId, LaunchConfigurationARN, LaunchConfigurationName }) =>
    useOf(ImageId, {
      resource: LaunchConfigurationARN ?? LaunchConfigurationName ?? 'launch configuration',
      durable: true,
    }),
  );
  return { uses, blind };
}

export async function readGroups(
  client: AutoScalingClient,
  reader: Reader,
  place: Place,
): Promise<Uses & { pins: readonly Pin[] }> {
  const { items, blind } = await reader.pages('autoscaling:DescribeAutoScalingGroups', async (token) => {
    const page = await client.send(
      new DescribeAutoScalingGroupsCommand({
        MaxRecords: 100,
        NextToken: token,
        IncludeInstances: true,
      }),
    );
    return { items: page.AutoScalingGroups, token: page.NextToken };
  });
  return {
    uses: items.flatMap((group) => usesOf(group, place)),
    pins: items.flatMap((group) => pinsOf(group)),
    blind,
  };
}

const groupUser = (group: AutoScalingGroup): User => ({
  resource: group.AutoScalingGroupARN ?? group.AutoScalingGroupName ?? 'Auto Scaling group',
  durable: true,
});

const overridesOf = (group: AutoScalingGroup) => group.MixedInstancesPolicy?.LaunchTemplate?.Overrides ?? [];

/** Images named outright: by an override, or by an instance whose root volume was replaced. */
function usesOf(group: AutoScalingGroup, place: Place): Use[] {
  const instances = (group.Instances ?? []).flatMap(({ ImageId, InstanceId }) =>
    useOf(ImageId, { resource: arnOf('ec2', place, `instance/${InstanceId ?? 'unknown'}`), durable: false }),
  );
  return [...overridesOf(group).flatMap(({ ImageId }) => useOf(ImageId, groupUser(group))), ...instances];
}

function pinsOf(group: AutoScalingGroup): Pin[] {
  const user = groupUser(group);
  return [
    ...pinOf(group.LaunchTemplate, user),
    ...pinOf(group.MixedInstancesPolicy?.LaunchTemplate?.LaunchTemplateSpecification, user),
    ...overridesOf(group).flatMap(({ LaunchTemplateSpecification }) =>
      pinOf(LaunchTemplateSpecification, user),
    ),
    ...(group.Instances ?? []).flatMap(({ LaunchTemplate }) => pinOf(LaunchTemplate, user)),
  ];
}
