/** What there may be a hundred thousand of: to be gone through, not to be held all at once. */
export interface Many<T> extends Iterable<T> {
  readonly length: number;
  /** The rest of them, without the first so many, where that is to be had for less than going through those. */
  readonly after?: (passed: number) => Iterable<T>;
}

/** Some of them, put away where nobody looks inside. */
export interface Page {
  readonly length: number;
  readonly bytes: Uint8Array;
}

/** The same, each as `see` makes it of the one that is asked for. */
export const seenAs = <T, U>(many: Many<T>, see: (one: T) => U): Many<U> => ({
  length: many.length,
  after: (passed) => each(after(many, passed), see),
  [Symbol.iterator]: () => each(many, see),
});

function* each<T, U>(many: Iterable<T>, see: (one: T) => U): Generator<U> {
  for (const one of many) yield see(one);
}

/** All without the first so many. */
export function after<T>(many: Many<T>, passed: number): Iterable<T> {
  if (passed === 0) return many;
  return many.after?.(passed) ?? Iterator.from(many).drop(passed);
}

/** The same; each is told to `hear` when somebody comes by it. */
export const passingBy = <T>(many: Many<T>, hear: (one: T) => void): Many<T> =>
  seenAs(many, (one) => {
    hear(one);
    return one;
  });

/** First the ones, then the others. */
export const joined = <T>(some: Many<T>, others: Many<T>): Many<T> => ({
  length: some.length + others.length,
  *after(passed) {
    if (passed < some.length) yield* after(some, passed);
    yield* after(others, Math.max(0, passed - some.length));
  },
  *[Symbol.iterator]() {
    yield* some;
    yield* others;
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
