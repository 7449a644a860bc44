import { expect, it } from 'vitest';
import type { Entry, Fact, Known } from '../../../shared/domain/history.ts';
import { keyOf } from '../../../shared/domain/image.ts';
import type { Scope } from '../../../shared/domain/image.ts';
import { minute } from '../../../shared/domain/time.ts';
import { aFact, anEntry, anImage, noon } from '../../support/facts.ts';
import { around, counting, onEveryEngine } from './bench.ts';

const factIn = (scope: Scope, parts: Partial<Fact> = {}) => aFact({ image: anImage(scope), ...parts });

const everyField = (scope: Scope): Fact => ({
  image: anImage({
    ...scope,
    id: 'arn:aws:imagebuilder:us-east-1:1:image/a%b#c/1.0.0/1',
    incarnation: '2026-01-01T00:00:00.000Z#%',
    stateReason: 'why "it" is so\nsecond line, ünïcode 💾',
    lastLaunchedAt: noon - minute,
    tags: { '': '', team: 'web', 'aws:x/y': 'ä' },
    architecture: 'arm64',
    platform: 'linux',
    recipe: 'r',
    pipeline: 'p',
    build: 'b',
    snapshots: [{ id: 'snap-1', gib: 8 }],
    outputs: [
      { account: '1', region: 'x', image: 'ami-2', failed: false },
      { account: '1', region: 'y', failed: true },
    ],
  }),
  decision: {
    rule: 'web-family',
    verdict: 'retire',
    dueAt: noon,
    reasons: [{ code: 'stale', detail: 'old' }],
  },
  policy: 'sha256:1',
  mark: { since: noon, basis: 'x', armed: true },
  users: ['arn:aws:ec2:lt'],
  fleeting: { count: 3, example: 'i-1' },
  intent: { run: noon, at: noon, until: noon + minute },
  result: {
    run: noon,
    outcome: 'held',
    held: [{ code: 'grace', detail: 'until then' }],
    error: 'code: words',
    snapshots: [{ id: 'snap-1', result: 'success' }],
  },
});

