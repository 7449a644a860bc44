/** What happens between two parts of a survey, and to a part that comes again. Time is virtual. */
import { expect, it } from 'vitest';
import { createVirtualClock, type VirtualClock } from '../../../infra/local/virtual-clock.ts';
import type { BlindSpot, Sighting, User } from '../../../shared/domain/evidence.ts';
import { day, second } from '../../../shared/domain/time.ts';
import type { ImageSource, Ledger } from '../../../shared/pipeline/ports.ts';
import type { Part } from '../../../shared/pipeline/part.ts';
import { survey } from '../../../shared/pipeline/survey.ts';
import type { Surveying } from '../../../shared/pipeline/surveying.ts';
import { aScope, noon } from '../../support/facts.ts';
import { createMemoryLedger } from '../../support/memory-ledger.ts';
import { ec2Policy } from '../../support/policies.ts';
import { aSighting } from '../../support/sightings.ts';

/** The greater the number, the younger; all are old enough to be candidates. */
const amis = (from: number, to: number): Sighting[] =>
  Array.from({ length: to - from }, (_, n) =>
    aSighting({ id: `ami-${from + n}`, createdAt: noon - 100 * day + (from + n) * second }),
  );

interface Seen {
  readonly images: readonly Sighting[];
  /** What a closer look takes, an image. */
  readonly looking?: number;
  readonly blind?: readonly BlindSpot[];
  /** Who uses them, as far as a closer look shows. */
  readonly users?: readonly User[];
  /** What an image is that is asked for by its id. */
  readonly alone?: 'present' | 'gone';
}

function sourceOf(seen: Seen, clock: VirtualClock): ImageSource {
  const { images, looking = second, blind = [], users = [], alone = 'present' } = seen;
  let calls = 0;
  return {
    scope: aScope,
    listing: 'ec2:DescribeImages',
    list: async () => Promise.resolve({ complete: true, sightings: images, blindSpots: [] }),
    sight: async () => Promise.reject(new Error('nobody asks for one')),
    examine: async (some) => {
      clock.advanceTo(clock.now() + some.length * looking);
      calls += some.length;
      return Promise.resolve({ sightings: some.map((one) => ({ ...one, blind, users })), blindSpots: blind });
    },
    look: async () => Promise.resolve(alone),
    calls: () => ({ 'ec2:DescribeImageAttribute': calls }),
  };
}

const policy = ec2Policy();

/** A part of two minutes: time for a closer look at a hundred, one a second, and for writing them down. */
async function partOf(
  seen: Seen,
  { clock, ledger, part }: Pick<Surveying, 'ledger' | 'part'> & { readonly clock: VirtualClock },
) {
  const deadline = clock.now() + 125 * second;
  const end = await survey({
    ...{ source: sourceOf(seen, clock), ledger, policy, clock, run: noon, deadline },
    ...(part && { part }),
  });
  if (end === undefined) throw new Error('a later run has been here');
  return 'rest' in end ? { ...end, run: undefined } : { rest: undefined, moved: true, run: end };
}

it('keeps an image that came up among those that another part has looked at, until the next run', async () => {
  const clock = createVirtualClock(noon);
  const ledger = createMemoryLedger();
  const first = await partOf({ images: amis(1, 151) }, { clock, ledger });
  expect(first.rest?.closer?.after).toMatchObject({ id: 'ami-100' });
  expect(ledger.entries).toEqual([]);
  // As one that is brought back from the Recycle Bin: it is as old as it was.
  const { run } = await partOf({ images: amis(0, 151) }, { clock, ledger, part: first.rest! });
  expect(run).toMatchObject({ owned: 151, keep: 1, retire: 150 });
  const { after } = (await ledger.standing(aScope)).get('ami-0\n')!.latest;
  expect(after.decision).toMatchObject({ verdict: 'keep', reasons: [{ code: 'users-unknown' }] });
  expect(after).not.toHaveProperty('mark');
});

