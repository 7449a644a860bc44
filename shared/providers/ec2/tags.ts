import { compareText } from '../../domain/image.ts';

interface Tag {
  readonly Key?: string | undefined;
  readonly Value?: string | undefined;
}

/** In an order of our own, since AWS promises none, and what is on record is compared as a text. */
export const tagsOf = (tags: readonly Tag[] | undefined): Record<string, string> =>
  Object.fromEntries(
    (tags ?? [])
      .flatMap(({ Key, Value }): [string, string][] => (Key === undefined ? [] : [[Key, Value ?? '']]))
      .sort(([one], [other]) => compareText(one, other)),
  );
