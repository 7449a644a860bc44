/** Every fault on every call of a run. */
import { faultsOf, type Point } from './fault.ts';
import type { Seen } from './watch.ts';

export const pointsOf = (calls: readonly Seen[]): Point[] =>
  calls.flatMap((seen) => {
    const { service, operation, n } = seen;
    return faultsOf(seen).map((fault) => ({ service, operation, n, fault }));
  });

/** One in so many, spread over all of them and always the same ones. */
export function sampleOf<T>(all: readonly T[], every: number): T[] {
  if (every <= 1) return [...all];
  // A prime step walks through all places before it comes back, so that neighbours are far apart.
  const mixed = all.map((_, at) => all[(at * 7919) % all.length]);
  return mixed.filter((one, at) => one !== undefined && at % every === 0).filter((one) => one !== undefined);
}
