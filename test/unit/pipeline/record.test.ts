/** What of a survey is news, and who may write about an image. */
import { describe, expect, it } from 'vitest';
import type { Survey } from '../../../shared/domain/evidence.ts';
import type { Fact, Known } from '../../../shared/domain/history.ts';
import { keyOf } from '../../../shared/domain/image.ts';
import { hour, minute } from '../../../shared/domain/time.ts';
import { judgeOf } from '../../../shared/pipeline/decide/decide.ts';
import { changesOf, compare, toBeLookedFor, type Change } from '../../../shared/pipeline/record/record.ts';
import { aFact, anEntry, noon } from '../../support/facts.ts';
import { aPolicy } from '../../support/policies.ts';
import { aSighting } from '../../support/sightings.ts';

const policy = aPolicy();

function recorded(known: readonly Fact[], sightings: Survey['sightings'], departed: readonly Fact[] = []) {
  const { judge } = judgeOf(sightings, policy, noon, new Map());
  const asKnown = (fact: Fact): [string, Known] => [
    keyOf(fact.image),
    { version: 3, latest: anEntry({ after: fact }) },
  ];
  const standing = new Map(known.map(asKnown));
  const recording = {
    ...{ judge, policy, run: noon, now: noon },
    known: standing,
    departed: new Map(departed.map(asKnown)),
  };
  const compared = Array.from(sightings, (one) => compare(one, recording));
  const differing = compared.flatMap((one) => one.differing ?? []);
  const news: readonly Change[] = [
    ...compared.flatMap(({ coming }) => coming ?? []),
    ...changesOf(differing, standing, recording),
  ];
  return { news };
}

const after = (sighting = aSighting()): Fact => {
  const [change] = recorded([], [sighting]).news;
  if (change === undefined) throw new Error('nothing was recorded');
  return change.entry.after;
};

/** Of what is known and was not listed. */
const lookedFor = (fact: Fact): Known[] =>
  toBeLookedFor([{ version: 3, latest: anEntry({ after: fact }) }], noon);

it('records an image that was never seen as appeared', () => {
  const { news } = recorded([], [aSighting()]);
  expect(news.map(({ entry, previous }) => [entry.event, previous])).toEqual([['appeared', undefined]]);
});

it('records nothing of an image that is as it was', () => {
  expect(recorded([after()], [aSighting()]).news).toEqual([]);
});

describe('records as changed', () => {
  it.each([
    ['another state', aSighting({ state: 'disabled' })],
    ['another tag', aSighting({ tags: { team: 'web' } })],
    ['a new user', aSighting({}, { users: [{ resource: 'lt-1', durable: true }] })],
    ['a new reason', aSighting({}, { protections: [{ code: 'public', detail: '' }] })],
  ])('%s', (_, sighting) => {
    const { news } = recorded([after()], [sighting]);
    expect(news.map(({ entry }) => entry.event)).toEqual(['changed']);
    expect(news[0]?.entry.before).toEqual(after());
  });
});

it('records nothing when one instance follows another: only how an image is used is news, not by which of many', () => {
  const one = aSighting({}, { users: [{ resource: 'i-1', durable: false }] });
  const other = aSighting({}, { users: [{ resource: 'i-2', durable: false }] });
  expect(recorded([after(one)], [other]).news).toEqual([]);
});

it('keeps tags that were not read this time', () => {
  const { news } = recorded([after(aSighting({ tags: { team: 'web' } }))], [untagged()]);
  expect(news).toEqual([]);
});

function untagged() {
  const { image, ...rest } = aSighting();
  const { tags: _tags, ...plain } = image;
  return { ...rest, image: plain };
}

describe('an announced deletion', () => {
  const announced = (at: number, until: number): Fact => ({ ...after(), intent: { run: at, at, until } });

  it('is left alone while somebody may be at it, listed or not', () => {
    const fact = announced(noon - minute, noon + minute);
    expect(recorded([fact], [aSighting({ state: 'disabled' })]).news).toEqual([]);
    expect(lookedFor(fact)).toEqual([]);
  });

  it('is looked for by id once nobody is at it and the image is not listed', () => {
    expect(lookedFor(announced(noon - hour, noon - minute))).toHaveLength(1);
  });

  it('stays open for an hour while the image is listed, and then came to nothing', () => {
    const [early] = recorded(
      [announced(noon - hour + 1, noon - minute)],
      [aSighting({ state: 'disabled' })],
    ).news;
    expect(early?.entry.after.intent).toBeDefined();
    const [late] = recorded([announced(noon - hour, noon - minute)], [aSighting()]).news;
    expect(late?.entry.event).toBe('settled');
    expect(late?.entry.after).toMatchObject({ result: { outcome: 'unsure' } });
    expect(late?.entry.after.intent).toBeUndefined();
  });
});

it('records an image that was gone as returned, on the version that it left with', () => {
  const gone = aFact({ image: aSighting().image, gone: { at: noon - 2 * hour, how: 'deleted' } });
  const { news } = recorded([], [aSighting()], [gone]);
  expect(news.map(({ entry, previous }) => [entry.event, previous?.version])).toEqual([['returned', 3]]);
  expect(news[0]?.entry.after.gone).toBeUndefined();
});

it('records what fits an item of the ledger, however much an image bears and whoever needs it', () => {
  const tags = Object.fromEntries(
    Array.from({ length: 50 }, (_, at) => [`${at}`.padEnd(128, '\u0001'), '\u0001'.repeat(256)]),
  );
  // An SSM parameter's name may have so many characters, its ARN included.
  const users = Array.from({ length: 200 }, (_, at) => ({
    resource: `${at}`.padEnd(1_011, 'x'),
    durable: true,
  }));
  const stateReason = 'x'.repeat(1_000);
  const fact = after(aSighting({ name: 'x'.repeat(128), tags, stateReason }, { users }));
  expect(fact.users.length).toBeGreaterThan(20);
  const [change] = recorded([fact], [aSighting({ state: 'failed', tags, stateReason }, { users })]).news;
  expect(Buffer.byteLength(JSON.stringify(change?.entry))).toBeLessThan(400 * 1024);
});
