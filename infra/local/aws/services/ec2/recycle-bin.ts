/** The Recycle Bin: what was deleted while a retention rule covered it can be looked at, tagged and restored. */
import type {
  ListImagesInRecycleBinRequest,
  ListImagesInRecycleBinResult,
  ListSnapshotsInRecycleBinRequest,
  ListSnapshotsInRecycleBinResult,
  RestoreImageFromRecycleBinRequest,
  RestoreImageFromRecycleBinResult,
  RestoreSnapshotFromRecycleBinRequest,
  RestoreSnapshotFromRecycleBinResult,
} from '@aws-sdk/client-ec2';
import {
  ListImagesInRecycleBin$,
  ListSnapshotsInRecycleBin$,
  RestoreImageFromRecycleBin$,
  RestoreSnapshotFromRecycleBin$,
} from '@aws-sdk/client-ec2';
import type { MachineImage, Snapshot } from '../../../account/shapes.ts';
import type { Operation, Visit } from '../../operation.ts';
import { operation } from '../../operation.ts';
import { pagedOperation } from '../../paging.ts';
import { Refusal } from '../../refusal.ts';
import type { Binned } from '../../world/world.ts';
import { ec2Wish, lastToken, stopDryRun, whole } from './listing.ts';
import { imagesNotFound, snapshotsOf } from './machine-images.ts';
import { findSnapshot } from './snapshots.ts';

/** A rule covers EBS-backed images only. */
export function throwAway(image: MachineImage, { world, clock, switches }: Visit): void {
  const { ImageId = '' } = image;
  if (switches.recycleBin === undefined || snapshotsOf(image).length === 0) return;
  const leavesAt = clock.now() + switches.recycleBin.images;
  world.ec2.recycleBin.images.set(ImageId, { item: image, enteredAt: clock.now(), leavesAt });
}

export function throwAwaySnapshot(snapshot: Snapshot, { world, clock, switches }: Visit): void {
  const { SnapshotId = '' } = snapshot;
  if (switches.recycleBin === undefined) return;
  const leavesAt = clock.now() + switches.recycleBin.snapshots;
  world.ec2.recycleBin.snapshots.set(SnapshotId, { item: snapshot, enteredAt: clock.now(), leavesAt });
}

const keptIn = <T>(bin: ReadonlyMap<string, Binned<T>>, { clock }: Visit): Binned<T>[] =>
  [...bin.values()].filter(({ leavesAt }) => leavesAt > clock.now());

/** An image in the bin, to be tagged. */
export const binnedImage = (id: string, visit: Visit): MachineImage | undefined =>
  keptIn(visit.world.ec2.recycleBin.images, visit).find(({ item }) => item.ImageId === id)?.item;

const times = ({ enteredAt, leavesAt }: Binned<unknown>) => ({
  RecycleBinEnterTime: new Date(enteredAt).toISOString(),
  RecycleBinExitTime: new Date(leavesAt).toISOString(),
});

export const listImagesInRecycleBin = (): Operation =>
  pagedOperation<ListImagesInRecycleBinRequest, ListImagesInRecycleBinResult, Binned<MachineImage>>({
    schema: ListImagesInRecycleBin$,
    limits: () => whole(1),
    wish: ec2Wish,
    list: ({ ImageIds = [] }, visit) =>
      keptIn(visit.world.ec2.recycleBin.images, visit).filter(
        ({ item }) => ImageIds.length === 0 || ImageIds.includes(item.ImageId ?? ''),
      ),
    answer: (items, next, visit) => ({
      Images: items.map((binned) => ({
        ImageId: binned.item.ImageId,
        Name: binned.item.Name,
        Description: binned.item.Description,
        ...times(binned),
      })),
      NextToken: lastToken(next, visit),
    }),
  });

export const listSnapshotsInRecycleBin = (): Operation =>
  pagedOperation<ListSnapshotsInRecycleBinRequest, ListSnapshotsInRecycleBinResult, Binned<Snapshot>>({
    schema: ListSnapshotsInRecycleBin$,
    limits: () => whole(5),
    wish: ec2Wish,
    list: ({ SnapshotIds = [] }, visit) =>
      keptIn(visit.world.ec2.recycleBin.snapshots, visit).filter(
        ({ item }) => SnapshotIds.length === 0 || SnapshotIds.includes(item.SnapshotId ?? ''),
      ),
    answer: (items, next, visit) => ({
      Snapshots: items.map((binned) => ({ SnapshotId: binned.item.SnapshotId, ...times(binned) })),
      NextToken: lastToken(next, visit),
    }),
  });

export const restoreSnapshotFromRecycleBin = (): Operation =>
  operation<RestoreSnapshotFromRecycleBinRequest, RestoreSnapshotFromRecycleBinResult>(
    RestoreSnapshotFromRecycleBin$,
    (input, visit) => {
      stopDryRun(input);
      const { SnapshotId = '' } = input;
      const { snapshots, recycleBin } = visit.world.ec2;
      const item = keptIn(recycleBin.snapshots, visit).find(({ item: one }) => one.SnapshotId === SnapshotId);
      if (item === undefined)
        throw new Refusal('InvalidSnapshot.NotFound', `The snapshot '${SnapshotId}' does not exist.`);
      recycleBin.snapshots.delete(SnapshotId);
      snapshots.add(item.item);
      return { SnapshotId, OwnerId: visit.world.account, State: 'completed' };
    },
  );

export const restoreImageFromRecycleBin = (): Operation =>
  operation<RestoreImageFromRecycleBinRequest, RestoreImageFromRecycleBinResult>(
    RestoreImageFromRecycleBin$,
    (input, visit) => {
      stopDryRun(input);
      const { ImageId = '' } = input;
      const { images, recycleBin, deregistered } = visit.world.ec2;
      const image = binnedImage(ImageId, visit);
      if (image === undefined) throw imagesNotFound([ImageId]);
      requireSnapshots(image, visit);
      recycleBin.images.delete(ImageId);
      deregistered.delete(ImageId);
      images.add(asRestored(image, visit));
      return { Return: true };
    },
  );

function requireSnapshots(image: MachineImage, visit: Visit): void {
  const missing = snapshotsOf(image).find((id) => findSnapshot(id, visit) === undefined);
  if (missing === undefined) return;
  throw new Refusal(
    visit.switches.restoreWithoutSnapshotRefusal,
    `The snapshot '${missing}' does not exist.`,
  );
}

function asRestored({ DeprecationTime, Tags, ...image }: MachineImage, { switches }: Visit): MachineImage {
  return {
    ...image,
    ...(switches.restoredWithTags && Tags && { Tags }),
    ...(switches.restoredWithDeprecation && DeprecationTime !== undefined && { DeprecationTime }),
  };
}
