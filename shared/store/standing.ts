/**
 * The images of a scope as they stand. What the table says of them is put away, packed, until it is asked for: of 100,000
 * images the texts alone would be 65 MB, and the facts taken apart three times that.
 */
import type { Event, Known } from '../domain/history.ts';
import type { Instant } from '../domain/time.ts';
import type { Mark } from '../domain/verdict.ts';
import { createPacking } from '../packed/packed.ts';
import type { Standing } from '../pipeline/ports.ts';

/** What an item says; `after` is its fact, as it is written. */
export interface Kept {
  readonly version: number;
  readonly at: Instant;
  readonly event: Event;
  readonly run: Instant;
  readonly after: string;
}

/** An item that has been read: its image's key, and what has to be known of it at once. */
export interface Shelved {
  readonly key: string;
  readonly kept: Kept;
  readonly mark: Mark | undefined;
}

export interface Shelf {
  put(item: Shelved): void;
  /** What was put there; nothing more can be. */
  closed(): Standing;
}

/** `unfold` looks a fact through, and throws for one that is not sound. */
export function createShelf(unfold: (kept: Kept, key: string) => Known): Shelf {
  const places = new Map<string, number>();
  const marks = new Map<string, Mark>();
  const packing = createPacking<Kept>(128);
  return {
    put({ key, kept, mark }) {
      places.set(key, places.size);
      if (mark) marks.set(key, mark);
      packing.push(kept);
    },
    closed() {
      const packed = packing.closed();
      const at = (place: number): Kept => {
        const kept = packed.at(place);
        if (kept === undefined) throw new Error(`nothing was ever put at ${place}`);
        return kept;
      };
      return Object.assign(
        mapped(places, (place, key) => unfold(at(place), key)),
        { marks },
      );
    },
  };
}

/** The map of what `find` gives for each place. */
function mapped<T>(
  places: ReadonlyMap<string, number>,
  find: (place: number, key: string) => T,
): ReadonlyMap<string, T> {
  const entries = () => places.entries().map(([key, place]): [string, T] => [key, find(place, key)]);
  const all: ReadonlyMap<string, T> = {
    size: places.size,
    has: (key) => places.has(key),
    get: (key) => {
      const place = places.get(key);
      return place === undefined ? undefined : find(place, key);
    },
    forEach: (each) => {
      for (const [key, value] of entries()) each(value, key, all);
    },
    keys: () => places.keys(),
    values: () => entries().map(([, value]) => value),
    entries,
    [Symbol.iterator]: entries,
  };
  return all;
}
