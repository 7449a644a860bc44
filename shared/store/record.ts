/**
 * How one change is written, so that a crash after any single write loses nothing:
 *
 *   1  see to it that the entry about to be replaced has its history item   (a crash may have left it without)
 *   2  the image's state, carrying its new entry inside, on the version read ← here the change has happened
 *   3  the new entry's history item
 *   4  gone: put it among the gone
 *   5  gone: take it from the standing
 *
 * Readers take from the state what 3 has not written yet; 1 of the next change and `finish` make up for it.
 */
import { randomUUID } from 'node:crypto';
import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import type { Entry, Known } from '../domain/history.ts';
import type { Image } from '../domain/image.ts';
import { day } from '../domain/time.ts';
import type { Instant } from '../domain/time.ts';
import { truthOf } from './images.ts';
import { goneItem, historyItem, knownFrom, standingItem } from './items.ts';
import { goneKey, historyKey, standingKey } from './keys.ts';
import { holds, itemAt, put } from './table.ts';
import type { Table } from './table.ts';

export interface Desk {
  readonly table: Table;
  readonly historyDays: number;
  readonly now: () => Instant;
  /** What this ledger has recorded to the end itself, so that step 1 need not look. */
  readonly recorded: WeakSet<Known>;
}

/** Writes an image's next entry. Undefined: somebody else wrote first, and nothing was changed. */
export async function record(
  desk: Desk,
  previous: Known | undefined,
  entry: Entry,
): Promise<Known | undefined> {
  const known = following(previous, entry);
  if (previous) await secure(desk, previous);
  if (!(await advance(desk, previous, known))) return undefined;
  await put(desk.table, historyItem(known, desk.historyDays));
  if (known.latest.after.gone) await depart(desk, known);
  desk.recorded.add(known);
  return known;
}

/** Ends what a crash left undone for an image that is gone but still among the standing. */
export async function finish(desk: Desk, image: Image): Promise<void> {
  const known = await truthOf(desk.table, image);
  if (!known?.latest.after.gone) return;
  await put(desk.table, historyItem(known, desk.historyDays));
  await depart(desk, known);
}

/** An image's time never runs backwards, whoever's clock is late. */
function following(previous: Known | undefined, entry: Entry): Known {
  const at = Math.max(entry.at, previous?.latest.at ?? entry.at);
  return { version: (previous?.version ?? 0) + 1, latest: { ...entry, at } };
}

/** Step 1. What was read leaves out `before`, so that the entry is taken from where it is kept whole. */
async function secure(desk: Desk, previous: Known): Promise<void> {
  const { image } = previous.latest.after;
  const expired = previous.latest.at + desk.historyDays * day <= desk.now();
  if (expired || desk.recorded.has(previous)) return;
  if (await itemAt(desk.table, historyKey(image, previous.latest.at, previous.version))) return;
  const whole = await truthOf(desk.table, image);
  if (whole) await put(desk.table, historyItem(whole, desk.historyDays));
}

/** Step 2. */
async function advance(desk: Desk, previous: Known | undefined, known: Known): Promise<boolean> {
  const { image } = known.latest.after;
  const comes = !previous || previous.latest.after.gone;
  if (comes && (await versionGone(desk.table, image)) > known.version - 1) return false;
  const write = randomUUID();
  if (!(await isTaken(desk.table, previous, known, write))) return false;
  return previous?.latest.after.gone === undefined || isNewest(desk.table, known, write);
}

async function isTaken(
  table: Table,
  previous: Known | undefined,
  known: Known,
  write: string,
): Promise<boolean> {
  if (await holds(put(table, standingItem(known, write), expecting(previous)))) return true;
  // The SDK sends a write again when its answer was lost, and then conflicts with itself.
  return (await itemAt(table, standingKey(known.latest.after.image)))?.['write'] === write;
}

/**
 * What is gone leaves nothing among the standing: whoever wrote about it between our look and our write, and moved it again, is
 * seen only in the version that it left with. Ours is taken back then.
 */
async function isNewest(table: Table, known: Known, write: string): Promise<boolean> {
  const { image } = known.latest.after;
  if ((await versionGone(table, image)) < known.version) return true;
  const removal = new DeleteCommand({
    TableName: table.name,
    Key: standingKey(image),
    ConditionExpression: '#write = :write',
    ExpressionAttributeNames: { '#write': 'write' },
    ExpressionAttributeValues: { ':write': write },
  });
  await holds(table.client.send(removal));
  return false;
}

/** Somebody may have seen the image come and go since it was read: then it is not among the standing, but known. */
async function versionGone(table: Table, image: Image): Promise<number> {
  const item = await itemAt(table, goneKey(image));
  return item ? knownFrom(table, item).version : 0;
}

function expecting(previous: Known | undefined) {
  const absent = 'attribute_not_exists(#version)';
  if (!previous) return { ConditionExpression: absent, ExpressionAttributeNames: names };
  const same = '#version = :version';
  return {
    ConditionExpression: previous.latest.after.gone ? `${absent} OR ${same}` : same,
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: { ':version': previous.version },
  };
}

/** Steps 4 and 5. Where a condition fails, somebody else has done it, or the image is back. */
async function depart(desk: Desk, known: Known): Promise<void> {
  const older = {
    ...expecting(known),
    ConditionExpression: 'attribute_not_exists(#version) OR #version <= :version',
  };
  await holds(put(desk.table, goneItem(known), older));
  const removal = new DeleteCommand({
    TableName: desk.table.name,
    Key: standingKey(known.latest.after.image),
    ConditionExpression: '#version = :version',
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: { ':version': known.version },
  });
  await holds(desk.table.client.send(removal));
}

const names = { '#version': 'version' };