it('judges the images of another part by what that one saw', async () => {
  const clock = createVirtualClock(noon);
  const ledger = createMemoryLedger();
  const images = amis(0, 150);
  const users = [{ resource: 'lt-1', durable: true }];
  const first = await partOf({ images, users }, { clock, ledger });
  const { run } = await partOf({ images }, { clock, ledger, part: first.rest! });
  expect(run).toMatchObject({ owned: 150, keep: 100, retire: 50 });
  expect(ledger.entries.map(({ event }) => event)).toEqual(images.map(() => 'appeared'));
});

it('begins anew where what another part has left is not there any more', async () => {
  const clock = createVirtualClock(noon);
  const ledger = createMemoryLedger();
  const first = await partOf({ images: amis(0, 150) }, { clock, ledger });
  const left: Ledger['left'] = async () => Promise.resolve(undefined);
  const again = await partOf(
    { images: amis(0, 150) },
    { clock, ledger: { ...ledger, left }, part: first.rest! },
  );
  expect(again.rest).toMatchObject({ number: 2, closer: { after: { id: 'ami-99' } } });
});

it('doubts a listing that lacks most of what an earlier part of the first run has recorded', async () => {
  const clock = createVirtualClock(noon);
  const ledger = createMemoryLedger();
  const slow: Ledger['write'] = async (...args) => {
    clock.advanceTo(clock.now() + second);
    return ledger.write(...args);
  };
  const images = amis(1, 601).map((one) => ({ ...one, image: { ...one.image, createdAt: noon } }));
  const first = await partOf({ images }, { clock, ledger: { ...ledger, write: slow } });
  expect(ledger.entries).toHaveLength(300);
  const { run } = await partOf(
    { images: amis(101, 103), alone: 'gone' },
    { clock, ledger, part: first.rest! },
  );
  expect(run).toMatchObject({ complete: false, doubt: { known: 300, listed: 2 }, retire: 0 });
});

it('remembers what a part that ran out of time has asked, and what it could not see', async () => {
  const clock = createVirtualClock(noon);
  const ledger = createMemoryLedger();
  const write: Ledger['write'] = async (...args) => {
    clock.advanceTo(clock.now() + 2 * second);
    return ledger.write(...args);
  };
  const blind = [{ reading: 'ec2:DescribeImageAttribute', error: 'UnauthorizedOperation' }];
  const images = amis(1, 691).map((one, n) =>
    n < 90 ? one : { ...one, image: { ...one.image, createdAt: noon } },
  );
  const first = await partOf({ images, blind }, { clock, ledger: { ...ledger, write } });
  expect(first).toMatchObject({ moved: true, run: undefined });
  const { run } = await partOf({ images, looking: 0 }, { clock, ledger, part: first.rest! });
  expect(run).toMatchObject({ blindSpots: blind, readings: { 'ec2:DescribeImageAttribute': 90 } });
  expect(run).toMatchObject({ owned: 690, keep: 690 });
});

it('has got nowhere where everything that it would write was written by somebody else', async () => {
  const clock = createVirtualClock(noon);
  const write: Ledger['write'] = async () => {
    clock.advanceTo(clock.now() + 200 * second);
    return Promise.resolve(undefined);
  };
  const ledger = { ...createMemoryLedger(), write };
  const images = amis(1, 402).map((one) => ({ ...one, image: { ...one.image, createdAt: noon } }));
  expect(await partOf({ images }, { clock, ledger })).toMatchObject({ moved: false });
});

it('begins anew under a policy that was deployed meanwhile, and goes on counting its messages', async () => {
  const clock = createVirtualClock(noon);
  const ledger = createMemoryLedger();
  const first = await partOf({ images: amis(0, 150) }, { clock, ledger });
  expect(first.rest).toMatchObject({ policy: policy.hash, number: 1, closer: { after: { id: 'ami-99' } } });
  const other: Part = { ...first.rest!, policy: 'sha256:other' };
  const second = await partOf({ images: amis(0, 150) }, { clock, ledger, part: other });
  expect(second.rest).toMatchObject({
    ...{ policy: policy.hash, number: 2, closer: { after: { id: 'ami-99' } } },
    readings: { 'ec2:DescribeImageAttribute': 100 },
  });
});
