/** A survey that would outlast its function goes on with another message of its errand. Time is virtual. */
import { expect, it } from 'vitest';
import { createVirtualClock, type VirtualClock } from '../../../infra/local/virtual-clock.ts';
import type { BlindSpot, Sighting } from '../../../shared/domain/evidence.ts';
import type { Run } from '../../../shared/domain/history.ts';
import { day, hour, second } from '../../../shared/domain/time.ts';
import type { Part } from '../../../shared/pipeline/part.ts';
import type { ImageSource, Ledger } from '../../../shared/pipeline/ports.ts';
import { survey } from '../../../shared/pipeline/survey.ts';
import { errandOf, errandText } from '../../../shared/runtime/messages.ts';
import { aScope, noon } from '../../support/facts.ts';
import { createMemoryLedger } from '../../support/memory-ledger.ts';
import { ec2Policy } from '../../support/policies.ts';
import { aSighting } from '../../support/sightings.ts';

interface Scope {
  readonly count: number;
  /** Of the images, how many are old enough to be candidates. */
  readonly old: number;
  /** What each closer look takes, and what it cannot see. */
  readonly looking?: number;
  readonly listing?: number;
  readonly blind?: (id: string) => readonly BlindSpot[];
}

const writesPerSecond = 1_000;

/** Every write and every look takes its time; `examined` are the images looked at closer, in order. */
function scopeOf({ count, old, looking = 0, listing = 0, blind = () => [] }: Scope, clock: VirtualClock) {
  const kept = createMemoryLedger();
  const ledger: Ledger = {
    ...kept,
    write: async (...args) => {
      clock.advanceTo(clock.now() + second / writesPerSecond);
      return kept.write(...args);
    },
  };
  const sightings = Array.from({ length: count }, (_, n) =>
    aSighting({
      id: `ami-${n}`,
      createdAt: n < old ? noon - 100 * day + (old - n) * (hour / 100) : noon - day + n,
    }),
  );
  const examined: string[] = [];
  const sourceOfPart = (): ImageSource => {
    let calls = 0;
    return {
      scope: aScope,
      listing: 'ec2:DescribeImages',
      list: async () => {
        clock.advanceTo(clock.now() + listing);
        return Promise.resolve({ complete: true, sightings, blindSpots: [] });
      },
      sight: async () => Promise.reject(new Error('nobody asks for one')),
      examine: async (candidates) => {
        clock.advanceTo(clock.now() + candidates.length * looking);
        examined.push(...candidates.map(({ image }) => image.id));
        calls += candidates.length;
        const seen = candidates.map((one) => ({ ...one, blind: blind(one.image.id) }));
        return Promise.resolve({ sightings: seen, blindSpots: seen.flatMap((one) => one.blind) });
      },
      look: async () => Promise.resolve('present'),
      calls: () => ({ 'ec2:DescribeImageAttribute': calls }),
    };
  };
  return { ledger, kept, examined, sourceOfPart };
}

/** Message after message, each as the queue would carry it. Gives the run, and how many messages it took. */
async function surveyed(scope: ReturnType<typeof scopeOf>, clock: VirtualClock, time?: number) {
  const { ledger, sourceOfPart } = scope;
  const policy = ec2Policy();
  let part: Part | undefined;
  for (let messages = 1; messages < 100; messages++) {
    expect(await ledger.lastRun(aScope)).toBeUndefined();
    const deadline = time === undefined ? {} : { deadline: clock.now() + time };
    const carried = errandOf(errandText({ scope: aScope, run: noon, ...(part && { part }) }))!;
    const end = await survey({ source: sourceOfPart(), ledger, policy, clock, ...carried, ...deadline });
    if (end === undefined || !('rest' in end)) return { run: end, messages };
    if (!end.moved) return { run: undefined, messages };
    part = end.rest;
  }
  throw new Error('it does not come to an end');
}

const essenceOf = (run: Run | undefined) => {
  const { owned, keep, retire, states, blindSpots, readings, retiring } = run!;
  return { owned, keep, retire, states, blindSpots, readings, retiring };
};

it('records ten thousand images in functions of five seconds, each image once, and is no run before its end', async () => {
  const clock = createVirtualClock(noon);
  const scope = scopeOf({ count: 10_000, old: 0 }, clock);
  const { run, messages } = await surveyed(scope, clock, 5 * second);
  expect(messages).toBe(2);
  expect(scope.kept.entries).toHaveLength(10_000);
  expect(new Set(scope.kept.entries.map(({ after }) => after.image.id)).size).toBe(10_000);
  expect(new Set(scope.kept.entries.map(({ event }) => event))).toEqual(new Set(['appeared']));
  expect(run).toMatchObject({ owned: 10_000, at: noon });
});

