/** The past, read only. */
import type { Known } from '../domain/history.ts';
import type { Scope } from '../domain/image.ts';
import { day } from '../domain/time.ts';
import type { Instant } from '../domain/time.ts';
import type { Archive, Clock } from '../pipeline/ports.ts';
import { entriesBetween } from './between.ts';
import { firstEntryAfter, historyOfImage } from './history.ts';
import { goneImages, named, standingItems } from './images.ts';
import { newestRun, runsBetween } from './runs.ts';
import { allKnownScopes, beginningOf } from './scopes.ts';
import type { Table } from './table.ts';

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
    firstAfter: async (image, at) => firstEntryAfter(table, image, at, clock.now()),
    async between(scope, from, to) {
      const now = clock.now();
      const span = {
        from: Math.max(from, await beginning(table, scope)),
        to: Math.min(to, await end(table, scope, now)),
      };
      return entriesBetween({ table, now, sleep }, { scope, ...span });
    },
    runs: async (scope, from, to) => runsBetween(table, scope, { from, to, now: clock.now() }),
  };
}

async function standing(table: Table, scope: Scope): Promise<Map<string, Known>> {
  const present = new Map<string, Known>();
  for await (const known of standingItems(table, scope))
    if (!known.latest.after.gone) present.set(...named(known));
  return present;
}

/** A question from the dawn of time asks the index for no more days than there can be entries of. */
const beginning = async (table: Table, scope: Scope): Promise<Instant> =>
  (await beginningOf(table, scope)) ?? Infinity;

async function end(table: Table, scope: Scope, now: Instant): Promise<Instant> {
  const newest = await newestRun(table, scope, now);
  return Math.max(now, newest?.at ?? now) + 2 * day;
}
