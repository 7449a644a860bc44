import type { DescribeSnapshotsRequest, DescribeSnapshotsResult } from '@aws-sdk/client-ec2';
import { DescribeSnapshots$ } from '@aws-sdk/client-ec2';
import type { Snapshot } from '../../../account/shapes.ts';
import type { Wire } from '../../../account/wire.ts';
import type { FilterFields } from '../../filters.ts';
import { filtered } from '../../filters.ts';
import type { Operation, Visit } from '../../operation.ts';
import { pagedOperation } from '../../paging.ts';
import { Refusal } from '../../refusal.ts';
import { ec2Wish, lastToken, refuseIdsWithPages, stopDryRun, whole } from './listing.ts';
import { isOwn, ownerOf } from './machine-images.ts';
import { findSnapshot, impliedSnapshots } from './snapshots.ts';

export const describeSnapshots = (): Operation =>
  pagedOperation<DescribeSnapshotsRequest, DescribeSnapshotsResult, Snapshot>({
    schema: DescribeSnapshots$,
    limits: () => whole(5),
    wish: ec2Wish,
    list(input, visit) {
      stopDryRun(input);
      refuseIdsWithPages(input.SnapshotIds, input.MaxResults, 'snapshotsSet');
      const owners = input.OwnerIds ?? [];
      const owned = candidates(input, visit).filter(
        (snapshot) =>
          owners.length === 0 ||
          owners.includes(ownerOf(snapshot, visit)) ||
          (owners.includes('self') && isOwn(snapshot, visit)),
      );
      return filtered(owned, input.Filters, fieldsFor(visit));
    },
    answer: (items, next, visit) => ({
      Snapshots: items.map((snapshot) => ({ ...snapshot, OwnerId: ownerOf(snapshot, visit) })),
      NextToken: lastToken(next, visit),
    }),
  });

function candidates({ SnapshotIds = [] }: Wire<DescribeSnapshotsRequest>, visit: Visit): Snapshot[] {
  if (SnapshotIds.length === 0) return [...visit.world.ec2.snapshots.all(), ...impliedSnapshots(visit)];
  return SnapshotIds.map((id) => {
    const snapshot = findSnapshot(id, visit);
    if (snapshot !== undefined) return snapshot;
    throw new Refusal('InvalidSnapshot.NotFound', `The snapshot '${id}' does not exist.`);
  });
}

const fieldsFor = (visit: Visit): FilterFields<Snapshot> => ({
  'snapshot-id': ({ SnapshotId }) => [SnapshotId],
  'owner-id': (snapshot) => [ownerOf(snapshot, visit)],
  'volume-id': ({ VolumeId }) => [VolumeId],
  'volume-size': ({ VolumeSize }) => [VolumeSize === undefined ? undefined : String(VolumeSize)],
  status: ({ State }) => [State],
  description: ({ Description }) => [Description],
  'storage-tier': ({ StorageTier }) => [StorageTier],
  'start-time': ({ StartTime }) => [StartTime],
});
