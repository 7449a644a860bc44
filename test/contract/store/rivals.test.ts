import { expect, it } from 'vitest';
import type { Fact, Known } from '../../../shared/domain/history.ts';
import { keyOf } from '../../../shared/domain/image.ts';
import type { Scope } from '../../../shared/domain/image.ts';
import { aFact, anEntry, anImage, noon } from '../../support/facts.ts';
import { around, counting, onEveryEngine } from './bench.ts';

const factIn = (scope: Scope, parts: Partial<Fact> = {}) => aFact({ image: anImage(scope), ...parts });
const gone = { gone: { at: noon, how: 'vanished' } } as const;

onEveryEngine('of several writers the ledger', (bench) => {
  it('changes nothing when somebody else wrote first', async () => {
    const scope = bench.scope();
    const ledger = bench.ledger();
    const first = await ledger.write(undefined, anEntry({ after: factIn(scope) }));
    const winner = await ledger.write(
      first,
      anEntry({ event: 'intent', after: factIn(scope, { users: ['a'] }) }),
    );
    const { client, calls } = counting(bench.client());
    const loser = anEntry({ event: 'changed', after: factIn(scope, { users: ['b'] }) });

    expect(await bench.ledger({ client }).write(first, loser)).toBeUndefined();
    expect(await bench.ledger({ client }).write(undefined, loser)).toBeUndefined();
    expect(calls.writes).toBe(2);
    expect(await bench.archive().history(anImage(scope))).toEqual([first?.latest, winner?.latest]);
  });

  const stories: readonly (readonly [string, readonly Partial<Fact>[]])[] = [
    ['appears', []],
    ['changes', [{}]],
    ['goes', [{}, { users: ['a'] }]],
    ['returns', [{}, gone]],
  ];
  it.each(stories)('lets one of ten writers at once win when an image %s', async (what, facts) => {
    const scope = bench.scope();
    let previous: Known | undefined;
    for (const parts of facts)
      previous = await bench.ledger().write(previous, anEntry({ after: factIn(scope, parts) }));
    const after = factIn(scope, what === 'goes' ? gone : {});
    const writers = Array.from({ length: 10 }, async (_, i) =>
      bench.ledger().write(previous, anEntry({ event: 'changed', run: i, after })),
    );
    const winners = (await Promise.all(writers)).filter((known) => known !== undefined);

    expect(winners).toHaveLength(1);
    const history = await bench.archive().history(anImage(scope));
    expect(history).toHaveLength(facts.length + 1);
    expect(history.at(-1)).toEqual(winners[0]?.latest);
  });

  it('refuses an image as new that came and went since it was read', async () => {
    const scope = bench.scope();
    const ledger = bench.ledger();
    const first = await ledger.write(undefined, anEntry({ after: factIn(scope) }));
    await ledger.write(first, anEntry({ event: 'vanished', after: factIn(scope, gone) }));

    expect(await ledger.write(undefined, anEntry({ after: factIn(scope) }))).toBeUndefined();
    expect([...(await ledger.standing(scope))]).toEqual([]);
  });

  it('refuses a change of an image that went since it was read', async () => {
    const scope = bench.scope();
    const ledger = bench.ledger();
    const first = await ledger.write(undefined, anEntry({ after: factIn(scope) }));
    await ledger.write(first, anEntry({ event: 'vanished', after: factIn(scope, gone) }));

    const late = anEntry({ event: 'changed', after: factIn(scope, { users: ['a'] }) });
    expect(await ledger.write(first, late)).toBeUndefined();
    expect([...(await ledger.standing(scope))]).toEqual([]);
  });

  it('keeps an image that returns while it is being moved to the gone', async () => {
    const scope = bench.scope();
    const first = await bench.ledger().write(undefined, anEntry({ after: factIn(scope) }));
    const image = anImage(scope);
    let returned: Known | undefined;
    const client = around(bench.client(), async ({ name }, go) => {
      if (name.startsWith('Delete')) {
        const [departed] = (await bench.ledger().departed(scope, [image])).values();
        returned = await bench.ledger().write(departed, anEntry({ event: 'returned', after: factIn(scope) }));
      }
      await go();
    });
    await bench.ledger({ client }).write(first, anEntry({ event: 'vanished', after: factIn(scope, gone) }));

    expect(returned?.version).toBe(3);
    expect((await bench.ledger().standing(scope)).get(keyOf(image))?.version).toBe(3);
    expect(await bench.archive().gone(scope)).toEqual([]);
  });

  it('refuses to write about a gone image that somebody wrote about, and moved again, between look and write', async () => {
    const scope = bench.scope();
    const image = anImage(scope);
    const first = await bench.ledger().write(undefined, anEntry({ after: factIn(scope) }));
    const departed = await bench
      .ledger()
      .write(first, anEntry({ event: 'vanished', after: factIn(scope, gone) }));
    const intent = (run: number) =>
      anEntry({ at: noon + run, run, event: 'snapshot-intent', after: factIn(scope, gone) });
    let rival: Known | undefined;
    const client = around(bench.client(), async ({ writes }, go) => {
      if (writes) rival ??= await bench.ledger().write(departed, intent(1));
      await go();
    });

    expect(await bench.ledger({ client }).write(departed, intent(2))).toBeUndefined();
    expect(rival?.version).toBe(3);
    expect([...(await bench.ledger().standing(scope))]).toEqual([]);
    expect((await bench.archive().gone(scope)).map(({ latest }) => latest.run)).toEqual([1]);
    expect(
      (await bench.archive().history(image)).filter(({ event }) => event === 'snapshot-intent'),
    ).toHaveLength(1);
  });

  it('counts a write as made when its answer was lost and the SDK sent it again', async () => {
    const scope = bench.scope();
    let twice = false;
    const client = around(bench.client(), async ({ name }, go) => {
      await go();
      if (name.startsWith('Put') && twice) await go().finally(() => (twice = false));
    });
    const first = await bench.ledger({ client }).write(undefined, anEntry({ after: factIn(scope) }));
    twice = true;
    const entry = anEntry({ event: 'intent', after: factIn(scope, { users: ['a'] }) });

    expect(await bench.ledger({ client }).write(first, entry)).toEqual({ version: 2, latest: entry });
    expect(twice).toBe(false);
  });
});
