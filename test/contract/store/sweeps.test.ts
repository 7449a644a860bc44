import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { expect, it } from 'vitest';
import { kinds, type Scope } from '../../../shared/domain/image.ts';
import type { Completion, Sweep } from '../../../shared/domain/sweep.ts';
import { day } from '../../../shared/domain/time.ts';
import { sweepKey } from '../../../shared/store/keys.ts';
import { createSweeps } from '../../../shared/store/sweeps.ts';
import { noon } from '../../support/facts.ts';
import { aRun } from '../../support/runs.ts';
import { historyDays, onEveryEngine, type Bench } from './bench.ts';

const clock = { now: () => noon, sleep: async () => Promise.resolve() };
const sweepsOn = (bench: Bench) =>
  createSweeps({ client: bench.client(), name: bench.tableName, historyDays, clock });

const regions = Array.from({ length: 9 }, (_, i) => `eu-west-${i}`);
/** A thousand scopes, and some. */
const scopes: readonly Scope[] = Array.from({ length: 38 }, (_, i) => String(i).padStart(12, '0')).flatMap(
  (account) => regions.flatMap((region) => kinds.map((kind) => ({ account, region, kind }))),
);
const totals = {
  ...{ scopes: 3, owned: 5, keep: 3, retire: 2, deleted: 1, alreadyGone: 0 },
  ...{ held: 1, refused: 0, unsure: 0, blindSpots: 0 },
};
const completed: Completion = { at: noon + 9, totals };

onEveryEngine('a sweep', (bench) => {
  const aSweep = (at: number, parts: Partial<Sweep> = {}): Sweep => ({
    ...{ at, begunAt: at + 1, policy: 'sha256:0', mode: 'enforce', scopes },
    ...parts,
  });

  it('is kept as it was begun, whoever begins it again', async () => {
    const sweeps = sweepsOn(bench);
    await sweeps.begin(aSweep(noon));
    await sweeps.begin(aSweep(noon, { policy: 'sha256:1', scopes: [] }));
    const kept = await sweeps.sweep(noon);
    expect({ ...kept, scopes }).toEqual(aSweep(noon));
    expect(new Set(kept?.scopes.map((scope) => JSON.stringify(scope)))).toEqual(
      new Set(scopes.map(({ account, region, kind }) => JSON.stringify({ account, region, kind }))),
    );
    expect(await sweeps.sweep(noon + 1)).toBeUndefined();
  });

  it('of a thousand scopes is no larger than two reads', async () => {
    const sweeps = sweepsOn(bench);
    await sweeps.begin(aSweep(noon));
    const { Item } = await bench
      .client()
      .send(new GetCommand({ TableName: bench.tableName, Key: { ...sweepKey(noon) } }));
    expect(scopes.length).toBeGreaterThan(1000);
    expect(JSON.stringify(Item).length).toBeLessThan(8 * 1024);
  });

  it('is completed by one of many at once', async () => {
    const sweeps = sweepsOn(bench);
    await sweeps.begin(aSweep(noon + day));
    const winners = await Promise.all(
      Array.from({ length: 20 }, async () => sweeps.complete(noon + day, completed)),
    );
    expect(winners.filter((won) => won)).toHaveLength(1);
    expect((await sweeps.sweep(noon + day))?.completed).toEqual(completed);
  });

  it('that was never begun is not completed', async () => {
    expect(await sweepsOn(bench).complete(noon + 50 * day, completed)).toBe(false);
    expect(await sweepsOn(bench).sweep(noon + 50 * day)).toBeUndefined();
  });

  it('is found as the last before another', async () => {
    const sweeps = sweepsOn(bench);
    for (const days of [20, 22, 21]) await sweeps.begin(aSweep(noon + days * day));
    expect((await sweeps.lastBefore(noon + 22 * day))?.at).toBe(noon + 21 * day);
    expect(await sweeps.lastBefore(noon - day)).toBeUndefined();
  });

  it('finds the runs of its time, and of no other', async () => {
    const here = Array.from({ length: 120 }, () => bench.scope());
    const ledger = bench.ledger();
    await Promise.all(here.slice(0, 110).map(async (scope) => ledger.putRun(aRun(scope, { at: noon }))));
    await ledger.putRun(aRun(here[115]!, { at: noon + 1 }));
    await ledger.takeAttempt(here[116]!, noon, 1);
    const found = await sweepsOn(bench).runs(here, noon);
    expect(new Set(found.map(({ scope }) => scope.account))).toEqual(
      new Set(here.slice(0, 110).map(({ account }) => account)),
    );
  });
});
