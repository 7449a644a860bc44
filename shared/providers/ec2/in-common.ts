/** What many images have in common is held once: a scope may have 100,000 of them. */
import { imageStates, platforms, type Image, type Scope } from '../../domain/image.ts';

/** Texts remembered. Of commits, dates and the like, each its own, more are of no use. */
const most = 5000;

/** Says the same of each image as it did. */
export function holdOnce(scope: Scope): (image: Image) => Image {
  const texts = new Map<string, string>();
  const once = (text: string): string => {
    const known = texts.get(text);
    if (known === undefined && texts.size < most) texts.set(text, text);
    return known ?? text;
  };
  return (image) => ({
    ...image,
    ...scope,
    incarnation: '',
    state: oneOf(imageStates, image.state),
    ...(image.platform && { platform: oneOf(platforms, image.platform) }),
    ...(image.architecture !== undefined && { architecture: once(image.architecture) }),
    ...(image.tags && {
      tags: Object.fromEntries(Object.entries(image.tags).map(([key, value]) => [key, once(value)])),
    }),
  });
}

const oneOf = <T>(all: readonly T[], value: T): T => all.find((one) => one === value) ?? value;
