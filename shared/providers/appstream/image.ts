/** AppStream's answer about one image → our image, and the protections that the answer itself shows. */
import type { Image as AppStreamImage } from '@aws-sdk/client-appstream';
import type { Protection } from '../../domain/evidence.ts';
import type { Image, ImageState, Platform, Scope } from '../../domain/image.ts';
import { iso } from '../../domain/time.ts';
import { accountIn, arnOf } from '../arn.ts';
import { wordsOf } from '../words.ts';

const states: Readonly<Record<string, ImageState>> = {
  PENDING: 'pending',
  COPYING: 'pending',
  CREATING: 'pending',
  IMPORTING: 'pending',
  VALIDATING: 'pending',
  AVAILABLE: 'available',
  FAILED: 'failed',
  DELETING: 'deleting',
};

/** The listing may hold images that others own: public ones have no account in their ARN. */
export function isOwned(image: AppStreamImage, scope: Scope): boolean {
  const owner = image.Arn === undefined ? scope.account : accountIn(image.Arn);
  return owner === scope.account && (image.Visibility ?? 'PRIVATE') === 'PRIVATE';
}

export function imageOf(image: AppStreamImage, scope: Scope): Image | undefined {
  if (image.Name === undefined || !isOwned(image, scope)) return undefined;
  const createdAt = image.CreatedTime?.getTime();
  const reason = image.StateChangeReason?.Message ?? image.StateChangeReason?.Code;
  const platform = platformOf(image.Platform);
  return {
    ...scope,
    id: image.Name,
    incarnation: incarnationOf(image),
    arn: arnOfImage(image, scope),
    name: image.Name,
    state: stateOf(image.State),
    ...(reason !== undefined && { stateReason: wordsOf(reason) }),
    ...(createdAt !== undefined && { createdAt }),
    ...(platform !== undefined && { platform }),
  };
}

const stateOf = (state: string | undefined): ImageState =>
  (state !== undefined && Object.hasOwn(states, state) ? states[state] : undefined) ?? 'unknown';

/** A name may be used again after its image is gone: the time of creation tells one from the next. */
export const incarnationOf = ({ CreatedTime }: AppStreamImage): string =>
  CreatedTime === undefined ? '' : iso(CreatedTime.getTime());

function platformOf(platform: string | undefined): Platform | undefined {
  if (platform === undefined) return undefined;
  return platform.startsWith('WINDOWS') ? 'windows' : 'linux';
}

export const arnOfImage = (image: AppStreamImage, scope: Scope): string =>
  image.Arn ?? arnOf('appstream', scope, `image/${image.Name ?? ''}`);

/** AppStream spells this truth value as text. */
export const protectionsOf = (image: AppStreamImage): Protection[] =>
  image.ImageSharedWithOthers === 'TRUE' ? [{ code: 'shared', detail: 'ImageSharedWithOthers is TRUE' }] : [];
