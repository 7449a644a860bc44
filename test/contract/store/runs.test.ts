import { expect, it } from 'vitest';
import type { Leftover } from '../../../shared/domain/history.ts';
import { day } from '../../../shared/domain/time.ts';
import { aFact, anEntry, anImage, noon } from '../../support/facts.ts';
import { aRun } from '../../support/runs.ts';
import { counting, historyDays, onEveryEngine } from './bench.ts';

onEveryEngine('a run', (bench) => {
  it('is kept with every field, and found by its time or as the newest', async () => {
    const scope = bench.scope();
    const ledger = bench.ledger();
    const runs = [0, 1, 2].map((i) => aRun(scope, { at: noon + i * day, owned: i }));
    for (const run of [runs[1]!, runs[2]!, runs[0]!]) await ledger.putRun(run);
    const full = { ...runs[2]!, retiredAt: noon + 3 * day };
    await ledger.putRun(full);

    expect(await ledger.run(scope, noon)).toEqual(runs[0]);
    expect(await ledger.run(scope, noon + 1)).toBeUndefined();
    expect(await ledger.lastRun(scope)).toEqual(full);
    expect(await ledger.lastRun(bench.scope())).toBeUndefined();
    expect(await bench.archive().runs(scope, noon, noon + 2 * day)).toEqual(runs.slice(0, 2));
    expect(await bench.archive().runs(scope, noon + 1, noon + 2 * day + 1)).toEqual([runs[1], full]);
    expect(await bench.archive().runs(scope, noon, noon)).toEqual([]);
  });

  it('is no longer told once it has expired', async () => {
    const scope = bench.scope();
    await bench.ledger().putRun(aRun(scope));
    const now = noon + historyDays * day + 1;
    expect(await bench.ledger({ now }).lastRun(scope)).toBeUndefined();
    expect(await bench.archive({ now }).runs(scope, 0, now)).toEqual([]);
  });

  it('never allows more attempts than its limit to twenty deliveries at once', async () => {
    const scope = bench.scope();
    const take = async () => bench.ledger().takeAttempt(scope, noon, 7);
    const taken = await Promise.all(Array.from({ length: 20 }, take));
    expect(taken.filter((allowed) => allowed)).toHaveLength(7);

    await bench.ledger().putRun(aRun(scope));
    expect((await bench.ledger().run(scope, noon))?.attempts).toBe(7);
    expect(await take()).toBe(false);
    expect(await bench.ledger().takeAttempt(scope, noon, 8)).toBe(true);
    expect(await bench.ledger().takeAttempt(scope, noon + 1, 1)).toBe(true);
  });

  it('allows no attempt where the limit is 0', async () => {
    const scope = bench.scope();
    expect(await bench.ledger().takeAttempt(scope, noon, 0)).toBe(false);
    expect(await bench.ledger().takeAttempt(scope, noon, 1)).toBe(true);
  });

  it('is no run yet when only attempts were counted', async () => {
    const scope = bench.scope();
    const ledger = bench.ledger();
    await ledger.putRun(aRun(scope));
    await ledger.takeAttempt(scope, noon + day, 1);
    expect(await ledger.run(scope, noon + day)).toBeUndefined();
    expect((await ledger.lastRun(scope))?.at).toBe(noon);
    expect(await bench.archive().runs(scope, noon, noon + 2 * day)).toHaveLength(1);
  });

  it('keeps its attempts and its end when it is recorded again', async () => {
    const scope = bench.scope();
    const ledger = bench.ledger();
    await ledger.putRun(aRun(scope));
    await ledger.takeAttempt(scope, noon, 5);
    await ledger.endRun(scope, noon, { outcomes: { deleted: 1 }, retiredAt: noon + 9 });
    await ledger.putRun(aRun(scope, { owned: 6 }));
    expect(await ledger.run(scope, noon)).toEqual(
      aRun(scope, { owned: 6, attempts: 1, outcomes: { deleted: 1 }, retiredAt: noon + 9 }),
    );
  });

  it('costs one write in a scope that is known', async () => {
    const scope = bench.scope();
    await bench.ledger().putRun(aRun(scope));
    const { client, calls } = counting(bench.client());
    const ledger = bench.ledger({ client });
    await ledger.standing(scope);
    await ledger.lastRun(scope);
    await ledger.putRun(aRun(scope, { at: noon + day }));
    expect(calls.writes).toBe(1);
  });
});

onEveryEngine('a scope', (bench) => {
  it('is listed once it was surveyed or an image was seen in it', async () => {
    const [surveyed, seen] = [bench.scope(), bench.scope()];
    await bench.ledger().putRun(aRun(surveyed));
    await bench.ledger().putRun(aRun(surveyed, { at: noon + day }));
    await bench.ledger().write(undefined, anEntry({ after: aFact({ image: anImage(seen) }) }));
    const scopes = await bench.archive().scopes();
    expect(scopes.filter(({ account }) => account === surveyed.account)).toEqual([surveyed]);
    expect(scopes).toContainEqual(seen);
  });

  it('keeps its leftover snapshots until they are removed', async () => {
    const scope = bench.scope();
    const ledger = bench.ledger();
    const leftover = (snapshot: string): Leftover => ({
      scope,
      snapshot,
      image: 'ami-1',
      since: noon,
      result: 'internal-error',
    });
    for (const id of ['snap-2', 'snap-1', 'snap-3']) await ledger.putLeftover(leftover(id));
    await ledger.putLeftover({ ...leftover('snap-3'), result: 'client-error' });
    await ledger.removeLeftover(leftover('snap-2'));
    await ledger.removeLeftover(leftover('snap-2'));
    expect(await ledger.leftovers(scope)).toEqual([
      leftover('snap-1'),
      { ...leftover('snap-3'), result: 'client-error' },
    ]);
    expect(await ledger.leftovers(bench.scope())).toEqual([]);
  });
});
