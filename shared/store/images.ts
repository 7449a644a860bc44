/**
 * How images stand. An image has at most two items: one among the standing, one among the gone. The one among the
 * standing, if there is one, is the truth, even when it says that the image is gone (its move was cut short); the
 * one among the gone speaks only for images that are not among the standing.
 */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Known } from '../domain/history.ts';
import { keyOf } from '../domain/image.ts';
import type { Image, ImageKey, Scope } from '../domain/image.ts';
import type { Duration } from '../domain/time.ts';
import { knownFrom } from './items.ts';
import { bearersOf, goneFrom, goneKey, keyIn, keyOfItem, standingIn, standingKey } from './keys.ts';
import { itemAt, itemsAt, itemsOf, numberIn, partition, plainPages } from './table.ts';
import type { Item, Table } from './table.ts';

type Sleep = (length: Duration) => Promise<void>;

/** All items among the standing, those included that wait to be moved to the gone. Leaves out `before`. */
export async function* standingPages(table: Table, scope: Scope): AsyncGenerator<readonly Item[]> {
  const pk = standingIn(scope);
  const fields = ['sk', 'format', 'version', 'at', 'event', 'run', 'after'];
  for await (const { items } of plainPages(table, pk, fields)) yield items.map((item) => plain(pk, item));
}

const plain = (pk: string, item: Record<string, AttributeValue>): Item => ({
  pk,
  sk: item['sk']?.S,
  format: numberIn(item['format']),
  version: numberIn(item['version']),
  at: item['at']?.S,
  event: item['event']?.S,
  run: numberIn(item['run']),
  after: item['after']?.S,
});

/** How the image stands, gone or not, with its latest entry whole. */
export async function truthOf(table: Table, image: Image): Promise<Known | undefined> {
  // In this order: a move writes the one before it removes the other.
  const item = (await itemAt(table, standingKey(image))) ?? (await itemAt(table, goneKey(image)));
  return item && knownFrom(table, item);
}

/** Those of the named images that are on record as gone. */
export async function departedOf(
  table: Table,
  scope: Scope,
  keys: readonly ImageKey[],
  sleep: Sleep,
): Promise<Map<string, Known>> {
  const standing = await knownAt(table, standingIn(scope), keys, sleep);
  const others = keys.filter((key) => !standing.has(keyOf(key)));
  const gone = await knownAt(table, goneFrom(scope), others, sleep);
  return new Map([...[...standing].filter(([, known]) => known.latest.after.gone), ...gone]);
}

async function knownAt(
  table: Table,
  pk: string,
  images: readonly ImageKey[],
  sleep: Sleep,
): Promise<Map<string, Known>> {
  const unique = new Map(images.map((image) => [keyOf(image), keyIn(pk, image)]));
  const items = await itemsAt(table, [...unique.values()], sleep);
  return new Map(items.map((item) => named(knownFrom(table, item))));
}

/** Everything on record as gone, of one id or of the whole scope. */
export async function goneImages(
  table: Table,
  scope: Scope,
  id: string | undefined,
  sleep: Sleep,
): Promise<Known[]> {
  const begins = id === undefined ? undefined : bearersOf(id);
  const standing = await itemsOf(table, keysAndGone(partition(standingIn(scope), begins)));
  const waiting = standing.filter(isGone).map(keyOfItem);
  const unmoved = (await itemsAt(table, waiting, sleep)).filter(isGone);
  // Read last: what was moved while the others were read is found here.
  const moved = await itemsOf(table, partition(goneFrom(scope), begins));
  const spoken = new Set([...standing.filter((item) => !isGone(item)), ...unmoved].map((item) => item['sk']));
  return [...unmoved, ...moved.filter((item) => !spoken.has(item['sk']))].map((item) =>
    knownFrom(table, item),
  );
}

const isGone = (item: Item): boolean => item['gone'] === true;

const keysAndGone = (question: ReturnType<typeof partition>) => ({
  ...question,
  ExpressionAttributeNames: { '#pk': 'pk', '#sk': 'sk', '#gone': 'gone' },
  ProjectionExpression: '#pk, #sk, #gone',
});

/** Of these images, those that stand. */
export const standingAmong = async (
  table: Table,
  scope: Scope,
  keys: readonly ImageKey[],
  sleep: Sleep,
): Promise<Map<string, Known>> =>
  new Map(
    [...(await knownAt(table, standingIn(scope), keys, sleep))].filter(
      ([, known]) => known.latest.after.gone === undefined,
    ),
  );

export const named = (known: Known): [string, Known] => [keyOf(known.latest.after.image), known];
