/** The snapshots under AMIs: their tags, and which of them still exist. */
import { DescribeSnapshotsCommand, type EC2Client, type Snapshot } from '@aws-sdk/client-ec2';
import pMap from 'p-map';
import type { BlindSpot } from '../../domain/evidence.ts';
import type { Image } from '../../domain/image.ts';
import { keepTag } from '../../domain/policy.ts';
import type { SnapshotResult } from '../../domain/verdict.ts';
import { batchesOf, type Pages, type Reader } from '../reader.ts';
import { tagsOf } from './tags.ts';

const valuesPerFilter = 200;

/** Asked by filter: asking by id fails as a whole when one of them is gone. */
async function readBatch(client: EC2Client, reader: Reader, ids: string[]): Promise<Pages<Snapshot>> {
  return reader.pages('ec2:DescribeSnapshots', async (token) => {
    const page = await client.send(
      new DescribeSnapshotsCommand({
        Filters: [{ Name: 'snapshot-id', Values: ids }],
        MaxResults: 1000,
        NextToken: token,
      }),
    );
    return { items: page.Snapshots, token: page.NextToken };
  });
}

export interface SnapshotTags {
  /** Snapshots that bear the keep tag. */
  readonly kept: ReadonlySet<string>;
  /** Snapshots whose tags could not be read. */
  readonly blind: ReadonlyMap<string, BlindSpot>;
}

export async function readSnapshotTags(
  client: EC2Client,
  reader: Reader,
  ids: readonly string[],
): Promise<SnapshotTags> {
  const kept = new Set<string>();
  const unread = new Map<string, BlindSpot>();
  await pMap(
    batchesOf([...new Set(ids)], valuesPerFilter),
    async (batch) => {
      const { items, blind } = await readBatch(client, reader, batch);
      for (const { SnapshotId, Tags } of items)
        if (SnapshotId !== undefined && Object.hasOwn(tagsOf(Tags), keepTag)) kept.add(SnapshotId);
      for (const spot of blind) for (const id of batch) unread.set(id, spot);
    },
    { concurrency: 4 },
  );
  return { kept, blind: unread };
}

/** What is left of the snapshots of an AMI that went without telling what became of them. */
export async function readRemains(
  client: EC2Client,
  reader: Reader,
  image: Image,
): Promise<SnapshotResult[]> {
  const ids = (image.snapshots ?? []).map(({ id }) => id);
  const read = await pMap(batchesOf(ids, valuesPerFilter), async (batch) => readBatch(client, reader, batch));
  const existing = new Set(read.flatMap(({ items }) => items.flatMap(({ SnapshotId }) => SnapshotId ?? [])));
  const unread = read.some(({ blind }) => blind.length > 0);
  return ids.map((id) => ({ id, result: existing.has(id) ? 'still-there' : unread ? 'unknown' : 'success' }));
}
