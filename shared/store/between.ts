/**
 * What happened in a scope, by the index. It follows the table within moments: the very latest may be missing from an
 * answer, nothing else. Current states stand in it by their keys, so that a change whose history entry was never
 * written is told from the state that still carries it.
 */
import { InputFault } from '../domain/fault.ts';
import type { Entry, Known } from '../domain/history.ts';
import { compareText, keyOf } from '../domain/image.ts';
import type { Scope } from '../domain/image.ts';
import { day, instantOf, iso, minute } from '../domain/time.ts';
import type { Duration, Instant } from '../domain/time.ts';
import type { Part, Place, Walk } from '../pipeline/ports.ts';
import { unexpired } from './history.ts';
import { knownFrom, toldFrom } from './items.ts';
import { changes, dayOf, historyIn, historySortKey, keyOfItem, standingIn, startOfDay } from './keys.ts';
import type { Key } from './keys.ts';
import { brokenPlace, itemsAt, itemsOf, pagesOf } from './table.ts';
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
  const { told, untold } = sorted(span.scope, await changesIn(sources, span));
  return inOrder(sources, told, await stillUntold(sources, untold));
}

/** The same, a part at a time. */
export async function* walkBetween(
  sources: Sources,
  span: Span,
  { after, atOnce }: Walk,
): AsyncGenerator<Part<Entry>> {
  const from = after === undefined ? span.from : timeOfPlace(after);
  for (let start = startOfDay(Math.max(from, span.from)); start < span.to; start += day) {
    const question = {
      ...unexpired(changesOn(span, start), sources.now),
      ...(atOnce !== undefined && { Limit: atOnce }),
      ...(after && startOfDay(from) === start && { ExclusiveStartKey: keyAt(span.scope, after) }),
    };
    for await (const items of pagesOf(sources.table, question)) {
      const last = items.at(-1);
      if (last) yield { items: await entriesAmong(sources, span.scope, items), place: placeOf(last) };
    }
  }
}

/** The entries of one part. What a state carries may be told by an item in another part: that is looked up. */
async function entriesAmong(sources: Sources, scope: Scope, items: readonly Item[]): Promise<Entry[]> {
  const { told, untold } = sorted(scope, items);
  const elsewhere = new Set((await toldElsewhere(sources, untold)).map((item) => nameOf(keyOfItem(item))));
  const carried = untold.filter(({ entry }) => !elsewhere.has(nameOf(entry)));
  return inOrder(sources, told, await stillUntold(sources, carried));
}

/** A copy that lags behind is good enough for what is old, and costs half. */
async function toldElsewhere({ table, now, sleep }: Sources, carriers: readonly Carrier[]): Promise<Item[]> {
  const isFresh = ({ at }: Carrier) => at > now - minute;
  const keysOf = (some: readonly Carrier[]) => some.map(({ entry }) => entry);
  return [
    ...(await itemsAt(table, keysOf(carriers.filter(isFresh)), sleep)),
    ...(await itemsAt(table, keysOf(carriers.filter((one) => !isFresh(one))), sleep, false)),
  ];
}

const placeOf = (item: Item): Place => [String(item['at']), String(item['pk']), String(item['sk'])];

const timeOfPlace = ([at = '']: Place): Instant => {
  const time = instantOf(at);
  if (time === undefined) throw new InputFault([brokenPlace]);
  return time;
};

/** Where the index goes on; checked, since it may come from outside. */
function keyAt(scope: Scope, place: Place): Record<string, string> {
  const [at = '', pk = '', sk = ''] = place;
  const ours = pk === standingIn(scope) || pk.startsWith(historyIn(scope, ''));
  if (!ours || sk === '' || place.length !== 3) throw new InputFault([brokenPlace]);
  return { day: dayOf(scope, timeOfPlace(place)), at, pk, sk };
}

function sorted(scope: Scope, found: readonly Item[]) {
  const isState = (item: Item) => item['pk'] === standingIn(scope);
  const told = found.filter((item) => !isState(item));
  const names = new Set(told.map((item) => nameOf(keyOfItem(item))));
  const carriers = found.filter(isState).map((item) => carrierFrom(scope, item));
  return { told, untold: carriers.filter(({ entry }) => !names.has(nameOf(entry))) };
}

const inOrder = ({ table }: Sources, told: readonly Item[], carried: readonly Known[]): Entry[] =>
  [...told.map((item) => toldFrom(table, item)), ...carried].toSorted(byMoment).map(({ latest }) => latest);

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
  readonly at: Instant;
  readonly state: Key;
  readonly version: unknown;
  readonly entry: Key;
}

function carrierFrom(scope: Scope, item: Item): Carrier {
  const state = keyOfItem(item);
  const sk = historySortKey(String(item['at']), Number(item['version']));
  return {
    at: Date.parse(String(item['at'])),
    state,
    version: item['version'],
    entry: { pk: historyIn(scope, state.sk), sk },
  };
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
const byMoment = (a: Known, b: Known): number =>
  a.latest.at - b.latest.at ||
  compareText(keyOf(a.latest.after.image), keyOf(b.latest.after.image)) ||
  a.version - b.version;

const nameOf = ({ pk, sk }: Key): string => JSON.stringify([pk, sk]);