it('looks at each candidate once, oldest first, over as many messages as it takes', async () => {
  const clock = createVirtualClock(noon);
  const large = { count: 3_000, old: 2_500, looking: second / 10 };
  const scope = scopeOf(large, clock);
  const { run, messages } = await surveyed(scope, clock, 60 * second);
  // Some forty-eight seconds of looking in each: four rounds of a hundred.
  expect(messages).toBe(7);
  expect(scope.examined).toEqual(Array.from({ length: 2_500 }, (_, n) => `ami-${2_499 - n}`));
  const calm = createVirtualClock(noon);
  const undisturbed = scopeOf(large, calm);
  const { run: atOnce } = await surveyed(undisturbed, calm);
  expect(essenceOf(run)).toEqual(essenceOf(atOnce));
  const facts = (one: typeof scope) =>
    one.kept.entries.map(({ event, after }) => JSON.stringify([event, after])).sort();
  expect(facts(scope)).toEqual(facts(undisturbed));
});

it('is as blind as its blindest part', async () => {
  const clock = createVirtualClock(noon);
  const spot = { reading: 'ec2:DescribeImageAttribute', error: 'UnauthorizedOperation' };
  const blind = (id: string) => (id === 'ami-399' || id === 'ami-0' ? [spot] : []);
  const scope = scopeOf({ count: 400, old: 400, looking: second, blind }, clock);
  const { run, messages } = await surveyed(scope, clock, 120 * second);
  expect(messages).toBe(4);
  expect(essenceOf(run)).toMatchObject({ keep: 2, retire: 398, blindSpots: [spot] });
  expect(run?.readings).toEqual({ 'ec2:DescribeImageAttribute': 400 });
});

it('looks at some candidates however little time there is, and so comes to an end', async () => {
  const clock = createVirtualClock(noon);
  const scope = scopeOf({ count: 250, old: 250, listing: 50 * second }, clock);
  const { run, messages } = await surveyed(scope, clock, 60 * second);
  expect(messages).toBe(3);
  expect(run).toMatchObject({ retire: 250 });
});

/** Looks at the scope as `see` makes it; `asked` is of how many the facts were read at once, which takes its time. */
function readingOf(scope: ReturnType<typeof scopeOf>, clock: VirtualClock, reading = 0) {
  const asked: number[] = [];
  const outline: Ledger['outline'] = async (one) => {
    const read = await scope.ledger.outline(one);
    const of: typeof read.of = async (keys) => {
      const some = [...keys];
      if (some.length > 0) asked.push(some.length);
      clock.advanceTo(clock.now() + reading);
      return read.of(some);
    };
    return { ...read, of };
  };
  const ledger: Ledger = { ...scope.ledger, outline, outlineOn: outline };
  const look = async (run: number, see: (all: readonly Sighting[]) => readonly Sighting[], time?: number) => {
    const source = scope.sourceOfPart();
    const list: ImageSource['list'] = async (needs) => {
      const listed = await source.list(needs);
      return { ...listed, sightings: see([...listed.sightings]) };
    };
    const seen: ImageSource = { ...source, list, look: async () => Promise.resolve('gone') };
    const deadline = time === undefined ? {} : { deadline: clock.now() + time };
    return survey({ source: seen, ledger, policy: ec2Policy(), clock, run, ...deadline });
  };
  return { asked, look };
}

const disabled = (some: readonly Sighting[]): Sighting[] =>
  some.map((one) => ({ ...one, image: { ...one.image, state: 'disabled' } }));

it('holds what is on record of no more than a hundred at once, where thousands are news and thousands gone', async () => {
  const clock = createVirtualClock(noon);
  const scope = scopeOf({ count: 4_500, old: 0 }, clock);
  const { asked, look } = readingOf(scope, clock);
  await look(noon, (all) => all);
  clock.advanceTo(noon + hour);
  await look(noon + hour, (all) => disabled(all.slice(0, 2_500)));
  expect(Math.max(...asked)).toBe(100);
  expect(asked.reduce((sum, some) => sum + some)).toBe(4_500);
  const events = Map.groupBy(scope.kept.entries, ({ event }) => event);
  expect([events.get('changed')?.length, events.get('vanished')?.length]).toEqual([2_500, 2_000]);
});

it('ends the batch that is begun, and reads nothing more of what is on record, once its time is over', async () => {
  const clock = createVirtualClock(noon);
  const { asked, look } = readingOf(scopeOf({ count: 3_000, old: 0 }, clock), clock, 10 * second);
  await look(noon, (all) => all);
  expect(await look(noon + hour, disabled, 15 * second)).toMatchObject({ moved: true });
  expect(asked).toEqual([100, 100, 100]);
});

it('does not go in circles where the listing alone takes all the time', async () => {
  const clock = createVirtualClock(noon);
  const scope = scopeOf({ count: 10, old: 0, listing: 61 * second }, clock);
  expect(await surveyed(scope, clock, 60 * second)).toEqual({ run: undefined, messages: 1 });
  expect(scope.kept.entries).toEqual([]);
});
