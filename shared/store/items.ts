/** How the ledger's nouns are laid down as items, and read back. */
import * as z from 'zod/mini';
import { DamagedItemFault, NewerFormatFault } from '../domain/fault.ts';
import type { Fact, Known } from '../domain/history.ts';
import { imageKeyOf, keyOf } from '../domain/image.ts';
import type { Scope } from '../domain/image.ts';
import { day, iso } from '../domain/time.ts';
import type { Instant } from '../domain/time.ts';
import { digestOf } from './digest.ts';
import { dayOf, goneKey, goneMonthOf, historyKey, keyIn, standingIn, standingKey } from './keys.ts';
import { entryShape, eventShape, factShape, markShape } from './shapes.ts';
import type { Kept, Shelved } from './standing.ts';
import type { Item, Table } from './table.ts';

/** Format of the items that this version writes. Raise it only when older versions would misread them. */
export const format = 1;

/** Facts are kept as JSON text: half the time to read a scope of 100,000, and what is not asked for stays unread. */
const standingShape = z.object({
  sk: z.string(),
  version: z.number(),
  at: z.iso.datetime(),
  event: eventShape,
  run: z.number(),
  before: z.exactOptional(z.string()),
  after: z.string(),
});

const historyShape = z.object({ version: z.number(), entry: z.string() });

/** An image's state with its latest entry inside. `write` marks who wrote this version. */
export function standingItem({ version, latest }: Known, write: string): Item {
  const { image, mark, gone } = latest.after;
  return {
    ...standingKey(image),
    day: dayOf(image, latest.at),
    ...content({ version, latest }),
    digest: digestOf(latest.after),
    ...(mark && { mark: JSON.stringify(mark) }),
    ...(gone && { gone: true }),
    write,
  };
}

export const goneItem = (known: Known): Item => ({
  ...goneKey(known.latest.after.image),
  day: goneMonthOf(known.latest.after.image, known.latest.at),
  ...content(known),
});

const content = ({ version, latest }: Known): Item => ({
  format,
  version,
  at: iso(latest.at),
  event: latest.event,
  run: latest.run,
  ...(latest.before && { before: JSON.stringify(latest.before) }),
  after: JSON.stringify(latest.after),
});

export function historyItem({ version, latest }: Known, historyDays: number): Item {
  const { image } = latest.after;
  return {
    ...historyKey(image, latest.at, version),
    day: dayOf(image, latest.at),
    at: iso(latest.at),
    format,
    version,
    entry: JSON.stringify(latest),
    expiresAt: expiry(latest.at, historyDays),
  };
}

/** When something of that time expires, in the seconds since the epoch that DynamoDB's TTL wants. */
export const expiry = (at: Instant, historyDays: number): number =>
  Math.ceil((at + historyDays * day) / 1000);

export function knownFrom(table: Table, item: Item): Known {
  return read(table, item, () => {
    const { version, at, event, run, before, after } = z.parse(standingShape, item);
    const was = before === undefined ? {} : { before: factFrom(before) };
    return { version, latest: { at: Date.parse(at), event, run, ...was, after: factFrom(after) } };
  });
}

/**
 * What an item among the standing says. Its fact is not looked through yet, which would cost thrice the reading of it:
 * what is asked for is looked through then.
 */
export function shelvedFrom(table: Table, item: Item): { readonly shelved: Shelved; readonly fact: Fact } {
  return read(table, item, () => {
    const { version, at, event, run, after } = z.parse(standingShape, item);
    const fact = z.parse(asWritten, JSON.parse(after));
    const mark = fact.mark && z.parse(markShape, fact.mark);
    const kept = { version, at: Date.parse(at), event, run, after };
    return { shelved: { key: keyOf(fact.image), kept, mark }, fact };
  });
}

/** Text of ours, unless somebody else wrote it. */
const asWritten = z.custom<Fact>(
  (value: unknown) =>
    isObject(value) &&
    isObject(value['image']) &&
    typeof value['image']['id'] === 'string' &&
    typeof value['image']['incarnation'] === 'string',
);

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

/** What was put away, looked through. Without `before`. */
export const unfolding =
  (table: Table, scope: Scope) =>
  ({ version, at, event, run, after }: Kept, key: string): Known => {
    const place = { ...keyIn(standingIn(scope), imageKeyOf(key)) };
    return read(table, place, () => ({ version, latest: { at, event, run, after: factFrom(after) } }));
  };

/** What a history item tells: the image as it stood from then on, with the version it had. */
export function toldFrom(table: Table, item: Item): Known {
  return read(table, item, () => {
    const { version, entry } = z.parse(historyShape, item);
    return { version, latest: z.parse(entryShape, JSON.parse(entry)) };
  });
}

const factFrom = (text: string): Fact => z.parse(factShape, JSON.parse(text));

/** Reads an item of the table; one that cannot be read is named. */
export function read<T>(table: Table, item: Item, parse: () => T): T {
  if (typeof item['format'] === 'number' && item['format'] > format)
    throw new NewerFormatFault(
      `Table ${table.name} was written by a newer version of imagewarden (format ${item['format']}; ` +
        `this version reads up to ${format}). Upgrade imagewarden, then try again.`,
    );
  try {
    return parse();
  } catch (cause) {
    const key = `${String(item['pk'])} / ${String(item['sk'])}`;
    throw new DamagedItemFault(
      `Table ${table.name} holds an item that cannot be read: ${key}. Nothing was changed. Restore the item from ` +
        `the table's point-in-time recovery, or delete it if its image is gone.`,
      { cause },
    );
  }
}
