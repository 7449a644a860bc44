/**
 * What happened in a scope, by the index. It follows the table within moments: the very latest may be missing from an
 * answer, nothing else. Current states stand in it by their keys, so that a change whose history entry was never
 * written is told from the state that still carries it.
 */
import type { Entry, Known } from '../domain/history.ts';
import { compareText, keyOf } from '../domain/image.ts';
import type { Scope } from '../domain/image.ts';
import { day, iso } from '../domain/time.ts';
import type { Duration, Instant } from '../domain/time.ts';
import { unexpired } from './history.ts';
import { knownFrom, toldFrom } from './items.ts';
import { changes, dayOf, historyIn, historySortKey, keyOfItem, standingIn, startOfDay } from './keys.ts';
import type { Key } from './keys.ts';
import { itemsAt, itemsOf } from './table.ts';
import type { Item, Table } from './table.ts';

interface Span {
  readonly scope: Scope;
  readonly from: Instant;
  readonly to: Instant;
}

interface Sources {
  readonly table: Table;
  readonly now: Instant;
  readonly sleep: (length: Duration) => Promise<void>;
}

/** Entries with `from` ≤ time < `to`, in order of time; of one time in order of image, then version. */
export async function entriesBetween(sources: Sources, span: Span): Promise<Entry[]> {
  if (span.to <= span.from) return [];
  const found = await changesIn(sources, span);
  const isState = (item: Item) => item['pk'] === standingIn(span.scope);
  const entries = found.filter((item) => !isState(item));
  const told = new Set(entries.map((item) => nameOf(keyOfItem(item))));
  const untold = found
    .filter(isState)
    .map((item) => carrierFrom(span.scope, item))
    .filter(({ entry }) => !told.has(nameOf(entry)));
  const all = [
    ...entries.map((item) => toldFrom(sources.table, item)),
    ...(await stillUntold(sources, untold)),
  ];
  return all.toSorted(inOrder).map(({ latest }) => latest);
}

const daysAtOnce = 8;

async function changesIn({ table, now }: Sources, span: Span): Promise<Item[]> {
  const found: Item[] = [];
  for (let at = startOfDay(span.from); at < span.to; at += daysAtOnce * day) {
    const days = Array.from({ length: daysAtOnce }, (_, i) => at + i * day).filter(
      (start) => start < span.to,
    );
    const questions = days.map((start) => unexpired(changesOn(span, start), now));
    found.push(...(await Promise.all(questions.map(async (question) => itemsOf(table, question)))).flat());
  }
  return found;
}

const changesOn = ({ scope, from, to }: Span, start: Instant) => ({
  IndexName: changes,
  KeyConditionExpression: '#day = :day AND #at BETWEEN :from AND :to',
  ExpressionAttributeNames: { '#day': 'day', '#at': 'at' },
  ExpressionAttributeValues: {
    ':day': dayOf(scope, start),
    ':from': iso(Math.max(from, start)),
    ':to': iso(Math.min(to, start + day) - 1),
  },
});

/** A state in the index: where it stands, and where the entry that it carried belongs. */
interface Carrier {
  readonly state: Key;
  readonly version: unknown;
  readonly entry: Key;
}

function carrierFrom(scope: Scope, item: Item): Carrier {
  const state = keyOfItem(item);
  const sk = historySortKey(String(item['at']), Number(item['version']));
  return { state, version: item['version'], entry: { pk: historyIn(scope, state.sk), sk } };
}

/** The entries that no history item in the index tells of. */
async function stillUntold({ table, sleep }: Sources, carriers: readonly Carrier[]): Promise<Known[]> {
  // The states first: whoever replaces one afterwards has made sure of its entry before.
  const keys = carriers.map(({ state }) => state);
  const states = new Map((await itemsAt(table, keys, sleep)).map((item) => [nameOf(keyOfItem(item)), item]));
  const carried = carriers.map(({ state, version, entry }) => {
    const item = states.get(nameOf(state));
    return item?.['version'] === version ? { item, entry } : { entry };
  });
  const replaced = carried.filter(({ item }) => !item).map(({ entry }) => entry);
  return [
    ...carried.flatMap(({ item }) => (item ? [knownFrom(table, item)] : [])),
    ...(await itemsAt(table, replaced, sleep)).map((item) => toldFrom(table, item)),
  ];
}

/** The index keeps entries of one moment in no order. */
const inOrder = (a: Known, b: Known): number =>
  a.latest.at - b.latest.at ||
  compareText(keyOf(a.latest.after.image), keyOf(b.latest.after.image)) ||
  a.version - b.version;

const nameOf = ({ pk, sk }: Key): string => JSON.stringify([pk, sk]);
