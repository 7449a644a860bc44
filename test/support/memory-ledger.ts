/** A ledger in memory, for what depends on the pipeline alone. It knows one scope. */
import type { Sighting } from '../../shared/domain/evidence.ts';
import type { Entry, Known, Leftover, Run } from '../../shared/domain/history.ts';
import { keyOf } from '../../shared/domain/image.ts';
import type { Page } from '../../shared/domain/many.ts';
import { fromPages } from '../../shared/packed/packed.ts';
import type { Ledger, Outline } from '../../shared/pipeline/ports.ts';
import { packedItems } from '../../shared/store/interim.ts';
import { newsOf } from '../../shared/pipeline/record/fact.ts';

/** As it was read, and what stands now. */
const outlineOf = (read: ReadonlyMap<string, Known>, now: ReadonlyMap<string, Known>): Outline => ({
  size: read.size,
  has: (key) => read.has(key),
  keys: () => read.keys(),
  marks: new Map(
    [...read].flatMap(([key, { latest }]) => (latest.after.mark ? [[key, latest.after.mark]] : [])),
  ),
  agrees: (key, fact) => {
    const known = read.get(key);
    return known !== undefined && newsOf(known.latest.after) === newsOf(fact);
  },
  of: async (keys) =>
    Promise.resolve(
      new Map(
        [...keys].flatMap((key): [string, Known][] => {
          const known = now.get(key);
          return known === undefined || known !== read.get(key) ? [] : [[key, known]];
        }),
      ),
    ),
  pages: () => [],
});

export interface MemoryLedger extends Ledger {
  /** Everything that was written, in order. */
  readonly entries: readonly Entry[];
}

export function createMemoryLedger(): MemoryLedger {
  const standing = new Map<string, Known>();
  const gone = new Map<string, Known>();
  const runs = new Map<number, Run>();
  const leftovers = new Map<string, Leftover>();
  const left = new Map<string, readonly Page[]>();
  const outlined = new Map<Page, ReadonlyMap<string, Known>>();
  const entries: Entry[] = [];
  const change = (at: number, parts: (run: Run) => Partial<Run>): void => {
    const run = runs.get(at);
    if (run !== undefined) runs.set(at, { ...run, ...parts(run) });
  };
  return {
    entries,
    standing: async () => Promise.resolve(new Map(standing)),
    outline: async () => Promise.resolve(outlineOf(new Map(standing), standing)),
    // What was read by an earlier part is as it was then.
    outlineOn: async (_scope, soFar) => {
      const [page] = soFar.whole ? soFar.pages : [];
      const read = (page && outlined.get(page)) ?? new Map(standing);
      const fresh: Page = { length: read.size, bytes: new Uint8Array() };
      outlined.set(fresh, read);
      return Promise.resolve({
        ...outlineOf(read, standing),
        pages: () => (soFar.whole ? [] : [fresh]),
      });
    },
    among: async (_scope, keys) =>
      Promise.resolve(
        new Map(
          [...keys].flatMap((key): [string, Known][] => {
            const known = standing.get(key);
            return known === undefined ? [] : [[key, known]];
          }),
        ),
      ),
    leave: async (_scope, pages) => {
      const name = `left ${left.size}`;
      left.set(name, pages);
      return Promise.resolve(name);
    },
    packed: packedItems,
    sightingsIn: (pages) => fromPages<Sighting>(pages),
    keysIn: (pages) => fromPages<string>(pages),
    left: async (_scope, name, pages) => {
      const found = left.get(name);
      return Promise.resolve(found?.length === pages ? found : undefined);
    },
    departed: async (_scope, keys) =>
      Promise.resolve(new Map([...gone].filter(([key]) => keys.some((one) => keyOf(one) === key)))),
    bearers: async (_scope, id) =>
      Promise.resolve(
        [...standing.values(), ...gone.values()].filter(({ latest }) => latest.after.image.id === id),
      ),
    write: async (previous, entry) => {
      const key = keyOf(entry.after.image);
      if ((standing.get(key)?.version ?? gone.get(key)?.version) !== previous?.version)
        return Promise.resolve(undefined);
      const known: Known = { version: (previous?.version ?? 0) + 1, latest: entry };
      entries.push(entry);
      standing.delete(key);
      (entry.after.gone === undefined ? standing : gone).set(key, known);
      return Promise.resolve(known);
    },
    run: async (_scope, at) => Promise.resolve(runs.get(at)),
    lastRun: async () => Promise.resolve([...runs.values()].at(-1)),
    putRun: async (run) =>
      Promise.resolve(
        void runs.set(run.at, { ...run, attempts: runs.get(run.at)?.attempts ?? run.attempts }),
      ),
    endRun: async (_scope, at, end) => {
      change(at, () => end);
      return Promise.resolve();
    },
    takeAttempt: async (_scope, at, limit) => {
      const taken = (runs.get(at)?.attempts ?? 0) < limit;
      if (taken) change(at, ({ attempts }) => ({ attempts: attempts + 1 }));
      return Promise.resolve(taken);
    },
    leftovers: async () => Promise.resolve([...leftovers.values()]),
    putLeftover: async (leftover) => Promise.resolve(void leftovers.set(leftover.snapshot, leftover)),
    removeLeftover: async ({ snapshot }) => Promise.resolve(void leftovers.delete(snapshot)),
    stopped: async () => Promise.resolve(undefined),
  };
}
