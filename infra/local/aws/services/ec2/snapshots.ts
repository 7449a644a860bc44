/** EBS snapshots and the images that use them. */
import type { MachineImage, Snapshot } from '../../../account/shapes.ts';
import type { Visit } from '../../operation.ts';
import { isOwn, snapshotsOf } from './machine-images.ts';

/** The snapshot as it is on record, or as an own image's mapping implies it. */
export function findSnapshot(id: string, visit: Visit): Snapshot | undefined {
  const { snapshots } = visit.world.ec2;
  return snapshots.get(id) ?? impliedSnapshots(visit).find(({ SnapshotId }) => SnapshotId === id);
}

/** An account file need not describe the snapshots of its images: each one that is mapped exists. */
export function impliedSnapshots(visit: Visit): Snapshot[] {
  const { images, snapshots } = visit.world.ec2;
  const implied = new Map<string, Snapshot>();
  for (const image of images.all().filter((each) => isOwn(each, visit)))
    for (const { Ebs } of image.BlockDeviceMappings ?? []) {
      const id = Ebs?.SnapshotId;
      if (id !== undefined && snapshots.get(id) === undefined)
        implied.set(id, snapshotFor(id, Ebs?.VolumeSize, visit));
    }
  return [...implied.values()];
}

const snapshotFor = (SnapshotId: string, VolumeSize: number | undefined, { world }: Visit): Snapshot => ({
  SnapshotId,
  OwnerId: world.account,
  State: 'completed',
  ...(VolumeSize === undefined ? {} : { VolumeSize }),
});

/** The registered images that a snapshot belongs to, disabled ones too. */
export const imagesOn = (snapshot: string, { world }: Visit): MachineImage[] =>
  world.ec2.images.all().filter((image) => snapshotsOf(image).includes(snapshot));

export const isBackedUp = ({ Tags }: Pick<Snapshot, 'Tags'>): boolean =>
  (Tags ?? []).some(({ Key }) => Key === 'aws:backup:source-resource');
