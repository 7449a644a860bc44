/** An image that comes to be due only by what the closer look shows of another. */
import { expect, it } from 'vitest';
import { createVirtualClock } from '../../../infra/local/virtual-clock.ts';
import type { Sighting } from '../../../shared/domain/evidence.ts';
import { day, minute } from '../../../shared/domain/time.ts';
import type { ImageSource } from '../../../shared/pipeline/ports.ts';
import { retire } from '../../../shared/pipeline/retire.ts';
import { survey } from '../../../shared/pipeline/survey.ts';
import { aScope, noon } from '../../support/facts.ts';
import { createMemoryLedger } from '../../support/memory-ledger.ts';
import { aRule, ec2Policy } from '../../support/policies.ts';
import { aSighting } from '../../support/sightings.ts';

const policy = ec2Policy({ rules: [aRule({ keep: { newest: 1 } })] });
const [oldest, middle, newest] = [300, 200, 100].map((age) =>
  aSighting({ id: `ami-${age}`, name: `web-${age}`, createdAt: noon - age * day }),
);

const sourceOf = (listed: readonly Sighting[], found: (one: Sighting) => Sighting): ImageSource => ({
  scope: aScope,
  listing: 'ec2:DescribeImages',
  list: async () => Promise.resolve({ complete: true, sightings: listed, blindSpots: [] }),
  sight: async () => Promise.reject(new Error('nobody asks for one')),
  examine: async (some) => Promise.resolve({ sightings: some.map(found), blindSpots: [] }),
  look: async () => Promise.resolve('present'),
  calls: () => ({}),
});

/** The oldest turns out to be newer still than the middle one, which was kept as the newest. */
const strange = sourceOf([oldest!, middle!], (one) => ({
  ...one,
  image: { ...one.image, createdAt: noon },
}));

it.each([
  ['at once', undefined],
  ['in parts', noon + 14 * minute],
])('is kept where the survey looks %s, and its grace does not begin', async (_, deadline) => {
  const clock = createVirtualClock(noon);
  const ledger = createMemoryLedger();
  const time = deadline === undefined ? {} : { deadline };
  const run = await survey({ source: strange, ledger, policy, clock, run: noon, ...time });
  expect(run).toMatchObject({ owned: 2, keep: 2, retire: 0, retiring: false });
  const { after } = ledger.entries.find(({ after: { image } }) => image.id === middle!.image.id)!;
  expect(after.decision).toMatchObject({ verdict: 'keep', reasons: [{ code: 'users-unknown' }] });
  expect(after).not.toHaveProperty('mark');
});

it('is held, since nobody has looked who uses it', async () => {
  const clock = createVirtualClock(noon);
  const ledger = createMemoryLedger();
  const asked: string[] = [];
  await survey({
    source: sourceOf([oldest!, middle!, newest!], (one) => one),
    ledger,
    policy,
    clock,
    run: noon,
  });
  // The newest is gone, so that the middle one is.
  const { outcomes } = await retire({
    scope: aScope,
    source: () => strange,
    actor: {
      retire: async ({ id }) => {
        asked.push(id);
        return Promise.resolve({ answer: 'accepted' });
      },
    },
    ledger,
    policy,
    clock,
    run: noon,
    lease: 15 * minute,
    deadline: noon + 14 * minute,
  });
  expect(asked).toEqual([]);
  expect(outcomes).toEqual({ held: 2 });
  const [entry] = ledger.entries.filter(
    ({ event, after }) => event === 'held' && after.image.id === middle!.image.id,
  );
  expect(entry?.after.result).toMatchObject({
    held: [{ code: 'users-unknown', detail: 'imagewarden:CloserLook: NotTaken' }],
  });
});
