import { expect, it } from 'vitest';
import type { Entry, Fact, Known } from '../../../shared/domain/history.ts';
import { keyOf } from '../../../shared/domain/image.ts';
import type { Scope } from '../../../shared/domain/image.ts';
import { minute } from '../../../shared/domain/time.ts';
import { aFact, anEntry, anImage, noon } from '../../support/facts.ts';
import { counting, onEveryEngine } from './bench.ts';

const factIn = (scope: Scope, parts: Partial<Fact> = {}) => aFact({ image: anImage(scope), ...parts });
const gone = { gone: { at: noon, how: 'vanished' } } as const;

const everyField = (scope: Scope): Fact => ({
  image: anImage({
    ...scope,
    id: 'arn:aws:imagebuilder:us-east-1:1:image/a%b#c/1.0.0/1',
    incarnation: '2026-01-01T00:00:00.000Z#%',
    stateReason: 'why "it" is so\nsecond line, ünïcode 💾',
    lastLaunchedAt: noon - minute,
    tags: { '': '', team: 'web', 'aws:x/y': 'ä', ['__proto__']: 'a tag like any other' },
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
    expect(await bench.archive().standing(scope)).toEqual(new Map(await bench.ledger().standing(scope)));
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
    expect([...(await bench.ledger().standing(scope))]).toEqual([]);
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
