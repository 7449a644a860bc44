/** What is on record of a scope, each image looked through when it is asked for. */
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { expect, it } from 'vitest';
import { DamagedItemFault } from '../../../shared/domain/fault.ts';
import { keyOf, type Scope } from '../../../shared/domain/image.ts';
import { iso } from '../../../shared/domain/time.ts';
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
    ['no decision', { decision: undefined }],
  ])('names an item with %s when it is asked for', async (_, wrong) => {
    const scope = bench.scope();
    const fact = aFact({ image: anImage(scope) });
    await putFact(bench, scope, 'ami-1', { ...fact, ...wrong });
    const standing = await bench.ledger().standing(scope);
    expect(() => standing.get('ami-1\n')).toThrow(DamagedItemFault);
    expect(() => [...standing.values()]).toThrow(/standing#.*\/ ami-1#.*Restore/);
  });

  it.each([
    ['no fact', 7],
    ['no image', { ...aFact(), image: undefined }],
    ['an image without an id', { ...aFact(), image: { incarnation: '' } }],
    ['a grace clock that cannot be read', { ...aFact(), mark: { since: 'yesterday' } }],
  ])('names an item with %s at once', async (_, fact) => {
    const scope = bench.scope();
    await putFact(bench, scope, 'ami-1', fact);
    await expect(bench.ledger().standing(scope)).rejects.toThrow(/standing#.*\/ ami-1#.*Restore/);
  });
});
