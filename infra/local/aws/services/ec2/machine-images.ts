/** What EC2's operations know of AMIs. */
import type { MachineImage } from '../../../account/shapes.ts';
import type { Visit } from '../../operation.ts';
import { Refusal } from '../../refusal.ts';

export const ownerOf = (item: { readonly OwnerId?: string | undefined }, { world }: Visit): string =>
  item.OwnerId ?? world.account;

export const isOwn = (item: { readonly OwnerId?: string | undefined }, visit: Visit): boolean =>
  ownerOf(item, visit) === visit.world.account;

/** Images that were deregistered a short while ago and still show in listings. */
export function lingering(visit: Visit): MachineImage[] {
  const since = visit.clock.now() - visit.switches.deregisterLag;
  return [...visit.world.ec2.deregistered.values()].filter(({ at }) => at > since).map(({ image }) => image);
}

export function isLingering(id: string, { world, clock, switches }: Visit): boolean {
  const entry = world.ec2.deregistered.get(id);
  return entry !== undefined && entry.at > clock.now() - switches.deregisterLag;
}

export function snapshotsOf({ BlockDeviceMappings }: MachineImage): string[] {
  const ids = (BlockDeviceMappings ?? []).flatMap(({ Ebs }) => Ebs?.SnapshotId ?? []);
  return [...new Set(ids)];
}

/** @throws {Refusal} for an id that neither looks like an AMI's nor is one here */
export function requireImageId(id: string, { world }: Visit): void {
  if (id.startsWith('ami-') || world.ec2.images.get(id) !== undefined) return;
  throw new Refusal('InvalidAMIID.Malformed', `Invalid id: "${id}" (expecting "ami-...")`);
}

/** The image, of whatever owner. @throws {Refusal} when it is not there, or not any more */
export function requireImage(id: string, visit: Visit): MachineImage {
  requireImageId(id, visit);
  const image = visit.world.ec2.images.get(id);
  if (image !== undefined) return image;
  if (isLingering(id, visit))
    throw new Refusal('InvalidAMIID.Unavailable', `The image id '[${id}]' is no longer available`);
  throw imagesNotFound([id]);
}

export const imagesNotFound = (ids: readonly string[]): Refusal =>
  new Refusal(
    'InvalidAMIID.NotFound',
    ids.length === 1
      ? `The image id '[${ids.join()}]' does not exist`
      : `The image ids '[${ids.join(', ')}]' do not exist`,
  );
