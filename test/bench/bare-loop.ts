/**
 * The limit: nothing but the calls, with the same clients. `list` pages through what a survey lists; `ask` makes the
 * calls that a survey makes for each candidate. Nothing is kept but ids.
 */
import {
  DescribeAutoScalingGroupsCommand,
  DescribeLaunchConfigurationsCommand,
} from '@aws-sdk/client-auto-scaling';
import {
  DescribeFleetsCommand,
  DescribeImageAttributeCommand,
  DescribeImageReferencesCommand,
  DescribeImagesCommand,
  DescribeInstancesCommand,
  DescribeLaunchTemplateVersionsCommand,
  DescribeSnapshotsCommand,
  DescribeSpotFleetRequestsCommand,
} from '@aws-sdk/client-ec2';
import { ListLifecyclePoliciesCommand } from '@aws-sdk/client-imagebuilder';
import pMap from 'p-map';
import { instantOf, type Instant } from '../../shared/domain/time.ts';
import type { Clients } from '../../shared/providers/clients.ts';
import { batchesOf } from '../../shared/providers/reader.ts';

export interface Listed {
  readonly id: string;
  readonly snapshots: readonly string[];
}

export type Bare = Pick<Clients, 'ec2' | 'autoScaling' | 'imagebuilder'>;

interface Page {
  readonly NextToken?: string | undefined;
}

async function pages<P extends Page>(
  fetch: (token: { readonly NextToken?: string }) => Promise<P>,
  take?: (page: P) => void,
): Promise<void> {
  let token: string | undefined;
  do {
    const page = await fetch(token === undefined ? {} : { NextToken: token });
    take?.(page);
    token = page.NextToken;
  } while (token !== undefined && token !== '');
}

/** The images that were created before `before`. */
export async function list({ ec2, autoScaling, imagebuilder }: Bare, before: Instant): Promise<Listed[]> {
  const old: Listed[] = [];
  const own = { Owners: ['self'], IncludeDeprecated: true, IncludeDisabled: true, MaxResults: 1000 };
  const versions = { Versions: ['$Latest', '$Default'], ResolveAlias: true, IncludeManagedResources: true };
  await Promise.all([
    pages(
      async (token) => ec2.send(new DescribeImagesCommand({ ...own, ...token })),
      ({ Images = [] }) => {
        for (const { ImageId, CreationDate, BlockDeviceMappings = [] } of Images)
          if (ImageId !== undefined && (instantOf(CreationDate) ?? Infinity) < before)
            old.push({
              id: ImageId,
              snapshots: BlockDeviceMappings.flatMap(({ Ebs }) => Ebs?.SnapshotId ?? []),
            });
      },
    ),
    pages(async (token) =>
      autoScaling.send(new DescribeLaunchConfigurationsCommand({ MaxRecords: 100, ...token })),
    ),
    pages(async (token) =>
      autoScaling.send(new DescribeAutoScalingGroupsCommand({ MaxRecords: 100, ...token })),
    ),
    pages(async (token) => ec2.send(new DescribeFleetsCommand({ MaxResults: 1000, ...token }))),
    pages(async (token) => ec2.send(new DescribeSpotFleetRequestsCommand({ MaxResults: 1000, ...token }))),
    pages(async (token) =>
      ec2.send(new DescribeLaunchTemplateVersionsCommand({ ...versions, MaxResults: 200, ...token })),
    ),
    imagebuilder.send(new ListLifecyclePoliciesCommand({})),
  ]);
  return old;
}

const living = ['pending', 'running', 'shutting-down', 'stopping', 'stopped'];

export async function ask({ ec2 }: Bare, candidates: readonly Listed[]): Promise<void> {
  const ids = candidates.map(({ id }) => id);
  const snapshots = [...new Set(candidates.flatMap((one) => one.snapshots))];
  await Promise.all([
    pMap(
      batchesOf(ids, 10),
      async (ImageIds) => {
        await ec2.send(new DescribeImageReferencesCommand({ ImageIds, IncludeAllResourceTypes: true }));
      },
      { concurrency: 4 },
    ),
    pMap(
      batchesOf(ids, 200),
      async (Values) => {
        const Filters = [
          { Name: 'image-id', Values },
          { Name: 'instance-state-name', Values: living },
        ];
        await ec2.send(
          new DescribeInstancesCommand({ Filters, IncludeManagedResources: true, MaxResults: 1000 }),
        );
      },
      { concurrency: 2 },
    ),
    pMap(
      ids,
      async (ImageId) => {
        await ec2.send(new DescribeImageAttributeCommand({ ImageId, Attribute: 'launchPermission' }));
      },
      { concurrency: 8 },
    ),
    pMap(
      batchesOf(snapshots, 200),
      async (Values) => {
        const Filters = [{ Name: 'snapshot-id', Values }];
        await ec2.send(new DescribeSnapshotsCommand({ Filters, MaxResults: 1000 }));
      },
      { concurrency: 4 },
    ),
  ]);
}
