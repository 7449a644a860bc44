import type { Image } from '../domain/image.ts';

/** What every answer says of an image first: which one it is, and how it stands. */
export const imageDocument = ({ id, kind, account, region, name, state }: Image) => ({
  image: id,
  kind,
  account,
  region,
  name,
  state,
});
