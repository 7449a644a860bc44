import type { DeleteImageRequest, DeleteImageResult } from '@aws-sdk/client-appstream';
import { DeleteImage$ } from '@aws-sdk/client-appstream';
import type { AppStreamImage } from '../../../account/shapes.ts';
import type { Operation, Visit } from '../../operation.ts';
import { operation } from '../../operation.ts';
import { Refusal } from '../../refusal.ts';
import { arnOf, beingDeleted, isShared, requireOwnImage } from './stream-images.ts';

export const deleteImage = (): Operation =>
  operation<DeleteImageRequest, DeleteImageResult>(DeleteImage$, ({ Name = '' }, visit) => {
    const { images, deleted, tags } = visit.world.appstream;
    const earlier = images.get(Name) === undefined ? deletedBefore(Name, visit) : undefined;
    if (earlier !== undefined) return { Image: earlier };
    const image = requireOwnImage(Name, visit);
    requireFree(image, visit);
    images.remove(image);
    tags.delete(arnOf(image, visit));
    deleted.push({ image, at: visit.clock.now() });
    return { Image: { ...image, Arn: arnOf(image, visit), State: 'DELETING' } };
  });

function deletedBefore(name: string, visit: Visit): AppStreamImage | undefined {
  const earlier = beingDeleted(visit).find(({ Name }) => Name === name);
  const { deletingAgainRefusal } = visit.switches;
  if (earlier !== undefined && deletingAgainRefusal !== undefined)
    throw new Refusal(deletingAgainRefusal, `The image ${name} is being deleted.`);
  return earlier;
}

/** @throws {Refusal} for an image that is in use, shared, or not finished */
function requireFree(image: AppStreamImage, visit: Visit): void {
  const { Name = '', State = 'AVAILABLE' } = image;
  const { sharedImageRefusal, unfinishedImageDeletable } = visit.switches;
  const user = fleetOn(image, visit) ?? builderOn(image, visit);
  if (user !== undefined)
    throw new Refusal('ResourceInUseException', `The image ${Name} is used by ${user}.`);
  if (isShared(image, visit))
    throw new Refusal(sharedImageRefusal, `The image ${Name} is shared with other accounts.`);
  if (State !== 'AVAILABLE' && State !== 'FAILED' && !unfinishedImageDeletable)
    throw new Refusal('OperationNotPermittedException', `The image ${Name} is ${State}.`);
}

function fleetOn(image: AppStreamImage, visit: Visit): string | undefined {
  const arn = arnOf(image, visit);
  return visit.world.appstream.fleets
    .all()
    .filter(({ State }) => visit.switches.stoppedFleetBlocks || State !== 'STOPPED')
    .find(({ ImageName, ImageArn }) => ImageName === image.Name || ImageArn === arn)?.Name;
}

function builderOn(image: AppStreamImage, visit: Visit): string | undefined {
  if (!visit.switches.imageBuilderBlocks) return undefined;
  const arn = arnOf(image, visit);
  return visit.world.appstream.imageBuilders.all().find(({ ImageArn }) => ImageArn === arn)?.Name;
}
