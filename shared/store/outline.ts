/**
 * A scope as far as a run asks of it in which little is news: its keys, its grace clocks, and of each image a digest of what
 * is on record. The facts themselves are read of the few that differ.
 */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import * as z from 'zod/mini';
import type { Known } from '../domain/history.ts';
import { imageKeyOf, keyOf, type Scope } from '../domain/image.ts';
import type { Duration, Instant } from '../domain/time.ts';
import type { Mark } from '../domain/verdict.ts';
import { createPacking, fromPages } from '../packed/packed.ts';
import type { Open, Outline, SoFar } from '../pipeline/ports.ts';
import { digestOf } from './digest.ts';
import { knownFrom, read } from './items.ts';
import { imageKeyTextIn, keyIn, standingIn, type Key } from './keys.ts';
import { markShape } from './shapes.ts';
import { itemsAt, numberIn, plainPages, type Table } from './table.ts';

interface Outlining {
  readonly table: Table;
  readonly sleep: (length: Duration) => Promise<void>;
  readonly now: () => Instant;
  /** Ends the move of a gone image that a crash cut short. */
  readonly finish: (known: Known) => Promise<void>;
}

interface Told {
  readonly version: number;
  readonly digest?: string;
  readonly mark?: Mark;
}

interface Row extends Told {
  readonly key: string;
}

/** Some 200 KB, and half of that packed. */
const rowsPerPage = 4000;

export async function outlineIn(scope: Scope, outlining: Outlining): Promise<Outline> {
  const outline = await outlineOn(scope, outlining, { pages: [], whole: false }, Infinity);
  if ('open' in outline) throw new Error('an outline was left open with all the time there is');
  return outline;
}

/** Nothing further is asked for after `until`. */
export async function outlineOn(
  scope: Scope,
  outlining: Outlining,
  soFar: SoFar<string>,
  until: Instant,
): Promise<Outline | Open<string>> {
  const told = new Map<string, Told>();
  const packing = createPacking<Row>(rowsPerPage, Infinity);
  for (const row of fromPages<Row>(soFar.pages)) told.set(row.key, row);
  const open = soFar.whole
    ? undefined
    : await readOn(scope, outlining, soFar.place, until, (row) => {
        told.set(row.key, row);
        packing.push(row);
      });
  const { pages } = packing.closed();
  return open === undefined ? outlineOf(told, pages, scope, outlining) : { open, pages: pages() };
}

function outlineOf(
  told: ReadonlyMap<string, Told>,
  pages: Outline['pages'],
  scope: Scope,
  outlining: Outlining,
): Outline {
  const marks = new Map<string, Mark>();
  for (const [key, { mark }] of told) if (mark !== undefined) marks.set(key, mark);
  return {
    size: told.size,
    has: (key) => told.has(key),
    keys: () => told.keys(),
    marks,
    agrees: (key, fact) => told.get(key)?.digest === digestOf(fact),
    of: async (keys) => recordOf(keys, told, scope, outlining),
    pages,
  };
}

/** Reads row after row. Gives the place to go on at, if time ran out. */
async function readOn(
  scope: Scope,
  outlining: Outlining,
  after: string | undefined,
  until: Instant,
  take: (row: Row) => void,
): Promise<string | undefined> {
  const { table, now } = outlining;
  const pk = standingIn(scope);
  const leaving: Key[] = [];
  const older = new Map<string, Row & { readonly sk: string }>();
  let open: string | undefined;
  for await (const { items, last } of plainPages(table, pk, fields, after)) {
    for (const item of items) {
      const { gone, sk, ...row } = rowFrom(table, pk, item);
      if (gone) leaving.push({ pk, sk });
      // An earlier version wrote these: it knew of no digest, and told of a grace clock in the fact alone.
      else if (row.digest === undefined) older.set(row.key, { ...row, sk });
      else take(row);
    }
    open = last;
    if (now() >= until) break;
  }
  for await (const known of knownOneByOne(leaving, outlining)) await outlining.finish(known);
  const places = Array.from(older.values(), ({ sk }) => ({ pk, sk }));
  for await (const { version, latest } of knownOneByOne(places, outlining)) {
    const row = older.get(keyOf(latest.after.image));
    if (row === undefined || row.version !== version) continue;
    const { mark } = latest.after;
    older.delete(row.key);
    take({ key: row.key, version, digest: digestOf(latest.after), ...(mark && { mark }) });
  }
  // Written about, or moved, while we looked: they are on record, and agree with nothing.
  for (const { sk: _, ...row } of older.values()) take(row);
  return open;
}

/** What has been written since the outline was read is left out: it is not what was compared. */
async function recordOf(
  keys: Iterable<string>,
  told: ReadonlyMap<string, Told>,
  scope: Scope,
  outlining: Outlining,
): Promise<Map<string, Known>> {
  const asked = [...keys].filter((key) => told.has(key)).map((key) => placeOf(key, scope));
  const found = (await knownAt(asked, outlining)).map((known): [string, Known] => [
    keyOf(known.latest.after.image),
    known,
  ]);
  return new Map(found.filter(([key, { version }]) => told.get(key)?.version === version));
}

const placeOf = (key: string, scope: Scope): Key => keyIn(standingIn(scope), imageKeyOf(key));

/** Facts read together: those of a whole scope at once are much to hold. */
const readAtOnce = 1000;

async function* knownOneByOne(keys: readonly Key[], outlining: Outlining): AsyncGenerator<Known> {
  for (let from = 0; from < keys.length; from += readAtOnce)
    yield* await knownAt(keys.slice(from, from + readAtOnce), outlining);
}

const knownAt = async (keys: readonly Key[], { table, sleep }: Outlining): Promise<Known[]> =>
  (await itemsAt(table, keys, sleep)).map((item) => knownFrom(table, item));

const fields = ['sk', 'format', 'version', 'digest', 'mark', 'gone'];

/** By hand: of a hundred thousand items, a schema takes as long as all the rest of reading them. */
function rowFrom(
  table: Table,
  pk: string,
  item: Record<string, AttributeValue>,
): Row & { readonly sk: string; readonly gone: boolean } {
  const sk = item['sk']?.S;
  return read(table, { pk, sk, format: numberIn(item['format']) }, () => {
    const version = numberIn(item['version']);
    const digest = item['digest']?.S;
    const mark = item['mark']?.S;
    if (sk === undefined || version === undefined || Number.isNaN(version)) throw new Error('no version');
    return {
      sk,
      key: imageKeyTextIn(sk),
      version,
      ...(digest !== undefined && { digest }),
      ...(mark !== undefined && { mark: z.parse(markShape, JSON.parse(mark)) }),
      gone: item['gone']?.BOOL === true,
    };
  });
}
