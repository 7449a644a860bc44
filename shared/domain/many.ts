/** What there may be a hundred thousand of: to be gone through, not to be held all at once. */
export interface Many<T> extends Iterable<T> {
  readonly length: number;
}

/** The same, each as `see` makes it of the one that is asked for. */
export const seenAs = <T, U>(many: Many<T>, see: (one: T) => U): Many<U> => ({
  length: many.length,
  *[Symbol.iterator]() {
    for (const one of many) yield see(one);
  },
});

/** The same without those that `leave` picks; `left` is how many they are. */
export const without = <T>(many: Many<T>, left: number, leave: (one: T) => boolean): Many<T> => ({
  length: many.length - left,
  *[Symbol.iterator]() {
    for (const one of many) if (!leave(one)) yield one;
  },
});

export function* those<T>(many: Iterable<T>, pick: (one: T) => boolean): Generator<T> {
  for (const one of many) if (pick(one)) yield one;
}
