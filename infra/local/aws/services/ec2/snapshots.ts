/** EBS snapshots and the images that use them. */
import type { MachineImage, Snapshot } from '../../../account/shapes.ts';
import type { Visit } from '../../operation.ts';
import { isOwn } from './machine-images.ts';

/** The snapshot as it is on record, or as an own image's mapping implies it. */
export function findSnapshot(id: string, visit: Visit): Snapshot | undefined {
  const { snapshots } = visit.world.ec2;
  return (
    snapshots.get(id) ?? impliedBy(imagesOn(id, visit), visit).find(({ SnapshotId }) => SnapshotId === id)
  );
}

/** Every snapshot that is not on record and implied by an own image. */
export const impliedSnapshots = (visit: Visit): Snapshot[] => impliedBy(visit.world.ec2.images.all(), visit);

/** An account file need not describe the snapshots of its images: each one that is mapped exists. */
export function impliedBy(images: readonly MachineImage[], visit: Visit): Snapshot[] {
  const implied = new Map<string, Snapshot>();
  for (const image of images.filter((each) => isOwn(each, visit)))
    for (const { Ebs } of image.BlockDeviceMappings ?? []) {
      const id = Ebs?.SnapshotId;
      if (id !== undefined && visit.world.ec2.snapshots.get(id) === undefined)
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
  world.ec2.images.all().filter((image) => isOn(image, snapshot));

export const isOn = ({ BlockDeviceMappings }: MachineImage, snapshot: string): boolean =>
  BlockDeviceMappings?.some(({ Ebs }) => Ebs?.SnapshotId === snapshot) === true;

export const isBackedUp = ({ Tags }: Pick<Snapshot, 'Tags'>): boolean =>
  (Tags ?? []).some(({ Key }) => Key === 'aws:backup:source-resource');
