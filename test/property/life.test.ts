/** What holds of any life that a few images may have, run after run, with every run made twice. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createVirtualClock } from '../../infra/local/virtual-clock.ts';
import type { Sighting } from '../../shared/domain/evidence.ts';
import type { Entry } from '../../shared/domain/history.ts';
import { day, minute, type Instant } from '../../shared/domain/time.ts';
import type { Answer, ImageActor, ImageSource } from '../../shared/pipeline/ports.ts';
import { retire } from '../../shared/pipeline/retire.ts';
import { survey } from '../../shared/pipeline/survey.ts';
import { runs } from '../support/arbitraries.ts';
import { aScope, noon } from '../support/facts.ts';
import { createMemoryLedger } from '../support/memory-ledger.ts';
import { ec2Policy } from '../support/policies.ts';
import { aSighting } from '../support/sightings.ts';

const ids = ['ami-1', 'ami-2', 'ami-3', 'ami-4'];

/** What happens to an image between two runs. */
const someEvent = fc.record({
  id: fc.constantFrom(...ids),
  what: fc.constantFrom(
    'appears',
    'appears',
    'appears',
    'leaves',
    'is used',
    'is free',
    'is tagged',
    'fails',
  ),
  age: fc.integer({ min: 0, max: 60 }),
});

const someAnswer = fc.constantFrom(
  'accepted',
  'accepted',
  'already-gone',
  'refused',
  'throttled',
  'no-answer',
  'no-answer, but done',
);

const someLife = fc.record({
  days: fc.array(fc.record({ events: fc.array(someEvent, { maxLength: 4 }), blind: fc.nat({ max: 4 }) }), {
    minLength: 1,
    maxLength: 4,
  }),
  answers: fc.array(someAnswer, { maxLength: 8 }),
  perRun: fc.integer({ min: 0, max: 3 }),
  grace: fc.constantFrom('0d', '0d', '1d'),
});

type Life = typeof someLife extends fc.Arbitrary<infer T> ? T : never;

interface Asked {
  readonly run: Instant;
  readonly id: string;
  readonly answer: Answer['answer'];
}

interface Lived {
  readonly asked: readonly Asked[];
  readonly histories: ReadonlyMap<string, readonly Entry[]>;
  /** How each image looked to each survey that saw it. */
  readonly seen: ReadonlyMap<string, readonly string[]>;
}

const blindSpot = { reading: 'ec2:DescribeInstances', error: 'TimeoutError' };

async function live({ days, answers, perRun, grace }: Life): Promise<Lived> {
  const policy = ec2Policy({ grace, limits: { perRun, share: '100%' } });
  const ledger = createMemoryLedger();
  const clock = createVirtualClock(noon);
  const world = new Map<string, Sighting>();
  const ever = new Set<string>();
  const asked: Asked[] = [];
  const seen = new Map<string, string[]>();
  const waiting = [...answers];
  let run = noon;
  for (const [at, { events, blind }] of days.entries()) {
    run = noon + at * day;
    clock.advanceTo(run);
    for (const event of events) happen(event, world, ever, run);
    const source = sourceOf(world, blind === 0);
    const actor: ImageActor = {
      retire: async ({ id }) => {
        const answer = answerTo(waiting.shift() ?? 'accepted', id, world);
        asked.push({ run, id, answer: answer.answer });
        return Promise.resolve(answer);
      },
    };
    for (let time = 0; time < 2; time++) {
      if (time === 0) for (const [id, sighting] of world) see(id, sighting, seen);
      await survey({ source, ledger, policy, clock, run });
      const deadline = clock.now() + 10 * minute;
      const work = { scope: aScope, source: () => source, actor, ledger, policy, clock, run };
      for (let delivery = 0; delivery < 2; delivery++)
        await retire({ ...work, lease: 15 * minute, deadline: deadline + delivery * minute });
    }
  }
  return { asked, histories: byImage(ledger.entries), seen };
}

const byImage = (entries: readonly Entry[]): Lived['histories'] =>
  Map.groupBy(entries, ({ after }) => after.image.id);

type Event = typeof someEvent extends fc.Arbitrary<infer T> ? T : never;

function happen(
  { id, what, age }: Event,
  world: Map<string, Sighting>,
  ever: Set<string>,
  now: Instant,
): void {
  const there = world.get(id);
  if (what === 'appears' && !ever.has(id)) {
    ever.add(id);
    world.set(id, aSighting({ id, name: `image-of-${id}`, createdAt: now - age * day }));
  }
  if (there === undefined) return;
  if (what === 'leaves') world.delete(id);
  if (what === 'is used') world.set(id, { ...there, users: [{ resource: 'lt-1', durable: true }] });
  if (what === 'is free') world.set(id, { ...there, users: [] });
  if (what === 'is tagged')
    world.set(id, { ...there, image: { ...there.image, tags: { age: String(age) } } });
  if (what === 'fails') world.set(id, { ...there, image: { ...there.image, state: 'failed' } });
}

