import type { DescribeImagesRequest, DescribeImagesResult } from '@aws-sdk/client-ec2';
import { DescribeImages$ } from '@aws-sdk/client-ec2';
import type { MachineImage } from '../../../account/shapes.ts';
import type { Wire } from '../../../account/wire.ts';
import type { FilterFields } from '../../filters.ts';
import { filtered } from '../../filters.ts';
import type { Operation, Visit } from '../../operation.ts';
import { pagedOperation } from '../../paging.ts';
import { ec2Wish, lastToken, refuseIdsWithPages, stopDryRun, whole } from './listing.ts';
import {
  imagesNotFound,
  isLingering,
  isOwn,
  lingering,
  ownerOf,
  requireImageId,
  snapshotsOf,
} from './machine-images.ts';

type Input = Wire<DescribeImagesRequest>;

export const describeImages = (): Operation =>
  pagedOperation<DescribeImagesRequest, DescribeImagesResult, MachineImage>({
    schema: DescribeImages$,
    limits: (_, { switches }) => whole(switches.leastImagesPage),
    wish: ec2Wish,
    list(input, visit) {
      stopDryRun(input);
      refuseIdsWithPages(input.ImageIds, input.MaxResults, 'imageIdsSet');
      const shown = candidates(input, visit).filter((image) => isShown(image, input, visit));
      return filtered(shown, input.Filters, fieldsFor(visit));
    },
    answer: (items, next, visit) => ({
      Images: items.map((image) => ({ ...image, OwnerId: ownerOf(image, visit) })),
      NextToken: lastToken(next, visit),
    }),
  });

function candidates({ ImageIds }: Input, visit: Visit): readonly MachineImage[] {
  const { images } = visit.world.ec2;
  if (ImageIds === undefined || ImageIds.length === 0) return [...images.all(), ...lingering(visit)];
  for (const id of ImageIds) requireImageId(id, visit);
  const missing = ImageIds.filter((id) => images.get(id) === undefined && !isRemembered(id, visit));
  if (missing.length > 0) throw imagesNotFound(missing);
  const left = lingering(visit);
  return ImageIds.flatMap((id) => images.get(id) ?? left.filter(({ ImageId }) => ImageId === id));
}

/** Looked for by id, a deregistered image comes back empty, and is not found once no instance refers to it. */
function isRemembered(id: string, visit: Visit): boolean {
  const { deregistered, instances } = visit.world.ec2;
  if (isLingering(id, visit)) return true;
  return (
    deregistered.has(id) &&
    instances.all().some(({ ImageId, State }) => ImageId === id && State?.Name !== 'terminated')
  );
}

function isShown(image: MachineImage, input: Input, visit: Visit): boolean {
  const own = isOwn(image, visit);
  const byId = (input.ImageIds ?? []).length > 0;
  if (image.State === 'disabled' && !(own && input.IncludeDisabled === true)) return false;
  if (!own && !byId && input.IncludeDeprecated !== true && isDeprecated(image, visit)) return false;
  return isOwnedByOneOf(image, input.Owners ?? [], visit);
}

const isDeprecated = ({ DeprecationTime }: MachineImage, { clock }: Visit): boolean =>
  DeprecationTime !== undefined && Date.parse(DeprecationTime) <= clock.now();

function isOwnedByOneOf(image: MachineImage, owners: readonly string[], visit: Visit): boolean {
  const names = [ownerOf(image, visit), image.ImageOwnerAlias, isOwn(image, visit) ? 'self' : undefined];
  return owners.length === 0 || owners.some((owner) => names.includes(owner));
}

const fieldsFor = (visit: Visit): FilterFields<MachineImage> => ({
  'image-id': ({ ImageId }) => [ImageId],
  name: ({ Name }) => [Name],
  state: ({ State }) => [State],
  architecture: ({ Architecture }) => [Architecture],
  description: ({ Description }) => [Description],
  'creation-date': ({ CreationDate }) => [CreationDate],
  'image-type': ({ ImageType }) => [ImageType],
  'is-public': ({ Public }) => [String(Public ?? false)],
  'owner-id': (image) => [ownerOf(image, visit)],
  'owner-alias': ({ ImageOwnerAlias }) => [ImageOwnerAlias],
  platform: ({ Platform }) => [Platform],
  'root-device-type': ({ RootDeviceType }) => [RootDeviceType],
  'source-image-id': ({ SourceImageId }) => [SourceImageId],
  'source-image-region': ({ SourceImageRegion }) => [SourceImageRegion],
  'source-instance-id': ({ SourceInstanceId }) => [SourceInstanceId],
  'block-device-mapping.snapshot-id': snapshotsOf,
});
