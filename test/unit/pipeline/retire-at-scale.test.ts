/** A thousand deletions, at the pace that half of EC2's rates allow, in virtual time. */
import { expect, it } from 'vitest';
import { createVirtualClock } from '../../../infra/local/virtual-clock.ts';
import type { Sighting } from '../../../shared/domain/evidence.ts';
import { day, hour, minute, second, type Instant } from '../../../shared/domain/time.ts';
import type { ImageActor, ImageSource } from '../../../shared/pipeline/ports.ts';
import { retire } from '../../../shared/pipeline/retire.ts';
import { survey } from '../../../shared/pipeline/survey.ts';
import { createPaces } from '../../../shared/runtime/paced.ts';
import { aScope, noon } from '../../support/facts.ts';
import { createMemoryLedger } from '../../support/memory-ledger.ts';
import { ec2Policy } from '../../support/policies.ts';
import { aSighting } from '../../support/sightings.ts';

interface Scale {
  readonly count: number;
  /** Users that only the closer look finds, by how many images from the oldest on. */
  readonly used?: number;
  /** How long the listing takes. */
  readonly listing?: number;
}

/** A survey and a retirement of so many due images. */
async function runOf({ count, used = 0, listing = second }: Scale) {
  const clock = createVirtualClock(noon);
  const paceOf = createPaces({ environment: {}, clock });
  const ledger = createMemoryLedger();
  const left = new Map(
    Array.from({ length: count }, (_, i): [string, Sighting] => {
      const id = `ami-${String(i).padStart(4, '0')}`;
      return [id, aSighting({ id, createdAt: noon - 1000 * day + i * hour })];
    }),
  );
  const looks: { at: Instant; examined: number }[] = [];
  const ages: number[] = [];
  let inUse = new Set<string>();
  const source = (): ImageSource => ({
    scope: aScope,
    listing: 'ec2:DescribeImages',
    list: async () => {
      looks.push({ at: clock.now(), examined: 0 });
      await clock.sleep(listing);
      return { complete: true, sightings: [...left.values()], blindSpots: [] };
    },
    sight: async () => Promise.reject(new Error('nobody asks for one')),
    examine: async (candidates) => {
      for (const _one of candidates) await paceOf('ec2', 'DescribeImageAttribute').turn();
      looks.at(-1)!.examined = candidates.length;
      const users = [{ resource: 'i-1', durable: false }];
      return {
        sightings: candidates.map((one) => (inUse.has(one.image.id) ? { ...one, users } : one)),
        blindSpots: [],
      };
    },
    look: async () => Promise.resolve('present'),
    calls: () => ({}),
  });
  const actor: ImageActor = {
    retire: async ({ id }) => {
      await paceOf('ec2', 'DeregisterImage').turn();
      ages.push(clock.now() - looks.at(-1)!.at);
      left.delete(id);
      return { answer: 'accepted' };
    },
  };
  const policy = ec2Policy({ limits: { perRun: 1000, share: '100%' } });
  await survey({ source: source(), ledger, policy, clock, run: noon });
  inUse = new Set([...left.keys()].slice(0, used));
  looks.length = 0;
  const begun = clock.now();
  const deadline = begun + 14 * minute;
  const retired = await retire({
    scope: aScope,
    source,
    actor,
    ledger,
    policy,
    clock,
    run: noon,
    lease: 15 * minute,
    deadline,
  });
  return { retired, looks, ages, time: clock.now() - begun, entries: ledger.entries };
}

it('takes little more time for a thousand than AWS’s bucket does', async () => {
  const { retired, looks, ages, time } = await runOf({ count: 1000 });
  expect(retired).toMatchObject({ outcomes: { deleted: 1000 }, unfinished: false });
  expect(time / (((1000 - 50) / 2.5) * second)).toBeLessThan(1.2);
  expect(looks).toHaveLength(4);
  expect(Math.max(...ages)).toBeLessThan(5 * minute);
});

it('looks again before its evidence is five minutes old, however slow the listing is', async () => {
  const { ages, retired } = await runOf({ count: 600, listing: 4 * minute });
  expect(retired.outcomes.deleted).toBeGreaterThan(100);
  expect(Math.max(...ages)).toBeLessThan(5 * minute + second);
});

it('goes on past images that the closer look holds, and tells each of them once', async () => {
  const { retired, looks, entries } = await runOf({ count: 600, used: 300 });
  expect(retired).toMatchObject({ outcomes: { deleted: 300, held: 300 }, unfinished: false });
  expect(looks.map(({ examined }) => examined)).toEqual([250, 250, 100]);
  expect(entries.filter(({ event }) => event === 'held')).toHaveLength(300);
});

it('holds what is beyond its limit without looking closer at all of it', async () => {
  const { retired, looks } = await runOf({ count: 1300 });
  expect(retired.outcomes).toEqual({ deleted: 1000, held: 300 });
  expect(looks.map(({ examined }) => examined)).toEqual([250, 250, 250, 250, 20]);
});
