/** What one function leaves for the next that goes on with its errand. It expires after a day, whoever comes. */
import { randomUUID } from 'node:crypto';
import pMap from 'p-map';
import * as z from 'zod/mini';
import type { Scope } from '../domain/image.ts';
import type { Page } from '../domain/many.ts';
import type { Instant } from '../domain/time.ts';
import { createPacking } from '../packed/packed.ts';
import { expiry, format, read } from './items.ts';
import { interimKey, interimOf } from './keys.ts';
import { itemsOf, partition, put, type Table } from './table.ts';

/** Bytes in one item, of which DynamoDB takes 400 KB. */
const pieceSize = 350_000;
const daysKept = 1;
const atOnce = 8;

const perPage = 1000;

export function packedItems(items: Iterable<unknown>): readonly Page[] {
  const packing = createPacking<unknown>(perPage);
  for (const item of items) packing.push(item);
  return packing.closed().pages();
}

export async function leavePages(
  table: Table,
  scope: Scope,
  pages: readonly Page[],
  now: Instant,
): Promise<string> {
  const name = randomUUID();
  const pieces = pages.flatMap(({ length, bytes }, page) => {
    const count = Math.max(1, Math.ceil(bytes.length / pieceSize));
    return Array.from({ length: count }, (_, piece) => ({
      ...interimKey(scope, name, page, piece),
      format,
      page,
      length,
      pieces: count,
      bytes: bytes.slice(piece * pieceSize, (piece + 1) * pieceSize),
      expiresAt: expiry(now, daysKept),
    }));
  });
  await pMap(pieces, async (item) => put(table, item), { concurrency: atOnce });
  return name;
}

const shape = z.object({
  page: z.number(),
  length: z.number(),
  pieces: z.number(),
  bytes: z.instanceof(Uint8Array),
});

/** Undefined where any of it is missing. */
export async function pagesLeft(
  table: Table,
  scope: Scope,
  name: string,
  pages: number,
): Promise<Page[] | undefined> {
  const items = await itemsOf(table, partition(interimOf(scope, name)));
  const pieces = items.map((item) => read(table, item, () => z.parse(shape, item)));
  const byPage = [...Map.groupBy(pieces, ({ page }) => page).values()];
  if (byPage.length !== pages || byPage.some((some) => some.length !== some[0]?.pieces)) return undefined;
  return byPage.map((some) => ({
    length: some[0]?.length ?? 0,
    bytes: Buffer.concat(some.map(({ bytes }) => bytes)),
  }));
}
