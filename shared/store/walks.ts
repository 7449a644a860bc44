/** Images and their entries, a part at a time: what may be long is never held whole. */
import { InputFault } from '../domain/fault.ts';
import type { Entry, Known } from '../domain/history.ts';
import { compareText, keyOf } from '../domain/image.ts';
import type { Image, Scope } from '../domain/image.ts';
import { instantOf, iso } from '../domain/time.ts';
import type { Duration, Instant } from '../domain/time.ts';
import type { Part, Place, Walk } from '../pipeline/ports.ts';
import { unexpired } from './history.ts';
import { truthOf } from './images.ts';
import { knownFrom, toldFrom } from './items.ts';
import {
  bearersOf,
  changes,
  goneFrom,
  goneMonthOf,
  historyKey,
  historyOf,
  keyOfItem,
  standingIn,
} from './keys.ts';
import { brokenPlace, itemsAt, itemsOf, pagesOf, partition } from './table.ts';
import type { Item, Table } from './table.ts';

type Sleep = (length: Duration) => Promise<void>;

/** Whatever bears or bore the id. The one among the standing speaks for the image. */
export async function bearersIn(table: Table, scope: Scope, id: string): Promise<Known[]> {
  // In this order: a move writes the one before it removes the other.
  const standing = await itemsOf(table, partition(standingIn(scope), bearersOf(id)));
  const gone = await itemsOf(table, partition(goneFrom(scope), bearersOf(id)));
  const spoken = new Set(standing.map((item) => item['sk']));
  return [...standing, ...gone.filter((item) => !spoken.has(item['sk']))].map((item) =>
    knownFrom(table, item),
  );
}

export async function* walkStandingIn(
  table: Table,
  scope: Scope,
  { after, atOnce }: Walk,
): AsyncGenerator<Part<Known>> {
  const pk = standingIn(scope);
  const question = { ...partition(pk), ...limited(atOnce), ...(after && startingAt({ pk, ...only(after) })) };
  for await (const page of pagesOf(table, question)) {
    const last = page.at(-1);
    if (last) yield { items: page.map((item) => knownFrom(table, item)), place: [String(last['sk'])] };
  }
}

interface Departures {
  readonly scope: Scope;
  /** Later than this, and not later than the last month that anything can be in. */
  readonly since: Instant;
  readonly until: Instant;
}

export async function* walkGoneFrom(
  table: Table,
  departures: Departures,
  { after, atOnce }: Walk,
  sleep: Sleep,
): AsyncGenerator<Part<Known>> {
  const begin = after === undefined ? departures.since : timeIn(after);
  for (const month of monthsBetween(begin, departures.until)) {
    const question = {
      ...goneIn(departures, month),
      ...limited(atOnce),
      ...(after && sameMonth(begin, month) && startingAt(departureAt(departures.scope, after))),
    };
    for await (const page of pagesOf(table, question)) {
      const last = page.at(-1);
      if (last)
        yield {
          items: await stillGone(table, departures.scope, page, sleep),
          place: [String(last['at']), String(last['sk'])],
        };
    }
  }
}

const goneIn = ({ scope, since }: Departures, month: Instant) => ({
  IndexName: changes,
  KeyConditionExpression: '#day = :day AND #at > :since',
  ExpressionAttributeNames: { '#day': 'day', '#at': 'at' },
  ExpressionAttributeValues: { ':day': goneMonthOf(scope, month), ':since': iso(since) },
});

/** An image that is among the standing again, or still, is told of there. */
async function stillGone(table: Table, scope: Scope, page: readonly Item[], sleep: Sleep): Promise<Known[]> {
  const keys = page.map(keyOfItem);
  const gone = await itemsAt(table, keys, sleep);
  const standing = await itemsAt(
    table,
    keys.map(({ sk }) => ({ pk: standingIn(scope), sk })),
    sleep,
  );
  const spoken = new Set(standing.map((item) => item['sk']));
  return gone
    .filter((item) => !spoken.has(item['sk']))
    .map((item) => knownFrom(table, item))
    .sort(
      (a, b) =>
        a.latest.at - b.latest.at || compareText(keyOf(a.latest.after.image), keyOf(b.latest.after.image)),
    );
}

export async function* walkHistoryOf(
  table: Table,
  image: Image,
  now: Instant,
  { after, atOnce }: Walk,
): AsyncGenerator<Part<Entry>> {
  // The state first: whoever replaces it afterwards has made sure of its entry before.
  const known = await truthOf(table, image);
  const pk = historyOf(image);
  let last = after === undefined ? '' : only(after).sk;
  const question = {
    ...unexpired(partition(pk), now),
    ...limited(atOnce),
    ...(after && startingAt({ pk, sk: last })),
  };
  for await (const page of pagesOf(table, question)) {
    if (page.length === 0) continue;
    last = String(page.at(-1)?.['sk']);
    yield { items: page.map((item) => toldFrom(table, item).latest), place: [last] };
  }
  if (!known) return;
  const { sk } = historyKey(image, known.latest.at, known.version);
  // Its own item is missing: a crash came between the two writes, or it has expired.
  if (sk > last) yield { items: [known.latest], place: [sk] };
}

const limited = (atOnce: number | undefined) => (atOnce === undefined ? {} : { Limit: atOnce });

const startingAt = (key: Readonly<Record<string, string>>) => ({ ExclusiveStartKey: key });

/** A place that is one sort key; checked, since it may come from outside. */
function only(place: Place): { sk: string } {
  const [sk] = place;
  if (sk === undefined || sk === '' || place.length !== 1) throw new InputFault([brokenPlace]);
  return { sk };
}

function timeIn([at]: Place): Instant {
  const time = instantOf(at);
  if (time === undefined) throw new InputFault([brokenPlace]);
  return time;
}

function departureAt(scope: Scope, place: Place) {
  const [at = '', sk = ''] = place;
  if (sk === '' || place.length !== 2) throw new InputFault([brokenPlace]);
  return { day: goneMonthOf(scope, timeIn(place)), at, pk: goneFrom(scope), sk };
}

const sameMonth = (a: Instant, b: Instant): boolean => iso(a).slice(0, 7) === iso(b).slice(0, 7);

/** The beginnings of the months that the two times, and those between them, lie in. */
function* monthsBetween(from: Instant, to: Instant): Generator<Instant> {
  const first = new Date(from);
  for (let n = 0; ; n++) {
    const month = Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + n);
    if (!(month <= to)) return;
    yield month;
  }
}
