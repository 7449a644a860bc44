/** A ledger in memory, for what depends on the pipeline alone. It knows one scope. */
import type { Entry, Known, Leftover, Run } from '../../shared/domain/history.ts';
import { keyOf } from '../../shared/domain/image.ts';
import type { Ledger } from '../../shared/pipeline/ports.ts';

export interface MemoryLedger extends Ledger {
  /** Everything that was written, in order. */
  readonly entries: readonly Entry[];
}

export function createMemoryLedger(): MemoryLedger {
  const standing = new Map<string, Known>();
  const gone = new Map<string, Known>();
  const runs = new Map<number, Run>();
  const leftovers = new Map<string, Leftover>();
  const entries: Entry[] = [];
  const change = (at: number, parts: (run: Run) => Partial<Run>): void => {
    const run = runs.get(at);
    if (run !== undefined) runs.set(at, { ...run, ...parts(run) });
  };
  return {
    entries,
    standing: async () => Promise.resolve(new Map(standing)),
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
