/**
 * A scope as far as a run asks of it in which little is news: its keys, its grace clocks, and of each image a digest of what
 * is on record. The facts themselves are read of the few that differ.
 */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import * as z from 'zod/mini';
import type { Known } from '../domain/history.ts';
import { imageKeyOf, keyOf, type Scope } from '../domain/image.ts';
import type { Duration } from '../domain/time.ts';
import type { Decision, Mark } from '../domain/verdict.ts';
import type { Outline } from '../pipeline/ports.ts';
import { digestOf } from './digest.ts';
import { knownFrom, read } from './items.ts';
import { imageKeyTextIn, keyIn, standingIn, type Key } from './keys.ts';
import { markShape } from './shapes.ts';
import { itemsAt, numberIn, plainPages, type Table } from './table.ts';

interface Outlining {
  readonly table: Table;
  readonly sleep: (length: Duration) => Promise<void>;
  /** Ends the move of a gone image that a crash cut short. */
  readonly finish: (known: Known) => Promise<void>;
}

interface Told {
  readonly version: number;
  readonly digest: string | undefined;
}

export async function outlineIn(scope: Scope, outlining: Outlining): Promise<Outline> {
  const { table } = outlining;
  const told = new Map<string, Told>();
  const marks = new Map<string, Mark>();
  const leaving: Key[] = [];
  const older: Key[] = [];
  const pk = standingIn(scope);
  for await (const page of plainPages(table, pk, fields))
    for (const item of page) {
      const { sk, key, version, digest, mark, gone } = rowFrom(table, pk, item);
      if (gone) {
        leaving.push({ pk, sk });
        continue;
      }
      told.set(key, { version, digest });
      if (mark !== undefined) marks.set(key, mark);
      if (digest === undefined) older.push({ pk, sk });
    }
  for await (const known of knownOneByOne(leaving, outlining)) await outlining.finish(known);
  // An earlier version wrote these: it knew of no digest, and told of a grace clock in the fact alone.
  for await (const { version, latest } of knownOneByOne(older, outlining)) {
    const { image, mark } = latest.after;
    if (told.get(keyOf(image))?.version !== version) continue;
    told.set(keyOf(image), { version, digest: digestOf(latest.after) });
    if (mark) marks.set(keyOf(image), mark);
  }
  return {
    size: told.size,
    has: (key) => told.has(key),
    keys: () => told.keys(),
    marks,
    agrees: (key, fact) => told.get(key)?.digest === digestOf(fact),
    of: async (keys) => recordOf(keys, told, scope, outlining),
    decided: async (keys) => decidedOf(keys, scope, outlining),
  };
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

async function decidedOf(
  keys: Iterable<string>,
  scope: Scope,
  outlining: Outlining,
): Promise<Map<string, Decision>> {
  const places = [...keys].map((key) => placeOf(key, scope));
  const decided = new Map<string, Decision>();
  for await (const { latest } of knownOneByOne(places, outlining))
    decided.set(keyOf(latest.after.image), latest.after.decision);
  return decided;
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

interface Row extends Told {
  readonly sk: string;
  readonly key: string;
  readonly mark: Mark | undefined;
  readonly gone: boolean;
}

/** By hand: of a hundred thousand items, a schema takes as long as all the rest of reading them. */
function rowFrom(table: Table, pk: string, item: Record<string, AttributeValue>): Row {
  const sk = item['sk']?.S;
  return read(table, { pk, sk, format: numberIn(item['format']) }, () => {
    const version = numberIn(item['version']);
    const mark = item['mark']?.S;
    if (sk === undefined || version === undefined || Number.isNaN(version)) throw new Error('no version');
    return {
      sk,
      key: imageKeyTextIn(sk),
      version,
      digest: item['digest']?.S,
      mark: mark === undefined ? undefined : z.parse(markShape, JSON.parse(mark)),
      gone: item['gone']?.BOOL === true,
    };
  });
}
