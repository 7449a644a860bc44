/** What the ledger tells a new look at a scope. */
import type { Fact, Known } from '../domain/history.ts';
import { keyOf, type Scope } from '../domain/image.ts';
import type { Marks } from './decide/decide.ts';
import type { Before } from './observe/observe.ts';
import type { Clock, Ledger, Standing } from './ports.ts';
import { lingering } from './record/record.ts';

export const marksOf = (standing: Standing): Marks => standing.marks ?? picked(standing, ({ mark }) => mark);

/** One by one, since all of them at once are much to hold. */
function picked<T>(standing: Standing, pick: (fact: Fact) => T | undefined): Map<string, T> {
  const found = new Map<string, T>();
  for (const [key, { latest }] of standing) {
    const one = pick(latest.after);
    if (one !== undefined) found.set(key, one);
  }
  return found;
}

/**
 * What the ledger can tell a new look, which may ask for all that stands. Fills `departed` with the gone images that the
 * listing brought up again.
 */
export function knownBefore(
  scope: Scope,
  ledger: Ledger,
  known: Before['known'],
  all: () => Promise<Standing>,
  departed: Map<string, Known>,
  clock: Pick<Clock, 'now'>,
): Before {
  return {
    known,
    images: async () => Array.from((await all()).values(), ({ latest }) => latest.after.image),
    leaving: async () => new Set(picked(await all(), ({ intent }) => intent).keys()),
    lingering: async (images) => {
      const strange = images.filter((image) => !known.has(keyOf(image)));
      if (strange.length === 0) return new Set();
      for (const [key, one] of await ledger.departed(scope, strange)) departed.set(key, one);
      const recent = [...departed].filter(
        ([, { latest }]) => (latest.after.gone?.at ?? 0) + lingering > clock.now(),
      );
      return new Set(recent.map(([key]) => key));
    },
  };
}
