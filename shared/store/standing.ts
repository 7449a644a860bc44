/**
 * The images of a scope as they stand, each kept as the text that the table holds. Facts taken apart need three times
 * the room, and most are looked at once or twice: they are read anew whenever they are asked for.
 */
import type { Event, Known } from '../domain/history.ts';
import type { Instant } from '../domain/time.ts';

/** What is on record of one image; `after` is its fact, as text that has been found sound. */
export interface Kept {
  readonly version: number;
  readonly at: Instant;
  readonly event: Event;
  readonly run: Instant;
  readonly after: string;
}

/** Every answer is a new object. */
export function unfolding(
  kept: ReadonlyMap<string, Kept>,
  unfold: (kept: Kept) => Known,
): ReadonlyMap<string, Known> {
  const entries = () => kept.entries().map(([key, one]): [string, Known] => [key, unfold(one)]);
  const all: ReadonlyMap<string, Known> = {
    size: kept.size,
    has: (key) => kept.has(key),
    get: (key) => {
      const one = kept.get(key);
      return one && unfold(one);
    },
    forEach: (each) => {
      for (const [key, known] of entries()) each(known, key, all);
    },
    keys: () => kept.keys(),
    values: () => kept.values().map(unfold),
    entries,
    [Symbol.iterator]: entries,
  };
  return all;
}
