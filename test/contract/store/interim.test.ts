import { randomBytes } from 'node:crypto';
import { DeleteCommand, GetCommand } from '@aws-sdk/lib-dynamodb';
import { expect, it } from 'vitest';
import { day } from '../../../shared/domain/time.ts';
import { createPacking, fromPages } from '../../../shared/packed/packed.ts';
import { interimKey } from '../../../shared/store/keys.ts';
import { noon } from '../../support/facts.ts';
import { onEveryEngine } from './bench.ts';

const pagesWith = (items: readonly unknown[]) => {
  const packing = createPacking<unknown>(3);
  for (const item of items) packing.push(item);
  return packing.closed().pages();
};

/** What does not become smaller by being packed. */
const noise = randomBytes(600_000).toString('base64');

onEveryEngine('what a function leaves to the next', (bench) => {
  it('is found as it was left, page after page', async () => {
    const scope = bench.scope();
    const items = Array.from({ length: 8 }, (_, n) => ({ n, text: 'ä\n' }));
    const pages = pagesWith(items);
    const name = await bench.ledger().leave(scope, pages);
    const found = await bench.ledger().left(scope, name, 3);
    expect(found?.map(({ length }) => length)).toEqual([3, 3, 2]);
    expect([...fromPages(found ?? [])]).toEqual(items);
  });

  it('may have pages that are larger than an item of the table', async () => {
    const scope = bench.scope();
    const texts = [noise, 'b', 'c', 'd'];
    const pages = pagesWith(texts);
    expect(pages[0]!.bytes.length).toBeGreaterThan(400_000);
    const name = await bench.ledger().leave(scope, pages);
    expect([...fromPages((await bench.ledger().left(scope, name, 2)) ?? [])]).toEqual(texts);
  });

  it('is not there, rather than less of it, once any of it is missing', async () => {
    const scope = bench.scope();
    const pages = pagesWith([noise, 'b', 'c', 'd']);
    for (const [page, piece] of [
      [1, 0],
      [0, 1],
    ] as const) {
      const name = await bench.ledger().leave(scope, pages);
      const Key = { ...interimKey(scope, name, page, piece) };
      await bench.client().send(new DeleteCommand({ TableName: bench.tableName, Key }));
      expect(await bench.ledger().left(scope, name, 2)).toBeUndefined();
    }
    expect(await bench.ledger().left(scope, 'never', 1)).toBeUndefined();
  });

  it('disturbs nobody else’s, and expires after a day', async () => {
    const scope = bench.scope();
    const one = await bench.ledger().leave(scope, pagesWith(['one']));
    const other = await bench.ledger().leave(scope, pagesWith(['other']));
    expect([...fromPages((await bench.ledger().left(scope, one, 1)) ?? [])]).toEqual(['one']);
    const Key = { ...interimKey(scope, other, 0, 0) };
    const { Item } = await bench.client().send(new GetCommand({ TableName: bench.tableName, Key }));
    expect(Item?.['expiresAt']).toBe((noon + day) / 1000);
  });
});
