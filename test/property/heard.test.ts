/**
 * Whatever becomes of the events (doubled, late, in another order, lost), after the next sweep the ledger says the same
 * of every image, and its history tells nothing twice.
 */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Entry, Fact, Known } from '../../shared/domain/history.ts';
import { keyOf } from '../../shared/domain/image.ts';
import { day, hour } from '../../shared/domain/time.ts';
import { noon } from '../support/facts.ts';
import { fewer } from '../support/arbitraries.ts';
import { beginning, happen, someSteps, type Step } from '../support/heard-life.ts';
import { aPolicy, aRule } from '../support/policies.ts';
import { startService, type TestService } from '../support/service.ts';

/** For each event in order of its happening: after how many more steps it comes, each time that it does. */
type Delays = readonly (readonly number[])[];
type Delivery = (event: number, step: number, steps: number) => readonly number[];

const inOrder: Delivery = (_event, step) => [step];
const doubled: Delivery = (_event, step) => [step, step];
const lost: Delivery = () => [];
const atTheEnd: Delivery = (_event, _step, steps) => [steps];
const anyhow =
  (delays: Delays): Delivery =>
  (event, step) =>
    (delays[event % delays.length] ?? []).map((delay) => step + delay);

const someDelays: fc.Arbitrary<Delays> = fc.array(fc.array(fc.nat({ max: 6 }), { maxLength: 3 }), {
  minLength: 5,
  maxLength: 9,
});

interface Lived {
  readonly standing: ReadonlyMap<string, Known>;
  readonly gone: ReadonlyMap<string, Known>;
  readonly histories: ReadonlyMap<string, readonly Entry[]>;
}

/** The first rule selects by tag, so that tags are read of every image; those of candidates alone depend on the moment. */
const policy = aPolicy({
  grace: '3d',
  rules: [aRule({ name: 'tagged', select: { tags: { team: 'web' } } }), aRule()],
});

/** A sweep, a life of which events tell, another sweep a day later. */
async function live(steps: readonly Step[], delivery: Delivery, turned = false): Promise<Lived> {
  const service = await startService({ accounts: beginning(), policy, closedBy: 'caller' });
  try {
    await service.run(noon);
    const post = new Map<number, unknown[]>();
    let events = 0;
    for (const [at, step] of steps.entries()) {
      service.clock.advanceTo(noon + (at + 1) * hour);
      for (const said of happen(service.world, step, at))
        for (const when of delivery(events++, at, steps.length))
          post.set(Math.min(when, steps.length), [...(post.get(Math.min(when, steps.length)) ?? []), said]);
      await deliver(service, post.get(at) ?? []);
    }
    const last = post.get(steps.length) ?? [];
    await deliver(service, turned ? last.toReversed() : last);
    await service.run(noon + day);
    return await readLedger(service);
  } finally {
    await service.close();
  }
}

async function deliver({ bus }: TestService, events: readonly unknown[]): Promise<void> {
  for (const event of events) {
    bus.publish(event);
    await bus.drain();
  }
}

async function readLedger({ scopes, archive, standing }: TestService): Promise<Lived> {
  const named = (all: readonly Known[]) => new Map(all.map((one) => [nameOf(one.latest.after), one]));
  const there = named((await Promise.all(scopes.map(async (scope) => standing(scope)))).flat());
  const gone = named((await Promise.all(scopes.map(async (scope) => archive.gone(scope)))).flat());
  const histories = new Map<string, readonly Entry[]>();
  for (const [name, { latest }] of [...there, ...gone])
    histories.set(name, await archive.history(latest.after.image));
  return { standing: there, gone, histories };
}

const nameOf = ({ image }: Fact): string => `${image.kind} ${keyOf(image)}`;

/** All that an operator can ask of how an image stands. Instances, and the words of a reason, are told as of the last news. */
const stateOf = ({ image, decision, mark, users, policy: hash, result }: Fact, spared: boolean): unknown => ({
  image,
  rule: decision.rule,
  verdict: decision.verdict,
  reasons: decision.reasons.map(({ code }) => code),
  users,
  policy: hash,
  result: result && [result.outcome, result.held?.map(({ code }) => code)],
  armed: mark?.armed,
  clock: spared ? 'anew' : [mark?.since, decision.dueAt],
});

/**
 * Kept for a while between the sweeps, as only events can tell: its grace begins anew, and later than where nothing
 * was heard.
 */
const wasSpared = (history: readonly Entry[] = []): boolean =>
  history.some(({ run, after }) => run > noon && run < noon + day && after.decision.verdict === 'keep');

function expectSame(one: Lived, other: Lived): void {
  expect([...one.standing.keys()].sort()).toEqual([...other.standing.keys()].sort());
  for (const [name, { latest }] of one.standing) {
    const spared = wasSpared(one.histories.get(name)) || wasSpared(other.histories.get(name));
    const twin = other.standing.get(name)?.latest.after;
    expect(stateOf(latest.after, spared)).toEqual(twin && stateOf(twin, spared));
  }
  // What came and went between two sweeps is known by events alone.
  const known = ({ gone, histories }: Lived) =>
    [...gone].filter(([name]) => histories.get(name)?.[0]?.run === noon);
  const ends = (lived: Lived) => known(lived).map(([name, { latest }]) => [name, latest.after.gone?.how]);
  expect(ends(one).sort()).toEqual(ends(other).sort());
}

/** Twice: the same event of the same image, with the same before and the same after. */
function expectNothingTwice({ histories }: Lived): void {
  for (const entries of histories.values()) {
    const told = entries.map(({ event, before, after }) => JSON.stringify([event, before, after]));
    expect(new Set(told).size).toBe(told.length);
    for (const [at, { before, after }] of entries.entries()) {
      expect(before).toEqual(entries[at - 1]?.after);
      expect(after).not.toEqual(before);
    }
  }
}

const eventsIn = ({ histories }: Lived) =>
  [...histories].map(([name, entries]) => [name, entries.map(({ event }) => event)]).sort();

it('says the same of every image after the next sweep, and nothing twice, whatever becomes of the events', async () => {
  const property = fc.asyncProperty(someSteps, someDelays, async (steps, delays) => {
    const once = await live(steps, inOrder);
    const twice = await live(steps, doubled);
    expect(eventsIn(twice)).toEqual(eventsIn(once));
    const others = [
      twice,
      await live(steps, lost),
      await live(steps, atTheEnd, true),
      await live(steps, anyhow(delays)),
    ];
    expectNothingTwice(once);
    for (const other of others) {
      expectNothingTwice(other);
      expectSame(once, other);
    }
  });
  // A life costs what a whole service does: the first that fails is told, not the smallest.
  await fc.assert(property, { ...fewer(1), endOnFailure: true });
});
