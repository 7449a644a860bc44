/** Brings AMIs and their snapshots back out of the Recycle Bin. Used by hand only: no function has these permissions. */
import {
  CreateTagsCommand,
  DescribeImagesCommand,
  EnableImageDeprecationCommand,
  paginateDescribeSnapshots,
  paginateListImagesInRecycleBin,
  paginateListSnapshotsInRecycleBin,
  RestoreImageFromRecycleBinCommand,
  RestoreSnapshotFromRecycleBinCommand,
  type EC2Client,
  type Image as Ami,
} from '@aws-sdk/client-ec2';
import type { Image } from '../../domain/image.ts';
import type { ImageRestorer, Whereabouts } from '../../pipeline/ports.ts';
import { sdkErrorOf } from '../sdk-error.ts';
import { isGone } from './faults.ts';
import { tagsOf } from './tags.ts';

/**
 * IAM actions: ec2:ListImagesInRecycleBin, ec2:ListSnapshotsInRecycleBin, ec2:DescribeImages, ec2:DescribeSnapshots,
 * ec2:RestoreSnapshotFromRecycleBin, ec2:RestoreImageFromRecycleBin, ec2:CreateTags, ec2:EnableImageDeprecation.
 */
export function createEc2Restorer(ec2: EC2Client): ImageRestorer {
  return {
    find: async (image) => find(ec2, image),
    bears: async (id) => {
      const ami = await describe(ec2, id);
      return { tags: tagsOf(ami?.Tags), deprecated: ami?.DeprecationTime !== undefined };
    },
    restoreSnapshot: async (id) => {
      await ec2.send(new RestoreSnapshotFromRecycleBinCommand({ SnapshotId: id }));
    },
    restoreImage: async (id) => {
      await ec2.send(new RestoreImageFromRecycleBinCommand({ ImageId: id }));
    },
    tag: async (id, tags) => {
      const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
      await ec2.send(new CreateTagsCommand({ Resources: [id], Tags }));
    },
    deprecate: async (id, at) => {
      await ec2.send(new EnableImageDeprecationCommand({ ImageId: id, DeprecateAt: new Date(at) }));
    },
  };
}

async function find(client: EC2Client, image: Image): Promise<Whereabouts> {
  const binned = await binnedSnapshots(client);
  const wanted = (image.snapshots ?? []).map(({ id }) => id);
  const present = await presentSnapshots(client, wanted);
  const snapshots = new Map(
    wanted.map((id) => [id, binned.has(id) ? 'in-bin' : present.has(id) ? 'there' : 'lost'] as const),
  );
  // The bin first: what was deregistered goes on showing outside of it for a while.
  if (await isBinned(client, image.id)) return { image: 'in-bin', snapshots };
  return { image: (await describe(client, image.id)) === undefined ? 'lost' : 'there', snapshots };
}

async function describe(ec2: EC2Client, id: string): Promise<Ami | undefined> {
  try {
    const answer = await ec2.send(new DescribeImagesCommand({ ImageIds: [id], IncludeDisabled: true }));
    return answer.Images?.find(({ State }) => State !== 'deregistered');
  } catch (thrown) {
    if (isGone(sdkErrorOf(thrown))) return undefined;
    throw thrown;
  }
}

/** The whole bin is listed: AWS does not say how it answers ids that are not in it. */
async function isBinned(client: EC2Client, id: string): Promise<boolean> {
  for await (const { Images = [] } of paginateListImagesInRecycleBin({ client, pageSize: 1000 }, {}))
    if (Images.some(({ ImageId }) => ImageId === id)) return true;
  return false;
}

async function binnedSnapshots(client: EC2Client): Promise<ReadonlySet<string>> {
  const ids = new Set<string>();
  for await (const { Snapshots = [] } of paginateListSnapshotsInRecycleBin({ client, pageSize: 1000 }, {}))
    for (const { SnapshotId } of Snapshots) if (SnapshotId !== undefined) ids.add(SnapshotId);
  return ids;
}

async function presentSnapshots(client: EC2Client, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  if (ids.length === 0) return found;
  const Filters = [{ Name: 'snapshot-id', Values: [...ids] }];
  for await (const { Snapshots = [] } of paginateDescribeSnapshots({ client }, { Filters }))
    for (const { SnapshotId } of Snapshots) if (SnapshotId !== undefined) found.add(SnapshotId);
  return found;
}
