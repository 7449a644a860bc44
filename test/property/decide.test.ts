/** What holds of every decision, whatever was read and whatever the policy says. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Sighting } from '../../shared/domain/evidence.ts';
import { keyOf } from '../../shared/domain/image.ts';
import { day } from '../../shared/domain/time.ts';
import { keepCodes } from '../../shared/domain/verdict.ts';
import { decide, judgeOf, type Marks, type Plan } from '../../shared/pipeline/decide/decide.ts';
import { tell } from '../../shared/pipeline/decide/reasons.ts';
import {
  runs,
  someBlindSpot,
  someCase,
  someProtection,
  someSightings,
  someUser,
} from '../support/arbitraries.ts';
import { noon } from '../support/facts.ts';
import { aPolicy, aRule } from '../support/policies.ts';

const kept = (plan: Plan): Set<string> =>
  new Set(plan.filter(({ verdict }) => verdict === 'keep').map(({ image }) => keyOf(image)));
const marksOf = (plan: Plan): Marks =>
  new Map(plan.flatMap(({ image, mark }) => (mark ? [[keyOf(image), mark]] : [])));

it('keeps what could not be read in full', () => {
  fc.assert(
    fc.property(someCase, ({ sightings, policy, marks }) => {
      const blind = sightings.filter((sighting) => sighting.blind.length > 0);
      const all = kept(decide(sightings, policy, noon, marks));
      for (const { image } of blind) expect(all).toContain(keyOf(image));
    }),
    runs,
  );
});

it('keeps what has a user or a protection, is not settled, or is of unknown age', () => {
  fc.assert(
    fc.property(someCase, ({ sightings, policy, marks }) => {
      const all = kept(decide(sightings, policy, noon, marks));
      const safe = ({ image, users, protections }: Sighting): boolean =>
        users.length > 0 ||
        protections.length > 0 ||
        image.createdAt === undefined ||
        ['pending', 'deleting', 'unknown'].includes(image.state);
      for (const { image } of sightings.filter(safe)) expect(all).toContain(keyOf(image));
    }),
    runs,
  );
});

const someEvidence = fc.record({
  users: fc.array(someUser, { maxLength: 2 }),
  protections: fc.array(someProtection, { maxLength: 2 }),
  blind: fc.array(someBlindSpot, { maxLength: 2 }),
});

it('retires nothing because somebody was found to use, protect, or hide an image: neither that one nor another', () => {
  fc.assert(
    fc.property(
      someCase,
      fc.array(someEvidence, { minLength: 12, maxLength: 12 }),
      ({ sightings, policy, marks }, evidence) => {
        const more = sightings.map((sighting, at) => ({
          image: sighting.image,
          users: [...sighting.users, ...(evidence[at]?.users ?? [])],
          protections: [...sighting.protections, ...(evidence[at]?.protections ?? [])],
          blind: [...sighting.blind, ...(evidence[at]?.blind ?? [])],
        }));
        const after = kept(decide(more, policy, noon, marks));
        for (const key of kept(decide(sightings, policy, noon, marks))) expect(after).toContain(key);
      },
    ),
    runs,
  );
});

it('is the same in any order', () => {
  const shuffled = someCase.chain((one) =>
    fc
      .shuffledSubarray(one.sightings, {
        minLength: one.sightings.length,
        maxLength: one.sightings.length,
      })
      .map((sightings) => ({ one, other: { ...one, sightings } })),
  );
  fc.assert(
    fc.property(shuffled, ({ one, other }) => {
      expect(decide(other.sightings, other.policy, noon, other.marks)).toEqual(
        decide(one.sightings, one.policy, noon, one.marks),
      );
    }),
    runs,
  );
});

it('would retire what it retires, and nothing else', () => {
  fc.assert(
    fc.property(someCase, ({ sightings, policy, marks }) => {
      const { judge, retired } = judgeOf(sightings, policy, noon, marks);
      expect(retired()).toEqual(sightings.filter((sighting) => judge(sighting).verdict === 'retire'));
    }),
    runs,
  );
});

it('has one line for every image, with reasons of its verdict alone', () => {
  fc.assert(
    fc.property(someCase, ({ sightings, policy, marks }) => {
      const plan = decide(sightings, policy, noon, marks);
      expect(plan.map(({ image }) => image.id).sort()).toEqual(sightings.map(({ image }) => image.id).sort());
      for (const { verdict, reasons, dueAt } of plan) {
        expect(reasons.length).toBeGreaterThan(0);
        expect(dueAt !== undefined).toBe(verdict === 'retire');
        const codes: readonly string[] = verdict === 'keep' ? keepCodes : ['stale', 'failed'];
        for (const { code } of reasons) expect(codes).toContain(code);
      }
    }),
    runs,
  );
});

it('retires an available image only if as many newer ones of its family stay as the rule says', () => {
  const floor = fc.integer({ min: 1, max: 3 });
  fc.assert(
    fc.property(someSightings, floor, (sightings, newest) => {
      const policy = aPolicy({ rules: [aRule({ family: ['tag:family'], keep: { newest } })] });
      const plan = decide(sightings, policy, noon, new Map());
      const available = plan.filter(({ image }) => image.state === 'available');
      const family = ({ image }: Plan[number]): string => image.tags?.['family'] ?? '(none)';
      for (const line of available.filter(({ verdict }) => verdict === 'retire')) {
        const newer = available.filter(
          (other) =>
            other.verdict === 'keep' &&
            family(other) === family(line) &&
            (other.image.createdAt ?? -Infinity) >= (line.image.createdAt ?? 0),
        );
        expect(newer.length).toBeGreaterThanOrEqual(newest);
      }
    }),
    runs,
  );
});

it('leaves due what was due, however much later', () => {
  fc.assert(
    fc.property(someCase, fc.integer({ min: 1, max: 400 * day }), ({ sightings, policy, marks }, later) => {
      const first = decide(sightings, policy, noon, marks);
      const then = new Map(
        decide(sightings, policy, noon + later, marksOf(first)).map((line) => [keyOf(line.image), line]),
      );
      for (const line of first.filter(({ verdict }) => verdict === 'retire')) {
        expect(then.get(keyOf(line.image))?.verdict).toBe('retire');
        expect(then.get(keyOf(line.image))?.dueAt).toBe(line.dueAt);
      }
    }),
    runs,
  );
});

it('never makes an image due before the grace of the first run in enforce that said so', () => {
  fc.assert(
    fc.property(someCase, ({ sightings, policy, marks }) => {
      for (const { image, dueAt, rule } of decide(sightings, policy, noon, marks)) {
        const mark = marks.get(keyOf(image));
        const basis = policy.rules.find(({ name }) => name === rule)?.basis;
        const counts =
          mark !== undefined && mark.basis === basis && (mark.armed || policy.mode === 'preview');
        if (dueAt !== undefined) expect(dueAt).toBe((counts ? mark.since : noon) + policy.grace);
      }
    }),
    runs,
  );
});

it('tells each code once, sorted, with every detail', () => {
  const reason = fc.record({
    code: fc.constantFrom(...keepCodes),
    detail: fc.constantFrom('a', 'b', 'c', ''),
  });
  fc.assert(
    fc.property(fc.array(reason), (reasons) => {
      const told = tell(reasons);
      const codes = told.map(({ code }) => code);
      expect(codes).toEqual([...new Set(reasons.map(({ code }) => code))].sort());
      for (const { code, detail } of reasons)
        expect(told.find((one) => one.code === code)?.detail.split(', ')).toContain(detail);
    }),
    runs,
  );
});
