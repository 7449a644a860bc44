/** What a survey reads of a scope: whether anything is news, and the record of what differs. */
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import pMap from 'p-map';
import { expect, it } from 'vitest';
import { DamagedItemFault, NewerFormatFault } from '../../../shared/domain/fault.ts';
import type { Fact } from '../../../shared/domain/history.ts';
import { keyOf } from '../../../shared/domain/image.ts';
import { hour } from '../../../shared/domain/time.ts';
import type { Outline, SoFar } from '../../../shared/pipeline/ports.ts';
import { standingKey } from '../../../shared/store/keys.ts';
import { aFact, anEntry, anImage, noon } from '../../support/facts.ts';
import { around, onEveryEngine } from './bench.ts';

onEveryEngine('an outline', (bench) => {
  it('agrees with what was written, and with nothing that is news beside it', async () => {
    const scope = bench.scope();
    const fact = aFact({ image: anImage(scope) });
    const key = keyOf(fact.image);
    await bench.ledger().write(undefined, anEntry({ after: fact }));
    const outline = await bench.ledger().outline(scope);

    const same: readonly Fact[] = [
      fact,
      { ...fact, policy: 'another' },
      { ...fact, fleeting: { count: 2, example: 'i-1' } },
    ];
    const news: readonly Fact[] = [
      { ...fact, image: { ...fact.image, state: 'disabled' } },
      { ...fact, image: { ...fact.image, tags: { ...fact.image.tags, more: '' } } },
      { ...fact, image: { ...fact.image, lastLaunchedAt: noon } },
      { ...fact, users: [...fact.users, 'lt-9'] },
      { ...fact, decision: { ...fact.decision, rule: 'another' } },
      { ...fact, decision: { ...fact.decision, reasons: [{ code: 'public', detail: '' }] } },
      { ...fact, result: { run: noon, outcome: 'refused' } },
      { ...fact, intent: { run: noon, at: noon, until: noon + hour } },
    ];
    expect(same.map((one) => outline.agrees(key, one))).toEqual(same.map(() => true));
    expect(news.map((one) => outline.agrees(key, one))).toEqual(news.map(() => false));
    expect(outline.agrees('ami-9\n', fact)).toBe(false);
  });

  it('names every image by its key, whatever characters that holds, and gives what is on record of those asked for', async () => {
    const scope = bench.scope();
    const ids = ['ami-1', 'a#b', 'a%23b', '%', '#'];
    const images = ids.flatMap((id) => [
      anImage({ ...scope, id, incarnation: '' }),
      anImage({ ...scope, id, incarnation: '2026-11-01T12:00:00Z#%25' }),
    ]);
    for (const image of images) await bench.ledger().write(undefined, anEntry({ after: aFact({ image }) }));
    const outline = await bench.ledger().outline(scope);
    expect(outline.size).toBe(10);
    expect([...outline.keys()].sort()).toEqual(images.map(keyOf).sort());
    expect(images.every((image) => outline.has(keyOf(image)))).toBe(true);
    const found = await outline.of([...images.slice(0, 3).map(keyOf), 'ami-9\n']);
    expect(found.size).toBe(3);
    for (const image of images.slice(0, 3))
      expect(found.get(keyOf(image))?.latest.after.image).toEqual(image);
  });

  it('tells the grace clocks at once', async () => {
    const scope = bench.scope();
    const mark = { since: noon, basis: 'b', armed: true };
    const marked = aFact({ image: anImage({ ...scope, id: 'ami-1' }), mark });
    const bare = aFact({ image: anImage({ ...scope, id: 'ami-2' }) });
    for (const after of [marked, bare]) await bench.ledger().write(undefined, anEntry({ after }));
    expect((await bench.ledger().outline(scope)).marks).toEqual(new Map([['ami-1\n', mark]]));
    const known = (await bench.ledger().standing(scope)).get('ami-1\n');
    await bench.ledger().write(known, anEntry({ at: noon + 1, after: aFact({ image: marked.image }) }));
    expect((await bench.ledger().outline(scope)).marks).toEqual(new Map());
  });

  it('gives nothing of an image that somebody wrote about since', async () => {
    const scope = bench.scope();
    const after = aFact({ image: anImage(scope) });
    const known = await bench.ledger().write(undefined, anEntry({ after }));
    const outline = await bench.ledger().outline(scope);
    await bench.ledger().write(known, anEntry({ event: 'changed', after: { ...after, users: ['lt-1'] } }));
    expect(await outline.of(outline.keys())).toEqual(new Map());
    expect((await bench.ledger().outline(scope)).agrees(keyOf(after.image), after)).toBe(false);
  });

  it('is read consistently, and so is what it gives and what stands', async () => {
    const scope = bench.scope();
    await bench.ledger().write(undefined, anEntry({ after: aFact({ image: anImage(scope) }) }));
    const client = bench.client();
    const reads: string[] = [];
    client.middlewareStack.add(
      (next, { commandName }) =>
        async (args) => {
          reads.push(
            `${String(commandName)} ${String(JSON.stringify(args.input).includes('"ConsistentRead":true'))}`,
          );
          return next(args);
        },
      { step: 'initialize' },
    );
    const ledger = bench.ledger({ client });
    const outline = await ledger.outline(scope);
    await outline.of(outline.keys());
    await ledger.among(scope, outline.keys());
    await ledger.standing(scope);
    const get = 'BatchGetItemCommand true';
    expect(reads).toEqual(['QueryCommand true', get, get, 'QueryCommand true']);
  });

  it('leaves out what is gone, and ends its move', async () => {
    const scope = bench.scope();
    const after = aFact({ image: anImage(scope), mark: { since: noon, basis: 'b', armed: true } });
    const key = standingKey(after.image);
    const known = await bench.ledger().write(undefined, anEntry({ after }));
    const gone = anEntry({
      event: 'vanished',
      at: noon + hour,
      after: { ...after, gone: { at: noon, how: 'vanished' } },
    });
    const stopping = around(bench.client(), async ({ name }, go) =>
      name === 'DeleteItemCommand' ? Promise.reject(new Error('killed')) : go(),
    );
    const moving = bench.ledger({ client: stopping });
    await expect(moving.write(known, gone)).rejects.toThrow('killed');
    const outline = await bench.ledger().outline(scope);
    expect([outline.size, outline.marks.size]).toEqual([0, 0]);
    const { Item } = await bench
      .client()
      .send(new GetCommand({ TableName: bench.tableName, Key: { ...key } }));
    expect(Item).toBeUndefined();
    expect(await bench.archive().history(after.image)).toHaveLength(2);
  });

  it('tells how those stand now that are asked for, whoever wrote about them, and nothing of those that are gone', async () => {
    const scope = bench.scope();
    const after = aFact({ image: anImage(scope) });
    const other = aFact({ image: { ...anImage(scope), id: 'ami-2' } });
    const known = await bench.ledger().write(undefined, anEntry({ after }));
    const leaves = await bench.ledger().write(undefined, anEntry({ after: other }));
    const decision = { rule: 'r', verdict: 'retire', dueAt: noon, reasons: [] } as const;
    await bench.ledger().write(known, anEntry({ event: 'changed', after: { ...after, decision } }));
    const gone = { at: noon, how: 'vanished' } as const;
    await bench.ledger().write(leaves, anEntry({ event: 'vanished', after: { ...other, gone } }));
    const found = await bench.ledger().among(scope, ['ami-1\n', 'ami-2\n', 'ami-9\n']);
    expect([...found].map(([key, { latest }]) => [key, latest.after.decision])).toEqual([
      ['ami-1\n', decision],
    ]);
  });

  it('is read a part at a time, and comes to the same', async () => {
    const scope = bench.scope();
    const mark = { since: noon, basis: 'b', armed: true };
    const facts = Array.from({ length: 100 }, (_, n) =>
      aFact({
        image: { ...anImage(scope), id: `ami-${n}`, tags: { long: 'x'.repeat(20_000) } },
        ...(n % 50 === 7 && { mark }),
      }),
    );
    const ledger = bench.ledger();
    await pMap(facts, async (after) => ledger.write(undefined, anEntry({ after })), { concurrency: 16 });
    let soFar: SoFar<string> = { pages: [], whole: false };
    let parts = 0;
    let outline: Outline | undefined;
    for (; outline === undefined; parts++) {
      const read = await bench.ledger().outlineOn(scope, soFar, -Infinity);
      const pages = [...soFar.pages, ...('open' in read ? read.pages : read.pages())];
      if ('open' in read) soFar = { pages, place: read.open, whole: false };
      else [outline, soFar] = [read, { pages, whole: true }];
    }
    expect(parts).toBeGreaterThan(1);
    const once = await bench.ledger().outline(scope);
    const reread = await bench.ledger().outlineOn(scope, soFar, -Infinity);
    if ('open' in reread) throw new Error('it was whole');
    for (const one of [outline, reread]) {
      expect([...one.keys()].sort()).toEqual([...once.keys()].sort());
      expect(one.marks).toEqual(once.marks);
      expect(facts.every((fact) => one.agrees(keyOf(fact.image), fact))).toBe(true);
      expect(await one.of(['ami-7\n'])).toEqual(await once.of(['ami-7\n']));
    }
  });

  const altered = async (change: Record<string, unknown>, parts: Partial<Fact> = {}) => {
    const scope = bench.scope();
    const after = aFact({ image: anImage(scope), ...parts });
    await bench.ledger().write(undefined, anEntry({ after }));
    const Key = { ...standingKey(after.image) };
    const { Item } = await bench.client().send(new GetCommand({ TableName: bench.tableName, Key }));
    await bench.client().send(new PutCommand({ TableName: bench.tableName, Item: { ...Item, ...change } }));
    return { scope, after };
  };

  it('agrees with what an earlier version wrote, which knew of no digest, and gives it', async () => {
    const { scope, after } = await altered({ digest: undefined });
    const outline = await bench.ledger().outline(scope);
    expect(outline.agrees(keyOf(after.image), after)).toBe(true);
    expect(outline.agrees(keyOf(after.image), { ...after, users: ['lt-1'] })).toBe(false);
    expect((await outline.of(outline.keys())).get(keyOf(after.image))?.latest.after).toEqual(after);
  });

  it('tells the grace clock that an earlier version wrote in the fact alone', async () => {
    const mark = { since: noon, basis: 'b', armed: true };
    const { scope } = await altered({ digest: undefined, mark: undefined }, { mark });
    expect((await bench.ledger().outline(scope)).marks).toEqual(new Map([['ami-1\n', mark]]));
  });

  it.each([
    ['no version', { version: undefined }],
    ['a grace clock that cannot be read', { mark: '{"since":"yesterday"}' }],
  ])('names an item with %s', async (_, change) => {
    const { scope } = await altered(change);
    const outlined = bench.ledger().outline(scope);
    await expect(outlined).rejects.toThrow(DamagedItemFault);
    await expect(outlined).rejects.toThrow(/standing#.*\/ ami-1#.*Restore/);
  });

  it('names an item whose fact cannot be read when it is asked for', async () => {
    const { scope } = await altered({ after: '{"image":' });
    const outline = await bench.ledger().outline(scope);
    await expect(outline.of(outline.keys())).rejects.toThrow(/standing#.*\/ ami-1#.*Restore/);
  });

  it('stops at an item of a newer format', async () => {
    const { scope } = await altered({ format: 2 });
    await expect(bench.ledger().outline(scope)).rejects.toThrow(NewerFormatFault);
  });
});
