/** What happened to one image. Entries that have expired are passed over, whether DynamoDB removed them or not yet. */
import type { Entry, Known } from '../domain/history.ts';
import type { Image } from '../domain/image.ts';
import type { Instant } from '../domain/time.ts';
import { truthOf } from './images.ts';
import { toldFrom } from './items.ts';
import { historyKey, historyOf, lastAt } from './keys.ts';
import { itemsOf, pagesOf, partition, stretch } from './table.ts';
import type { Table } from './table.ts';

/** All entries, oldest first; the latest one is taken from the image's state where its own item is missing. */
export async function historyOfImage(table: Table, image: Image, now: Instant): Promise<Entry[]> {
  // The state first: whoever replaces it afterwards has made sure of its entry before.
  const known = await truthOf(table, image);
  const items = await itemsOf(table, unexpired(partition(historyOf(image)), now));
  const entries = items.map((item) => toldFrom(table, item).latest);
  if (!known) return entries;
  const { sk } = historyKey(image, known.latest.at, known.version);
  const at = items.findIndex((item) => String(item['sk']) >= sk);
  if (at < 0) entries.push(known.latest);
  else if (items[at]?.['sk'] !== sk) entries.splice(at, 0, known.latest);
  return entries;
}

/** The first entry later than `at`, if any: its `before` is how the image stood then. */
export async function firstEntryAfter(
  table: Table,
  image: Image,
  at: Instant,
  now: Instant,
  read?: Known,
): Promise<Entry | undefined> {
  // Whoever has replaced what was read since then has made sure of its entry before.
  const known = read ?? (await truthOf(table, image));
  if (!known || known.latest.at <= at) return undefined;
  const later = stretch(historyOf(image), lastAt(at), '~');
  for await (const page of pagesOf(table, { ...unexpired(later, now), Limit: 1 }))
    for (const item of page) return toldFrom(table, item).latest;
  return known.latest;
}

type Question = ReturnType<typeof partition>;

/** Leaves out what has expired but not been removed yet: DynamoDB takes its time, some days at most. */
export const unexpired = (question: Question, now: Instant): Question => ({
  ...question,
  FilterExpression: 'attribute_not_exists(#expiresAt) OR #expiresAt > :now',
  ExpressionAttributeNames: { ...question.ExpressionAttributeNames, '#expiresAt': 'expiresAt' },
  ExpressionAttributeValues: { ...question.ExpressionAttributeValues, ':now': Math.floor(now / 1000) },
});
