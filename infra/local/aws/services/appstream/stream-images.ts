/** What AppStream's operations know of images. */
import type { AppStreamImage } from '../../../account/shapes.ts';
import type { Visit } from '../../operation.ts';
import { Refusal } from '../../refusal.ts';

export const visibilityOf = ({ Visibility }: AppStreamImage): string => Visibility ?? 'PRIVATE';

/** A public base image has no account in its ARN. */
export function arnOf(image: AppStreamImage, { world }: Visit): string {
  const account = visibilityOf(image) === 'PUBLIC' ? '' : world.account;
  return image.Arn ?? `arn:aws:appstream:${world.region}:${account}:image/${image.Name ?? ''}`;
}

/** All images that still show, those being deleted in that state. */
export function shownImages(visit: Visit): readonly AppStreamImage[] {
  const { images } = visit.world.appstream;
  return [...beingDeleted(visit), ...images.all()];
}

export function beingDeleted({ world, clock, switches }: Visit): AppStreamImage[] {
  const since = clock.now() - switches.appstreamDeletingFor;
  const { deleted } = world.appstream;
  return deleted.filter(({ at }) => at > since).map(({ image }) => ({ ...image, State: 'DELETING' }));
}

/** The own image of this name. @throws {Refusal} */
export function requireOwnImage(name: string, { world }: Visit): AppStreamImage {
  const image = world.appstream.images.named(name).findLast((each) => visibilityOf(each) === 'PRIVATE');
  if (image !== undefined) return image;
  throw new Refusal('ResourceNotFoundException', `The image ${name} does not exist.`);
}

export const isShared = (image: AppStreamImage, { world }: Visit): boolean =>
  image.ImageSharedWithOthers === 'TRUE' || (world.appstream.shares.get(image.Name ?? '') ?? []).length > 0;
