/** The past, read only. */
import type { Known } from '../domain/history.ts';
import type { Scope } from '../domain/image.ts';
import { day } from '../domain/time.ts';
import type { Instant } from '../domain/time.ts';
import type { Archive, Clock } from '../pipeline/ports.ts';
import { entriesBetween, walkBetween } from './between.ts';
import { firstEntryAfter, historyOfImage } from './history.ts';
import { goneImages, named, standingPages } from './images.ts';
import { knownFrom } from './items.ts';
import { newestRun, newestRunsBetween, runsBetween } from './runs.ts';
import { allKnownScopes, beginningOf } from './scopes.ts';
import { newestSweepsBetween } from './sweeps.ts';
import type { Table } from './table.ts';
import { bearersIn, walkGoneFrom, walkHistoryOf, walkStandingIn } from './walks.ts';

interface Options extends Table {
  /** Tells what has expired: the time that the ledger was written in, which may be a simulated one. */
  readonly clock: Clock;
}

/** `standing` leaves out `before`, as the ledger's does; everything else is whole. */
export function createArchive({ client, name, clock }: Options): Archive {
  const table: Table = { client, name };
  const sleep = async (length: number) => clock.sleep(length);
  return {
    scopes: async () => allKnownScopes(table),
    standing: async (scope) => standing(table, scope),
    gone: async (scope, id) => goneImages(table, scope, id, sleep),
    history: async (image) => historyOfImage(table, image, clock.now()),
    bearers: async (scope, id) => bearersIn(table, scope, id),
    firstAfter: async (image, at, known) => firstEntryAfter(table, image, at, clock.now(), known),
    async between(scope, from, to) {
      const sources = { table, now: clock.now(), sleep };
      return entriesBetween(sources, await clamped(table, { scope, from, to }, sources.now));
    },
    runs: async (scope, from, to) => runsBetween(table, scope, { from, to, now: clock.now() }),
    newestRuns: async (scope, from, to, most) =>
      newestRunsBetween(table, scope, { from, to, most, now: clock.now() }),
    newestSweeps: async (from, to, most) => newestSweepsBetween(table, { from, to, most, now: clock.now() }),
    extent: async (scope) => extentOf(table, scope, clock.now()),
    walkStanding: (scope, walk = {}) => walkStandingIn(table, scope, walk),
    async *walkGone(scope, since, walk = {}) {
      const { from, to } = await extentOf(table, scope, clock.now());
      const departures = { scope, since: Math.max(since, from), until: to };
      if (departures.since < Infinity) yield* walkGoneFrom(table, departures, walk, sleep);
    },
    walkHistory: (image, walk = {}) => walkHistoryOf(table, image, clock.now(), walk),
    walkChanges: (scope, from, to, walk = {}) =>
      walkBetween({ table, now: clock.now(), sleep }, { scope, from, to }, walk),
  };
}

/** A question from the dawn of time asks the index for no more days than there can be entries of. */
async function clamped<S extends { readonly scope: Scope; readonly from: Instant; readonly to: Instant }>(
  table: Table,
  span: S,
  now: Instant,
): Promise<S> {
  const { from, to } = await extentOf(table, span.scope, now);
  return { ...span, from: Math.max(span.from, from), to: Math.min(span.to, to) };
}

async function standing(table: Table, scope: Scope): Promise<Map<string, Known>> {
  const present = new Map<string, Known>();
  for await (const page of standingPages(table, scope))
    for (const item of page) {
      const known = knownFrom(table, item);
      if (!known.latest.after.gone) present.set(...named(known));
    }
  return present;
}

/** Of a scope that is not in the register nothing is on record: it ends before it begins. */
async function extentOf(table: Table, scope: Scope, now: Instant): Promise<{ from: Instant; to: Instant }> {
  const from = (await beginningOf(table, scope)) ?? Infinity;
  const newest = await newestRun(table, scope, now);
  return { from, to: Math.max(now, newest?.at ?? now) + 2 * day };
}
