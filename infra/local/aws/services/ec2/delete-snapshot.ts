import type { DeleteSnapshotRequest } from '@aws-sdk/client-ec2';
import { DeleteSnapshot$ } from '@aws-sdk/client-ec2';
import type { Snapshot } from '../../../account/shapes.ts';
import type { Operation, Visit } from '../../operation.ts';
import { operation } from '../../operation.ts';
import { Refusal } from '../../refusal.ts';
import { stopDryRun } from './listing.ts';
import { isOwn } from './machine-images.ts';
import { throwAwaySnapshot } from './recycle-bin.ts';
import { findSnapshot, imagesOn, isBackedUp, isOn } from './snapshots.ts';

export const deleteSnapshot = (): Operation =>
  operation<DeleteSnapshotRequest, object>(DeleteSnapshot$, (input, visit) => {
    const id = input.SnapshotId ?? '';
    const snapshot = requireSnapshot(id, visit);
    requireFree(id, visit);
    requirePermitted(id, snapshot, visit);
    stopDryRun(input);
    visit.world.ec2.snapshots.remove(snapshot);
    throwAwaySnapshot(snapshot, visit);
    return {};
  });

function requireSnapshot(id: string, visit: Visit): Snapshot {
  const snapshot = findSnapshot(id, visit);
  if (snapshot !== undefined) return snapshot;
  throw id.startsWith('snap-')
    ? new Refusal('InvalidSnapshot.NotFound', `The snapshot '${id}' does not exist.`)
    : new Refusal('InvalidSnapshotID.Malformed', `Invalid id: "${id}" (expecting "snap-...")`);
}

function requireFree(id: string, visit: Visit): void {
  const user = imagesOn(id, visit)[0]?.ImageId ?? lastUser(id, visit);
  if (user === undefined) return;
  throw new Refusal('InvalidSnapshot.InUse', `The snapshot ${id} is currently in use by ${user}`);
}

/** Right after its image was deregistered a snapshot may still be said to be in use. */
function lastUser(id: string, { world, clock, switches }: Visit): string | undefined {
  const since = clock.now() - switches.snapshotReleaseLag;
  return [...world.ec2.deregistered.values()].find(({ image, at }) => at > since && isOn(image, id))?.image
    .ImageId;
}

function requirePermitted(id: string, snapshot: Snapshot, visit: Visit): void {
  const forced = visit.world.ec2.snapshotResults.get(id);
  if (forced === 'missing-permissions' || !isOwn(snapshot, visit))
    throw new Refusal('UnauthorizedOperation', 'You are not authorized to perform this operation.', 403);
  if (forced === 'internal-error') throw new Refusal('InternalError', 'An internal error has occurred', 500);
  if (forced !== undefined || isBackedUp(snapshot))
    throw new Refusal('InvalidParameterValue', `The snapshot ${id} is managed by the AWS Backup service`);
}
