/** Every guard by itself. */
import { describe, expect, it } from 'vitest';
import type { Fact } from '../../../shared/domain/history.ts';
import { hour, minute } from '../../../shared/domain/time.ts';
import { decide } from '../../../shared/pipeline/decide/decide.ts';
import { guard, limitOf, type Guarding } from '../../../shared/pipeline/guard/guard.ts';
import { aFact, anEntry, noon } from '../../support/facts.ts';
import { aPolicy } from '../../support/policies.ts';
import { aSighting } from '../../support/sightings.ts';

const policy = aPolicy();
const fresh = decide([aSighting()], policy, noon, new Map());
const [line] = fresh;

function guarded(fact: Partial<Fact> = {}, rest: Partial<Guarding> = {}) {
  const due = aFact({
    image: aSighting().image,
    ...(line && { decision: line }),
    ...(line?.mark && { mark: line.mark }),
    ...fact,
  });
  const { cleared, held } = guard({
    due: [{ version: 1, latest: anEntry({ after: due }) }],
    fresh,
    policy,
    now: noon,
    at: noon,
    allowance: 1,
    begun: new Set(),
    ...rest,
  });
  return cleared.length === 1 ? 'cleared' : held[0]?.reasons.map(({ code }) => code);
}

const judged = (sighting: ReturnType<typeof aSighting>) => decide([sighting], policy, noon, new Map());

it('clears what every guard lets through', () => {
  expect(guarded()).toBe('cleared');
});

describe('holds', () => {
  it('everything in preview', () => {
    expect(guarded({}, { policy: { ...policy, mode: 'preview' } })).toEqual(['stopped']);
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
    const mark = line?.mark;
    if (mark === undefined) throw new Error('the line has no mark');
    expect(guarded({ mark: { ...mark, armed: false } })).toEqual(['changed']);
    expect(guarded({ mark: { ...mark, basis: 'other' } })).toEqual(['changed']);
    expect(guarded({ mark: { ...mark, since: noon - 1 } })).toEqual(['changed']);
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
