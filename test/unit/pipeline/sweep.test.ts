/** Who finds out that a sweep is over, and what the finding costs. */
import { describe, expect, it } from 'vitest';
import type { Run } from '../../../shared/domain/history.ts';
import { scopeId, type Scope } from '../../../shared/domain/image.ts';
import type { Sweep } from '../../../shared/domain/sweep.ts';
import type { Sweeps } from '../../../shared/pipeline/ports.ts';
import { scopeFinished, unfinishedBefore } from '../../../shared/pipeline/sweep.ts';
import { aScope, noon } from '../../support/facts.ts';
import { aRun } from '../../support/runs.ts';

const clock = { now: () => noon + 1, sleep: async () => Promise.resolve() };
const scopesOf = (count: number): Scope[] =>
  Array.from({ length: count }, (_, i) => ({ ...aScope, account: String(i).padStart(12, '0') }));

/** A ledger of sweeps in memory, that counts the runs asked for. */
function remembering(scopes: readonly Scope[]) {
  const runs = new Map<string, Run>();
  let sweep: Sweep = { at: noon, begunAt: noon, policy: 'p', mode: 'enforce', scopes };
  let reads = 0;
  const sweeps: Sweeps = {
    begin: async () => Promise.resolve(),
    sweep: async (at) => Promise.resolve(at === noon ? sweep : undefined),
    lastBefore: async () => Promise.resolve(sweep),
    runs: async (asked) => {
      reads += asked.length;
      return Promise.resolve(asked.flatMap((scope) => runs.get(scopeId(scope)) ?? []));
    },
    complete: async (_at, completed) => {
      const first = sweep.completed === undefined;
      if (first) sweep = { ...sweep, completed };
      return Promise.resolve(first);
    },
  };
  const finish = async (scope: Scope, parts: Partial<Run> = {}) => {
    runs.set(scopeId(scope), aRun(scope, { retiring: false, ...parts }));
    return scopeFinished(scope, noon, sweeps, clock);
  };
  return { sweeps, runs, finish, reads: () => reads };
}

/** The same order every time, and no scope's place in the ring: a stride that shares no factor with their number. */
const shuffled = <T>(items: readonly T[]): T[] => items.map((_, i) => items[(i * 383 + 17) % items.length]!);

it.each([1, 2, 3, 12, 113, 1000])(
  '%i scopes: the last to finish tells, nobody before, and nobody again',
  async (count) => {
    const scopes = scopesOf(count);
    const { finish } = remembering(scopes);
    const told = [];
    for (const scope of shuffled(scopes)) told.push(await finish(scope));
    expect(told.slice(0, -1).every((notice) => notice === undefined)).toBe(true);
    expect(told.at(-1)?.detail.totals).toMatchObject({ scopes: count, owned: 5 * count });
    expect(await finish(scopes[0]!)).toBeUndefined();
  },
);

it('looks at far fewer runs than all at each end: in the order of N·ln N for a thousand scopes', async () => {
  const scopes = scopesOf(1000);
  const { finish, reads } = remembering(scopes);
  for (const scope of shuffled(scopes)) await finish(scope);
  expect(reads()).toBeLessThan(1.5 * 1000 * Math.log(1000));
});

describe('a scope is not finished', () => {
  it.each([
    ['whose retire function has not ended', { retiring: true }, false],
    ['whose retire function has ended', { retiring: true, retiredAt: noon }, true],
    ['that needs none', { retiring: false }, true],
  ])('%s: %j → over: %s', async (_words, run, over) => {
    const [first, second] = scopesOf(2);
    const { finish, runs } = remembering([first!, second!]);
    runs.set(scopeId(first!), aRun(first!, run));
    expect((await finish(second!)) !== undefined).toBe(over);
  });
});

it('is none of the business of a scope that the sweep did not name', async () => {
  const { finish } = remembering([]);
  expect(await finish(aScope)).toBeUndefined();
});

it('adds up what the runs say, and names the blind ones', async () => {
  const [first, second] = scopesOf(2);
  const { finish } = remembering([second!, first!]);
  await finish(first!, { blindSpots: [], outcomes: { deleted: 2, held: 1, 'already-gone': 1 } });
  const notice = await finish(second!, { outcomes: { deleted: 1, refused: 1, unsure: 1 } });
  expect(notice?.detail).toMatchObject({
    totals: {
      scopes: 2,
      owned: 10,
      keep: 6,
      retire: 4,
      deleted: 3,
      alreadyGone: 1,
      held: 1,
      refused: 1,
      unsure: 1,
      blindSpots: 1,
    },
    blindScopes: [scopeId(second!)],
  });
});

it('names the scopes that keep a sweep from being over', async () => {
  const scopes = scopesOf(3);
  const { finish, sweeps } = remembering(scopes);
  await finish(scopes[1]!);
  expect((await unfinishedBefore(noon + 1, sweeps))?.scopes).toEqual([scopes[0], scopes[2]]);
  await finish(scopes[0]!);
  await finish(scopes[2]!);
  expect(await unfinishedBefore(noon + 1, sweeps)).toBeUndefined();
});