const sourceOf = (world: ReadonlyMap<string, Sighting>, blind: boolean): ImageSource => {
  const spots = blind ? [blindSpot] : [];
  return {
    scope: aScope,
    listing: 'ec2:DescribeImages',
    list: async () =>
      Promise.resolve({
        complete: true,
        sightings: [...world.values()].map((sighting) => ({ ...sighting, blind: spots })),
        blindSpots: spots,
      }),
    sight: async () => Promise.reject(new Error('nobody asks for one image here')),
    examine: async (sightings) => Promise.resolve({ sightings, blindSpots: [] }),
    look: async ({ id }) => Promise.resolve(world.has(id) ? 'present' : 'gone'),
    calls: () => ({}),
  };
};

function answerTo(answer: string, id: string, world: Map<string, Sighting>): Answer {
  if (answer === 'accepted' || answer === 'already-gone' || answer === 'no-answer, but done')
    world.delete(id);
  switch (answer) {
    case 'accepted':
    case 'already-gone':
      return { answer };
    case 'refused':
    case 'throttled':
      return { answer, error: answer };
    default:
      return { answer: 'no-answer', error: 'TimeoutError' };
  }
}

const looks = ({ image, users }: Pick<Sighting, 'image' | 'users'>): string =>
  JSON.stringify([image.state, image.tags, users.map(({ resource }) => resource)]);

function see(id: string, sighting: Sighting, seen: Map<string, string[]>): void {
  seen.set(id, [...(seen.get(id) ?? []), looks(sighting)]);
}

const looked = ({ image, users }: Entry['after']): string => JSON.stringify([image.state, image.tags, users]);

const changesIn = (states: readonly string[]): number =>
  states.filter((state, at) => at === 0 || state !== states[at - 1]).length;

const expectOfAnyLife = async (hold: (lived: Lived, life: Life) => void): Promise<void> => {
  const property = fc.asyncProperty(someLife, async (life) => {
    hold(await live(life), life);
  });
  await fc.assert(property, runs);
};

it('acts once on an image, however often the run is made: again only where nothing happened', async () => {
  await expectOfAnyLife(({ asked }, { perRun }) => {
    for (const [at, { run, id }] of asked.entries()) {
      const before = asked.slice(0, at).filter((one) => one.id === id);
      expect(before.map(({ answer }) => answer)).not.toContain('accepted');
      for (const one of before.filter((each) => each.run === run)) expect(one.answer).toBe('throttled');
      expect(new Set(asked.filter((one) => one.run === run).map((one) => one.id)).size).toBeLessThanOrEqual(
        perRun,
      );
    }
  });
});

it('has one entry for each change of how an image stands, and none for anything else', async () => {
  await expectOfAnyLife(({ histories, seen }) => {
    expect([...histories.keys()].sort()).toEqual([...seen.keys()].sort());
    for (const [id, entries] of histories) {
      const stood = entries.map(({ after }) => looked(after));
      expect(changesIn(stood)).toBe(changesIn(seen.get(id) ?? []));
      for (const [at, { before, after, event }] of entries.entries()) {
        expect(before).toEqual(entries[at - 1]?.after);
        expect(event === 'appeared').toBe(at === 0);
        expect(after).not.toEqual(before);
      }
    }
  });
});

it('has an intent before each deletion, and one receipt after it', async () => {
  await expectOfAnyLife(({ asked, histories }) => {
    for (const { id } of asked.filter(({ answer }) => answer === 'accepted')) {
      const events = (histories.get(id) ?? []).map(({ event }) => event);
      expect(events.filter((event) => event === 'deleted')).toHaveLength(1);
      expect(events.at(-1)).toBe('deleted');
      expect(events.at(-2)).toBe('intent');
    }
    for (const [id, entries] of histories) {
      const intents = entries.filter(({ event }) => event === 'intent').length;
      const tries = asked.filter((one, at) => one.id === id && !isAgain(asked, at)).length;
      expect(intents).toBe(tries);
    }
  });
});

/** One intent covers all tries that follow one another because AWS was too busy. */
const isAgain = (asked: readonly Asked[], at: number): boolean => {
  const [before, now] = [asked[at - 1], asked[at]];
  return before?.answer === 'throttled' && before.id === now?.id && before.run === now.run;
};
