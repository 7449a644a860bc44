import { BatchWriteCommand, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { expect, it, vi } from 'vitest';
import { NewerFormatFault } from '../../../shared/domain/fault.ts';
import { keyOf } from '../../../shared/domain/image.ts';
import type { Image, Scope } from '../../../shared/domain/image.ts';
import { hour, iso } from '../../../shared/domain/time.ts';
import { goneKey, historyKey, runKey, standingKey } from '../../../shared/store/keys.ts';
import type { Key } from '../../../shared/store/keys.ts';
import { aFact, anEntry, anImage, noon } from '../../support/facts.ts';
import { onEveryEngine } from './bench.ts';
import type { Bench } from './bench.ts';

const putRaw = async (bench: Bench, item: Record<string, unknown>) =>
  bench.client().send(new PutCommand({ TableName: bench.tableName, Item: item }));

const getRaw = async (bench: Bench, key: Key) =>
  (await bench.client().send(new GetCommand({ TableName: bench.tableName, Key: { ...key } }))).Item!;

onEveryEngine('an item', (bench) => {
  const bareFact = (scope: Scope) => {
    const { account, region, kind } = scope;
    const image = { account, region, kind, id: 'ami-1', incarnation: '', name: 'n', state: 'available' };
    return { image, decision: { verdict: 'keep', reasons: [] }, policy: 'p', users: [] };
  };

  it('of an older version, with nothing but what is required, is read and written on', async () => {
    const scope = bench.scope();
    const image = anImage(scope);
    const after = bareFact(scope);
    const entry = { at: noon, event: 'appeared', run: noon, after };
    const extra = { whatever: { nested: [1] } };
    await putRaw(bench, {
      ...standingKey(image),
      ...{ version: 1, at: iso(noon), event: 'appeared', run: noon, after: JSON.stringify(after) },
      ...extra,
    });
    await putRaw(bench, {
      ...historyKey(image, noon, 1),
      version: 1,
      entry: JSON.stringify(entry),
      ...extra,
    });

    const [known] = (await bench.ledger().standing(scope)).values();
    expect(known).toEqual({ version: 1, latest: entry });
    expect(await bench.archive().history(image)).toEqual([entry]);
    expect(await bench.archive().firstAfter(image, 0)).toEqual(entry);
    const changed = anEntry({ at: noon + 1, event: 'changed', after: aFact({ image }) });
    expect(await bench.ledger().write(known, changed)).toBeDefined();
    expect(await bench.archive().history(image)).toEqual([entry, changed]);
  });

  it('of a newer format stops whoever reads it, with the table and the way out named', async () => {
    const scope = bench.scope();
    const image = anImage(scope);
    await bench.ledger().write(undefined, anEntry({ after: aFact({ image }) }));
    for (const key of [standingKey(image), historyKey(image, noon, 1)])
      await putRaw(bench, { ...(await getRaw(bench, key)), format: 2 });
    await putRaw(bench, { ...runKey(scope, noon), format: 2, surveyedAt: 'in some other way' });

    const answers: readonly (() => Promise<unknown>)[] = [
      async () => bench.ledger().standing(scope),
      async () => bench.ledger().departed(scope, [image]),
      async () => bench.ledger().lastRun(scope),
      async () => bench.archive().history(image),
      async () => bench.archive().between(scope, noon, noon + hour),
    ];
    for (const answer of answers) await expect(answer()).rejects.toThrow(NewerFormatFault);
    await expect(bench.archive().standing(scope)).rejects.toThrow(
      new RegExp(`${bench.tableName} was written by a newer version.*Upgrade imagewarden`),
    );
  });

  it('that is damaged is named by its key', async () => {
    const scope = bench.scope();
    const image = anImage(scope);
    await bench.ledger().write(undefined, anEntry({ after: aFact({ image }) }));
    await putRaw(bench, { ...(await getRaw(bench, standingKey(image))), after: '{"image":' });
    await expect(bench.ledger().standing(scope)).rejects.toThrow(/standing#.*\/ ami-1#.*Restore/);
  });
});

onEveryEngine('a scope of many pages', (bench) => {
  /** Puts copies of an item that the ledger wrote, with other ids, past the ledger. */
  async function copies(
    original: Record<string, unknown>,
    images: readonly Image[],
    keyFor: (image: Image) => Key,
  ): Promise<void> {
    const requests = images.map((image) => {
      const keys = keyFor(image);
      const text = (value: unknown) =>
        typeof value === 'string' ? value.replace('"ami-1"', JSON.stringify(image.id)) : undefined;
      const [entry, after] = [text(original['entry']), text(original['after'])];
      return { PutRequest: { Item: { ...original, ...keys, ...(entry ? { entry } : { after }) } } };
    });
    const client = bench.client();
    const batches = Array.from({ length: Math.ceil(requests.length / 25) }, (_, i) =>
      requests.slice(i * 25, i * 25 + 25),
    );
    for (let i = 0; i < batches.length; i += 8)
      await Promise.all(
        batches
          .slice(i, i + 8)
          .map(async (batch) =>
            client.send(new BatchWriteCommand({ RequestItems: { [bench.tableName]: batch } })),
          ),
      );
  }

  it('is read to its last image', async () => {
    const scope = bench.scope();
    const image = anImage({ ...scope, name: 'x'.repeat(300) });
    await bench.ledger().write(undefined, anEntry({ after: aFact({ image }) }));
    const images = Array.from({ length: 3000 }, (_, i) => ({ ...image, id: `ami-${i + 1}` }));
    await copies(await getRaw(bench, standingKey(image)), images, standingKey);

    const standing = await bench.ledger().standing(scope);
    expect([...standing.keys()].sort()).toEqual(images.map(keyOf).sort());
    expect(await bench.ledger().departed(scope, images.slice(0, 250))).toEqual(new Map());
  });

  it('tells more of one day than fits a page', async () => {
    const scope = bench.scope();
    const image = anImage({ ...scope, name: 'x'.repeat(30_000) });
    await bench.ledger().write(undefined, anEntry({ after: aFact({ image }) }));
    const images = Array.from({ length: 50 }, (_, i) => ({ ...image, id: `ami-${i + 1}` }));
    await copies(await getRaw(bench, historyKey(image, noon, 1)), images, (one) => historyKey(one, noon, 1));
    await vi.waitFor(async () => {
      expect(await bench.archive().between(scope, noon, noon + 1)).toHaveLength(50);
    });
  });

  it('tells more departed images than fit an answer', async () => {
    const scope = bench.scope();
    const image = anImage({ ...scope, name: 'x'.repeat(30_000) });
    const first = await bench.ledger().write(undefined, anEntry({ after: aFact({ image }) }));
    const after = aFact({ image, gone: { at: noon, how: 'vanished' } });
    await bench.ledger().write(first, anEntry({ event: 'vanished', after }));
    const images = Array.from({ length: 60 }, (_, i) => ({ ...image, id: `ami-${i + 1}` }));
    await copies(await getRaw(bench, goneKey(image)), images, goneKey);

    const departed = await bench.ledger().departed(scope, images);
    expect([...departed.keys()].sort()).toEqual(images.map(keyOf).sort());
    expect(await bench.archive().gone(scope)).toHaveLength(60);
  });
});
