import { expect, it } from 'vitest';
import type { Scope } from '../../../shared/domain/image.ts';
import { hour } from '../../../shared/domain/time.ts';
import type { Archive } from '../../../shared/pipeline/ports.ts';
import { anImage, noon } from '../../support/facts.ts';
import { around, crashingAt, isCrash, onEveryEngine, onOneEngine } from './bench.ts';
import { agreement, lastKnown, lifeIn, live } from './life.ts';

onEveryEngine('a reader', (bench) => {
  it('sees the image exactly once at every moment of its life', async () => {
    const scope = bench.scope();
    const life = lifeIn(scope);
    let moments = 0;
    let told = 0;
    const client = around(bench.client(), async ({ writes }, go) => {
      await go();
      if (!writes) return;
      moments++;
      told = await agreement(bench, scope, life, told);
    });
    for (const [i, entry] of life.entries()) {
      const known = await lastKnown(bench, scope);
      expect(await bench.ledger({ client }).write(known, entry)).toBeDefined();
      expect(told).toBe(i + 1);
    }
    expect(moments).toBe(15);
  });
});

onOneEngine('a reader that is overtaken by a writer', (bench) => {
  it('sees a gone image exactly once when it is moved while being read', async () => {
    for (let n = 1; n <= 5; n++)
      for (const read of [
        async (archive: Archive, scope: Scope) => archive.gone(scope),
        async (archive: Archive, scope: Scope) => archive.gone(scope, 'ami-1'),
        async (archive: Archive, scope: Scope) =>
          (await archive.history(anImage(scope))).filter(({ event }) => event === 'deleted'),
        async (archive: Archive, scope: Scope) =>
          (await archive.between(scope, noon, noon + hour)).filter(({ event }) => event === 'deleted'),
        async (archive: Archive, scope: Scope) =>
          [await archive.firstAfter(anImage(scope), noon + 1)].filter((entry) => entry?.event === 'deleted'),
      ]) {
        const scope = bench.scope();
        const life = lifeIn(scope).slice(0, 3);
        await live(bench, scope, life.slice(0, 2));
        const cut = bench.ledger({ client: crashingAt(bench.client(), 2) });
        await cut.write(await lastKnown(bench, scope), life[2]!).catch(isCrash);
        let calls = 0;
        const client = around(bench.client(), async (_, go) => {
          if (++calls === n) await bench.ledger().standing(scope);
          await go();
        });
        expect(await read(bench.archive({ client }), scope)).toHaveLength(1);
      }
  });

  it('tells a change exactly once when the next one is written while it is being read', async () => {
    for (let n = 1; n <= 5; n++)
      for (const read of [
        async (archive: Archive, scope: Scope) => archive.between(scope, noon, noon + 2),
        async (archive: Archive, scope: Scope) =>
          (await archive.history(anImage(scope))).filter(({ at }) => at < noon + 2),
      ]) {
        const scope = bench.scope();
        const [first, second] = lifeIn(scope);
        const third = { ...second!, at: noon + 2, before: second!.after };
        const life = [first!, second!, third];
        await live(bench, scope, life.slice(0, 1));
        const cut = bench.ledger({ client: crashingAt(bench.client(), 2) });
        await cut.write(await lastKnown(bench, scope), life[1]!).catch(isCrash);
        let calls = 0;
        const client = around(bench.client(), async (_, go) => {
          if (++calls === n) await live(bench, scope, life);
          await go();
        });
        expect(await read(bench.archive({ client }), scope)).toEqual(life.slice(0, 2));
      }
  });
});
