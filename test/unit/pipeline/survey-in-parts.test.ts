/** A survey that would outlast its function goes on with the next delivery of its message. Time is virtual. */
import { expect, it } from 'vitest';
import { createVirtualClock } from '../../../infra/local/virtual-clock.ts';
import { day, hour, second } from '../../../shared/domain/time.ts';
import type { ImageSource } from '../../../shared/pipeline/ports.ts';
import { survey } from '../../../shared/pipeline/survey.ts';
import { aScope, noon } from '../../support/facts.ts';
import { createMemoryLedger } from '../../support/memory-ledger.ts';
import { ec2Policy } from '../../support/policies.ts';
import { aSighting } from '../../support/sightings.ts';

const count = 10_000;
const perSecond = 1_000;

it('records ten thousand images in functions of five seconds, each image once, and is no run before its end', async () => {
  const clock = createVirtualClock(noon);
  const kept = createMemoryLedger();
  const ledger = {
    ...kept,
    write: async (...args: Parameters<typeof kept.write>) => {
      clock.advanceTo(clock.now() + second / perSecond);
      return kept.write(...args);
    },
  };
  const sightings = Array.from({ length: count }, (_, n) =>
    aSighting({ id: `ami-${n}`, createdAt: noon - 100 * day + n * (hour / 100) }),
  );
  const source: ImageSource = {
    scope: aScope,
    listing: 'ec2:DescribeImages',
    list: async () => Promise.resolve({ complete: true, sightings, blindSpots: [] }),
    sight: async () => Promise.reject(new Error('nobody asks for one')),
    examine: async (candidates) => Promise.resolve({ sightings: candidates, blindSpots: [] }),
    look: async () => Promise.resolve('present'),
    calls: () => ({}),
  };
  const policy = ec2Policy();
  const deliveries: unknown[] = [];
  for (
    let done: unknown = 'unfinished';
    done === 'unfinished' && deliveries.length < 10;
    deliveries.push(done)
  ) {
    expect(await ledger.lastRun(aScope)).toBeUndefined();
    done = await survey({ source, ledger, policy, clock, run: noon, deadline: clock.now() + 5 * second });
  }
  expect(deliveries.map((end) => (end === 'unfinished' ? end : 'done'))).toEqual([
    'unfinished',
    'unfinished',
    'done',
  ]);
  expect(kept.entries).toHaveLength(count);
  expect(new Set(kept.entries.map(({ after }) => after.image.id)).size).toBe(count);
  expect(new Set(kept.entries.map(({ event }) => event))).toEqual(new Set(['appeared']));
  expect(await ledger.lastRun(aScope)).toMatchObject({ owned: count, at: noon });
});
