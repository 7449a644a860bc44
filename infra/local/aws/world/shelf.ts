/** The things of one kind that an account holds, in the order they came, found by id in no time. */
import type { Instant } from '../../../../shared/domain/time.ts';

export interface Shelf<T extends object> {
  all(): readonly T[];
  /** The one that came last under this id. */
  get(id: string): T | undefined;
  /** All under this id: a name may be given twice. */
  named(id: string): readonly T[];
  add(...items: T[]): void;
  remove(item: T): void;
  /** When an item came that was not there from the beginning. */
  addedAt(item: T): Instant | undefined;
}

export function createShelf<T extends object>(
  idOf: (item: T) => string,
  first: readonly T[],
  now: () => Instant,
): Shelf<T> {
  const items = new Set<T>();
  const byId = new Map<string, T[]>();
  const came = new WeakMap<T, Instant>();
  let listed: readonly T[] | undefined;
  const put = (item: T): void => {
    listed = undefined;
    items.add(item);
    const named = byId.get(idOf(item));
    if (named === undefined) byId.set(idOf(item), [item]);
    else named.push(item);
  };
  first.forEach(put);
  return {
    all: () => (listed ??= [...items]),
    get: (id) => byId.get(id)?.at(-1),
    named: (id) => byId.get(id) ?? [],
    add(...added) {
      for (const item of added) {
        came.set(item, now());
        put(item);
      }
    },
    remove(item) {
      if (!items.delete(item)) return;
      listed = undefined;
      const rest = (byId.get(idOf(item)) ?? []).filter((other) => other !== item);
      if (rest.length === 0) byId.delete(idOf(item));
      else byId.set(idOf(item), rest);
    },
    addedAt: (item) => came.get(item),
  };
}
