/** The ledger on DynamoDB: the pipeline's port, and where each of its methods is kept. */
import type { Sighting } from '../domain/evidence.ts';
import type { Known } from '../domain/history.ts';
import { imageKeyOf, type Scope } from '../domain/image.ts';
import { fromPages } from '../packed/packed.ts';
import type { Clock, Ledger, Standing } from '../pipeline/ports.ts';
import { departedOf, standingAmong, standingPages } from './images.ts';
import { leavePages, packedItems, pagesLeft } from './interim.ts';
import { shelvedFrom, unfolding } from './items.ts';
import { deleteLeftover, leftoversIn, writeLeftover } from './leftovers.ts';
import { outlineIn, outlineOn } from './outline.ts';
import { finish, record } from './record.ts';
import type { Desk } from './record.ts';
import { countAttempt, newestRun, runAt, writeEnd, writeRun } from './runs.ts';
import { createRegister } from './scopes.ts';
import { createShelf } from './standing.ts';
import { readStop } from './stop.ts';
import type { Table } from './table.ts';
import { bearersIn } from './walks.ts';

interface Options extends Table {
  /** How long history entries and runs are kept. */
  readonly historyDays: number;
  readonly clock: Clock;
}

/**
 * What `standing` answers leaves out `before`: it would double what is held in memory, and is in the history.
 * `standing` and `outline` also end the moves of gone images that a crash cut short; otherwise they write nothing.
 */
export function createLedger({ client, name, historyDays, clock }: Options): Ledger {
  const table: Table = { client, name };
  const now = () => clock.now();
  const sleep = async (length: number) => clock.sleep(length);
  const desk: Desk = { table, historyDays, now, recorded: new WeakSet() };
  const register = createRegister(table);
  const outlining = {
    table,
    sleep,
    now,
    finish: async ({ latest }: Known) => finish(desk, latest.after.image),
  };
  return {
    standing: async (scope) => standing(desk, scope),
    outline: async (scope) => outlineIn(scope, outlining),
    outlineOn: async (scope, soFar, until) => outlineOn(scope, outlining, soFar, until),
    among: async (scope, keys) => standingAmong(table, scope, Array.from(keys, imageKeyOf), sleep),
    leave: async (scope, pages) => leavePages(table, scope, pages, now()),
    left: async (scope, left, pages) => pagesLeft(table, scope, left, pages),
    packed: packedItems,
    sightingsIn: (pages) => fromPages<Sighting>(pages),
    keysIn: (pages) => fromPages<string>(pages),
    departed: async (scope, keys) => departedOf(table, scope, keys, sleep),
    bearers: async (scope, id) => bearersIn(table, scope, id),
    async write(previous, entry) {
      if (!previous) await register(entry.after.image, entry.at);
      return record(desk, previous, entry);
    },
    run: async (scope, at) => runAt(table, { scope, at }),
    lastRun: async (scope) => newestRun(table, scope, clock.now()),
    async putRun(run) {
      await register(run.scope, run.at);
      await writeRun(table, run, historyDays);
    },
    endRun: async (scope, at, end) => writeEnd(table, { scope, at }, end, historyDays),
    takeAttempt: async (scope, at, limit) => countAttempt(table, { scope, at }, limit, historyDays),
    leftovers: async (scope) => leftoversIn(table, scope),
    putLeftover: async (leftover) => writeLeftover(table, leftover),
    removeLeftover: async (leftover) => deleteLeftover(table, leftover),
    stopped: async () => readStop(table),
  };
}

async function standing(desk: Desk, scope: Scope): Promise<Standing> {
  const shelf = createShelf(unfolding(desk.table, scope));
  for await (const page of standingPages(desk.table, scope))
    for (const item of page) {
      const { shelved, fact } = shelvedFrom(desk.table, item);
      if (fact.gone) await finish(desk, fact.image);
      else shelf.put(shelved);
    }
  return shelf.closed();
}