onEveryEngine('writing', (bench) => {
  it('keeps every field of a fact and its entry', async () => {
    const scope = bench.scope();
    const fact = everyField(scope);
    const first = await bench.ledger().write(undefined, anEntry({ after: fact }));
    const entry = anEntry({
      event: 'changed',
      run: noon + 1,
      before: fact,
      after: { ...fact, policy: 'sha256:2' },
    });
    const second = await bench.ledger().write(first, entry);

    expect(second).toEqual({ version: 2, latest: entry });
    const { before, ...lean } = entry;
    expect(before).toEqual(fact);
    expect([...(await bench.ledger().standing(scope))]).toEqual([
      [keyOf(fact.image), { version: 2, latest: lean }],
    ]);
    expect(await bench.archive().standing(scope)).toEqual(await bench.ledger().standing(scope));
    expect(await bench.archive().history(fact.image)).toEqual([first?.latest, entry]);
  });

  it('keeps every field of an image that is gone', async () => {
    const scope = bench.scope();
    const fact = everyField(scope);
    const first = await bench.ledger().write(undefined, anEntry({ after: fact }));
    const after: Fact = { ...fact, gone: { at: noon, how: 'vanished' } };
    const entry = anEntry({ event: 'vanished', before: fact, after });
    await bench.ledger().write(first, entry);

    expect(await bench.archive().gone(scope)).toEqual([{ version: 2, latest: entry }]);
    expect(await bench.archive().gone(scope, fact.image.id)).toEqual([{ version: 2, latest: entry }]);
    expect([...(await bench.ledger().departed(scope, [fact.image])).keys()]).toEqual([keyOf(fact.image)]);
    expect(await bench.ledger().standing(scope)).toEqual(new Map());
  });

  it('tells apart images whose ids and incarnations run into each other', async () => {
    const scope = bench.scope();
    const names = [
      { id: 'a', incarnation: 'b#c' },
      { id: 'a#b', incarnation: 'c' },
      { id: 'a%23b', incarnation: 'c' },
      { id: 'a', incarnation: '' },
    ];
    for (const name of names)
      await bench
        .ledger()
        .write(undefined, anEntry({ after: aFact({ image: anImage({ ...scope, ...name }) }) }));

    expect([...(await bench.ledger().standing(scope)).keys()].sort()).toEqual(names.map(keyOf).sort());
    for (const name of names)
      expect(await bench.archive().history(anImage({ ...scope, ...name }))).toHaveLength(1);
  });

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

  const gone = { gone: { at: noon, how: 'vanished' } } as const;
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
    expect(await ledger.standing(scope)).toEqual(new Map());
  });

  it('refuses a change of an image that went since it was read', async () => {
    const scope = bench.scope();
    const ledger = bench.ledger();
    const first = await ledger.write(undefined, anEntry({ after: factIn(scope) }));
    await ledger.write(first, anEntry({ event: 'vanished', after: factIn(scope, gone) }));

    const late = anEntry({ event: 'changed', after: factIn(scope, { users: ['a'] }) });
    expect(await ledger.write(first, late)).toBeUndefined();
    expect(await ledger.standing(scope)).toEqual(new Map());
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

  it('never lets the time of an image run backwards', async () => {
    const scope = bench.scope();
    const ledger = bench.ledger();
    const first = await ledger.write(undefined, anEntry({ after: factIn(scope) }));
    const second = await ledger.write(
      first,
      anEntry({ at: noon - minute, event: 'changed', after: factIn(scope) }),
    );
    const third = await ledger.write(second, anEntry({ at: noon, event: 'held', after: factIn(scope) }));

    expect(second?.latest.at).toBe(noon);
    const events = (await bench.archive().history(anImage(scope))).map(({ event }) => event);
    expect(third && events).toEqual(['appeared', 'changed', 'held']);
  });

  it('goes on with the same history when an image returns, goes again and returns again', async () => {
    const scope = bench.scope();
    const written: Entry[] = [];
    for (const event of ['appeared', 'vanished', 'returned', 'vanished', 'returned'] as const) {
      const ledger = bench.ledger();
      const key = keyOf(anImage(scope));
      const standing = (await ledger.standing(scope)).get(key);
      const previous = standing ?? (await ledger.departed(scope, [anImage(scope)])).get(key);
      const entry = anEntry({ event, after: factIn(scope, event === 'vanished' ? gone : {}) });
      written.push((await ledger.write(previous, entry))!.latest);
      const isGone = event === 'vanished';
      expect(await bench.archive().gone(scope)).toHaveLength(isGone ? 1 : 0);
      expect(await bench.archive().gone(scope, 'ami-1')).toHaveLength(isGone ? 1 : 0);
      expect((await ledger.standing(scope)).size).toBe(isGone ? 0 : 1);
      expect((await ledger.departed(scope, [anImage(scope)])).size).toBe(isGone ? 1 : 0);
    }
    expect(await bench.archive().history(anImage(scope))).toEqual(written);
    expect((await bench.ledger().standing(scope)).get(keyOf(anImage(scope)))?.version).toBe(5);
  });

  it('costs two writes for an appearance or a change, four for a deletion, one to register a scope', async () => {
    const scope = bench.scope();
    const { client, calls } = counting(bench.client());
    const ledger = bench.ledger({ client });
    const writes = async (work: () => Promise<unknown>) => {
      const before = calls.writes;
      await work();
      return calls.writes - before;
    };
    const other = aFact({ image: anImage({ ...scope, id: 'ami-2' }) });
    let known: Known | undefined;
    const next = async (event: Entry['event'], parts: Partial<Fact> = {}) => {
      known = await ledger.write(known, anEntry({ event, after: factIn(scope, parts) }));
    };

    expect(await writes(async () => ledger.write(undefined, anEntry({ after: other })))).toBe(3);
    expect(await writes(async () => next('appeared'))).toBe(2);
    expect(await writes(async () => next('changed'))).toBe(2);
    const reread = (await ledger.standing(scope)).get(keyOf(anImage(scope)));
    known = reread;
    expect(await writes(async () => next('intent'))).toBe(2);
    expect(await writes(async () => next('deleted', gone))).toBe(4);
    expect(await writes(async () => ledger.standing(scope))).toBe(0);
  });
});
