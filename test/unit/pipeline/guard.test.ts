/** Every guard by itself. */
import { describe, expect, it } from 'vitest';
import type { Fact } from '../../../shared/domain/history.ts';
import { hour, minute } from '../../../shared/domain/time.ts';
import { decide, type Plan } from '../../../shared/pipeline/decide/decide.ts';
import { guard, limitOf, type Guarding } from '../../../shared/pipeline/guard/guard.ts';
import { aFact, anEntry, noon } from '../../support/facts.ts';
import { aPolicy } from '../../support/policies.ts';
import { aSighting } from '../../support/sightings.ts';

const judged = (sighting = aSighting()) => decide([sighting], aPolicy(), noon, new Map());

function dueBy([line]: Plan, fact: Partial<Fact> = {}): Fact {
  return aFact({
    image: aSighting().image,
    ...(line && { image: line.image, decision: line }),
    ...(line?.mark && { mark: line.mark }),
    ...fact,
  });
}

const unmarked = (): Fact => {
  const { mark: _mark, ...fact } = dueBy(judged());
  return fact;
};

const guardedWith = (due: Fact | readonly Fact[], rest: Partial<Guarding> = {}) =>
  guard({
    due: [due].flat().map((after) => ({ version: 1, latest: anEntry({ after }) })),
    fresh: judged(),
    policy: aPolicy(),
    now: noon,
    at: noon,
    allowance: 1,
    begun: new Set(),
    ...rest,
  });

function guarded(fact: Partial<Fact> = {}, rest: Partial<Guarding> = {}) {
  const { cleared, held } = guardedWith(dueBy(judged(), fact), rest);
  return cleared.length === 1 ? 'cleared' : held[0]?.reasons.map(({ code }) => code);
}

it('clears what every guard lets through', () => {
  expect(guarded()).toBe('cleared');
});

describe('holds', () => {
  it('everything in preview', () => {
    expect(guarded({}, { policy: aPolicy({ mode: 'preview' }) })).toEqual(['stopped']);
  });

  it('what is not listed any more', () => {
    expect(guarded({}, { fresh: [] })).toEqual(['changed']);
  });

  it('what bears another name, state or time of creation, and tells with it what keeps it', () => {
    expect(guarded({}, { fresh: judged(aSighting({ name: 'other' })) })).toEqual(['changed']);
    expect(guarded({}, { fresh: judged(aSighting({ state: 'disabled' })) })).toEqual(['changed']);
    expect(guarded({}, { fresh: judged(aSighting({ createdAt: noon })) })).toEqual(['changed', 'too-young']);
  });

  it('what somebody uses', () => {
    const used = aSighting({}, { users: [{ resource: 'i-1', durable: false }] });
    expect(guarded({}, { fresh: judged(used) })).toEqual(['in-use']);
  });

  it('what was marked in preview, by other words, or not at all', () => {
    const mark = judged()[0]?.mark;
    if (mark === undefined) throw new Error('the line has no mark');
    expect(guarded({ mark: { ...mark, armed: false } })).toEqual(['changed']);
    expect(guarded({ mark: { ...mark, basis: 'other' } })).toEqual(['changed']);
    expect(guarded({ mark: { ...mark, since: noon - 1 } })).toEqual(['changed']);
    expect(guardedWith(unmarked()).held[0]?.reasons.map(({ code }) => code)).toEqual(['changed']);
  });

  it('what has grace left', () => {
    const patient = aPolicy({ grace: '1d' });
    const waiting = decide([aSighting()], patient, noon, new Map());
    const mark = waiting[0]?.mark;
    expect(guarded({ ...(mark && { mark }) }, { policy: patient, fresh: waiting })).toEqual(['grace']);
  });

  it('what another function may be at, by the clock and not by the time of the run', () => {
    const intent = { run: noon, at: noon, until: noon + 15 * minute };
    expect(guarded({ intent }, { at: noon + 15 * minute - 1 })).toEqual(['changed']);
    expect(guarded({ intent }, { at: noon + hour })).toBe('cleared');
  });

  it('what is beyond the limit, unless it was begun', () => {
    expect(guarded({}, { allowance: 0 })).toEqual(['limit']);
    expect(guarded({}, { allowance: 0, begun: new Set(['ami-1\n']) })).toBe('cleared');
  });
});

it('reckons 29 % of 100 as 29', () => {
  expect(limitOf({ perRun: 1000, share: 0.29 }, 100)).toBe(29);
});

describe('of three images', () => {
  const three = () =>
    decide(
      [1, 2, 3].map((n) => aSighting({ id: `ami-${n}`, createdAt: noon - (100 - n) * 86_400_000 })),
      aPolicy(),
      noon,
      new Map(),
    );
  const ids = (begun: string[], allowance: number): string[] => {
    const fresh = three();
    const due = fresh.toReversed().map((line) => dueBy([line]));
    return guardedWith(due, { fresh, allowance, begun: new Set(begun) }).cleared.map(({ image }) => image.id);
  };

  it('clears as many as are allowed, the oldest first', () => {
    expect([0, 1, 2, 3, 4].map((allowance) => ids([], allowance).join(' '))).toEqual([
      '',
      'ami-1',
      'ami-1 ami-2',
      'ami-1 ami-2 ami-3',
      'ami-1 ami-2 ami-3',
    ]);
  });

  it('clears those begun besides: they cost nothing', () => {
    expect(ids(['ami-1\n'], 1)).toEqual(['ami-1', 'ami-2']);
    expect(ids(['ami-1\n', 'ami-3\n'], 0)).toEqual(['ami-1', 'ami-3']);
  });
});

describe('tells', () => {
  const told = (fact: Partial<Fact>, rest: Partial<Guarding>): string[] =>
    guardedWith(dueBy(judged(), fact), rest).held.flatMap(({ reasons }) =>
      reasons.map(({ detail }) => detail),
    );

  it.each<[string, Partial<Fact>, () => Partial<Guarding>]>([
    ['the policy is in preview', {}, () => ({ policy: aPolicy({ mode: 'preview' }) })],
    ['another function is at it', { intent: { run: noon, at: noon, until: noon + hour } }, () => ({})],
    ['the image that was decided upon is not listed any more', {}, () => ({ fresh: [] })],
    ['it is not as it was decided upon', {}, () => ({ fresh: judged(aSighting({ name: 'other' })) })],
    [
      'the policy speaks differently of it, so its grace starts anew',
      { mark: { since: noon, basis: 'other', armed: true } },
      () => ({}),
    ],
    ['the run has no attempt left in this scope', {}, () => ({ allowance: 0 })],
  ])('that %s', (words, fact, rest) => {
    expect(told(fact, rest())).toEqual([words]);
  });

  it('until when grace lasts', () => {
    const fresh = decide([aSighting()], aPolicy({ grace: '1d' }), noon, new Map());
    const { held } = guardedWith(dueBy(fresh), { fresh });
    expect(held[0]?.reasons).toEqual([{ code: 'grace', detail: 'until 2026-11-02T12:00:00.000Z' }]);
  });
});
