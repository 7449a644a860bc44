/** What is kept of a scope while it is surveyed: whether anything is news, and all the rest for whom it may concern. */
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { expect, it } from 'vitest';
import { DamagedItemFault } from '../../../shared/domain/fault.ts';
import type { Fact } from '../../../shared/domain/history.ts';
import { keyOf, type Scope } from '../../../shared/domain/image.ts';
import { hour, iso } from '../../../shared/domain/time.ts';
import { standingKey } from '../../../shared/store/keys.ts';
import { aFact, anEntry, anImage, noon } from '../../support/facts.ts';
import { onEveryEngine } from './bench.ts';
import type { Bench } from './bench.ts';

const putFact = async (bench: Bench, scope: Scope, id: string, after: unknown) =>
  bench.client().send(
    new PutCommand({
      TableName: bench.tableName,
      Item: {
        ...standingKey(anImage({ ...scope, id })),
        ...{ version: 1, at: iso(noon), event: 'appeared', run: noon, after: JSON.stringify(after) },
      },
    }),
  );

onEveryEngine('what stands', (bench) => {
  it('agrees with what was written, and with nothing that is news beside it', async () => {
    const scope = bench.scope();
    const fact = aFact({ image: anImage(scope) });
    const key = keyOf(fact.image);
    await bench.ledger().write(undefined, anEntry({ after: fact }));
    const standing = await bench.ledger().standing(scope);

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
    expect(same.map((one) => standing.agrees?.(key, one))).toEqual(same.map(() => true));
    expect(news.map((one) => standing.agrees?.(key, one))).toEqual(news.map(() => false));
    expect(standing.agrees?.('ami-9\n', fact)).toBe(false);
  });

  it('answers of each of many images what is on record, in whatever order it is asked', async () => {
    const scope = bench.scope();
    const images = Array.from({ length: 70 }, (_, i) =>
      anImage({ ...scope, id: `ami-${i}`, name: `n ${i}` }),
    );
    const ledger = bench.ledger();
    for (const image of images) await ledger.write(undefined, anEntry({ after: aFact({ image }) }));
    const standing = await ledger.standing(scope);
    const asked = images.toSorted((a, b) => Number(a.id.at(-1)) - Number(b.id.at(-1)));
    expect(asked.map((image) => standing.get(keyOf(image))?.latest.after.image)).toEqual(asked);
    expect(standing.size).toBe(70);
    expect(new Map([...standing.values()].map((one) => [keyOf(one.latest.after.image), one]))).toEqual(
      new Map(standing),
    );
  });

  it('tells the grace clocks at once', async () => {
    const scope = bench.scope();
    const mark = { since: noon, basis: 'b', armed: true };
    const marked = aFact({ image: anImage({ ...scope, id: 'ami-1' }), mark });
    const bare = aFact({ image: anImage({ ...scope, id: 'ami-2' }) });
    for (const after of [marked, bare]) await bench.ledger().write(undefined, anEntry({ after }));
    expect((await bench.ledger().standing(scope)).marks).toEqual(new Map([['ami-1\n', mark]]));
  });

  it.each([
    ['an unknown state', { image: { ...aFact().image, state: 'melted' } }],
    ['users that are no list of names', { users: [7] }],
  ])('names an item with %s when it is asked for', async (_, wrong) => {
    const scope = bench.scope();
    const fact = aFact({ image: anImage(scope) });
    await putFact(bench, scope, 'ami-1', { ...fact, ...wrong });
    const standing = await bench.ledger().standing(scope);
    expect(standing.agrees?.('ami-1\n', fact)).toBe(false);
    expect(() => standing.get('ami-1\n')).toThrow(DamagedItemFault);
    expect(() => [...standing.values()]).toThrow(/standing#.*\/ ami-1#.*Restore/);
  });

  it.each([
    ['no fact', 7],
    ['no image', { ...aFact(), image: undefined }],
    ['an image without an id', { ...aFact(), image: { incarnation: '' } }],
    ['no decision', { ...aFact(), decision: undefined }],
    ['a grace clock that cannot be read', { ...aFact(), mark: { since: 'yesterday' } }],
  ])('names an item with %s at once', async (_, fact) => {
    const scope = bench.scope();
    await putFact(bench, scope, 'ami-1', fact);
    await expect(bench.ledger().standing(scope)).rejects.toThrow(/standing#.*\/ ami-1#.*Restore/);
  });
});
