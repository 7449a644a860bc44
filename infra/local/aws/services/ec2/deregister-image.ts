import type { DeregisterImageRequest, DeregisterImageResult } from '@aws-sdk/client-ec2';
import { DeregisterImage$ } from '@aws-sdk/client-ec2';
import type { MachineImage } from '../../../account/shapes.ts';
import { onSnapshot } from '../../iam/demands.ts';
import type { Operation, Visit } from '../../operation.ts';
import { operation } from '../../operation.ts';
import { Refusal } from '../../refusal.ts';
import { stopDryRun } from './listing.ts';
import { throwAway, throwAwaySnapshot } from './recycle-bin.ts';
import { isOwn, requireImage, snapshotsOf } from './machine-images.ts';
import { findSnapshot, imagesOn, impliedBy, isBackedUp } from './snapshots.ts';

export const deregisterImage = (): Operation =>
  operation<DeregisterImageRequest, DeregisterImageResult>(DeregisterImage$, (input, visit) => {
    const image = requireImage(input.ImageId ?? '', visit);
    requireDeregistrable(image, visit);
    stopDryRun(input);
    takeAway(image, visit);
    if (input.DeleteAssociatedSnapshots !== true) return { Return: true };
    const results = snapshotsOf(image).map((id) => ({
      SnapshotId: id,
      ReturnCode: deleteSnapshot(id, visit),
    }));
    return { Return: true, DeleteSnapshotResults: results };
  });

/** No use keeps an image from being deregistered: EC2 does not look for any. @throws {Refusal} */
function requireDeregistrable(image: MachineImage, visit: Visit): void {
  const { ImageId = '', State, DeregistrationProtection = 'disabled' } = image;
  if (!isOwn(image, visit)) throw new Refusal('AuthFailure', `Not authorized for image:${ImageId}`);
  if (State === 'pending')
    throw new Refusal(
      'InvalidAMIID.Unavailable',
      `The AMI ID '${ImageId}' is currently pending and may not be used for this operation`,
    );
  // After it was switched off, protection may say `disabled after` a time, and is still in force.
  if (DeregistrationProtection !== 'disabled')
    throw new Refusal(
      visit.switches.protectedImageRefusal,
      `The image ${ImageId} is protected from deregistration`,
    );
  if (isBackup(image))
    throw new Refusal(visit.switches.backupImageRefusal, `The image ${ImageId} is managed by AWS Backup`);
}

const isBackup = (image: MachineImage): boolean =>
  image.ImageOwnerAlias === 'aws-backup-vault' ||
  image.Name?.startsWith('AwsBackup_') === true ||
  isBackedUp(image);

function takeAway(image: MachineImage, visit: Visit): void {
  const { ec2 } = visit.world;
  const id = image.ImageId ?? '';
  // What only the image's mapping told must not be forgotten with it.
  ec2.snapshots.add(...impliedBy([image], visit));
  ec2.images.remove(image);
  throwAway(image, visit);
  ec2.launchPermissions.delete(id);
  ec2.deregistered.set(id, { image, at: visit.clock.now() });
}

function deleteSnapshot(id: string, visit: Visit): string {
  const { snapshots, snapshotResults } = visit.world.ec2;
  if (imagesOn(id, visit).length > 0) return 'skipped';
  const forced = snapshotResults.get(id);
  if (forced !== undefined) return forced;
  if (!visit.permits(onSnapshot(id, visit.world))) return 'missing-permissions';
  const snapshot = findSnapshot(id, visit);
  if (snapshot === undefined) return 'success';
  if (!isOwn(snapshot, visit) || isBackedUp(snapshot)) return 'client-error';
  snapshots.remove(snapshot);
  throwAwaySnapshot(snapshot, visit);
  return 'success';
}
