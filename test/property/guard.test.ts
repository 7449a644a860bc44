/** What holds of every clearance. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Known } from '../../shared/domain/history.ts';
import { byAge, keyOf } from '../../shared/domain/image.ts';
import { day, hour } from '../../shared/domain/time.ts';
import type { Line } from '../../shared/domain/verdict.ts';
import { decide } from '../../shared/pipeline/decide/decide.ts';
import { guard, limitOf, type Guarding } from '../../shared/pipeline/guard/guard.ts';
import { runs, someCase, someMarks, somePolicy, someSightings } from '../support/arbitraries.ts';
import { aFact, anEntry, noon } from '../support/facts.ts';

const knownOf = ({ image, mark, ...decision }: Line, locked: boolean): Known => ({
  version: 1,
  latest: anEntry({
    after: aFact({
      image,
      decision,
      ...(mark && { mark }),
      ...(locked && { intent: { run: noon - day, at: noon - hour, until: noon + hour } }),
    }),
  }),
});

/** Due by the record of one look; judged anew after some of the images, evidence and policy became others. */
const someGuarding: fc.Arbitrary<Guarding> = someCase.chain(({ sightings, policy, marks }) =>
  fc
    .record({
      again: fc.oneof(
        { weight: 4, arbitrary: fc.constant(sightings) },
        { weight: 2, arbitrary: fc.subarray(sightings) },
        { weight: 1, arbitrary: someSightings },
      ),
      newPolicy: fc.oneof(
        { weight: 5, arbitrary: fc.constant(policy) },
        { weight: 1, arbitrary: somePolicy },
      ),
      locked: fc.array(fc.boolean(), { minLength: 12, maxLength: 12 }),
      begun: fc.subarray(sightings),
      allowance: fc.integer({ min: 0, max: 6 }),
      kept: fc.nat({ max: 3 }).map((die) => die > 0),
    })
    .chain(({ again, newPolicy, locked, begun, allowance, kept }) =>
      someMarks(again, newPolicy).map((other): Guarding => {
        const plan = decide(sightings, policy, noon, marks);
        const own = new Map(plan.flatMap(({ image, mark }) => (mark ? [[keyOf(image), mark]] : [])));
        return {
          due: plan
            .filter(({ verdict }) => verdict === 'retire')
            .map((line, at) => knownOf(line, locked[at] === true && !kept)),
          fresh: decide(again, newPolicy, noon, kept ? own : other),
          policy: newPolicy,
          now: noon,
          at: noon,
          allowance,
          begun: new Set(begun.map(({ image }) => keyOf(image))),
        };
      }),
    ),
);

it('clears something now and then', () => {
  const sampled = fc.sample(someGuarding, { numRuns: 300, seed: 1 });
  const clearing = sampled.filter((guarding) => guard(guarding).cleared.length > 0);
  expect(clearing.length).toBeGreaterThan(30);
});

it('clears only what is due, armed, judged retire again on the same terms, and as it was', () => {
  fc.assert(
    fc.property(someGuarding, (guarding) => {
      for (const { known, image } of guard(guarding).cleared) {
        const { mark, image: before, intent } = known.latest.after;
        const line = guarding.fresh.find((one) => keyOf(one.image) === keyOf(image));
        expect(guarding.due).toContain(known);
        expect(guarding.policy.mode).toBe('enforce');
        expect(line?.verdict).toBe('retire');
        expect(line?.dueAt).toBeLessThanOrEqual(noon);
        expect(mark).toMatchObject({ armed: true, basis: line?.mark?.basis, since: line?.mark?.since });
        expect(intent).toBeUndefined();
        expect([image.state, image.createdAt, image.name]).toEqual([
          before.state,
          before.createdAt,
          before.name,
        ]);
      }
    }),
    runs,
  );
});

it('clears or holds every image once, and says why it holds', () => {
  fc.assert(
    fc.property(someGuarding, (guarding) => {
      const { cleared, held } = guard(guarding);
      const all = [...cleared, ...held].map(({ known }) => keyOf(known.latest.after.image));
      expect(all.sort()).toEqual(guarding.due.map(({ latest }) => keyOf(latest.after.image)).sort());
      for (const { reasons } of held) expect(reasons.length).toBeGreaterThan(0);
    }),
    runs,
  );
});

it('clears no more new images than are allowed, the oldest first', () => {
  fc.assert(
    fc.property(someGuarding, (guarding) => {
      const { cleared, held } = guard(guarding);
      const fresh = cleared.filter(({ image }) => !guarding.begun.has(keyOf(image)));
      expect(fresh.length).toBeLessThanOrEqual(guarding.allowance);
      expect(cleared.map(({ image }) => image)).toEqual(cleared.map(({ image }) => image).sort(byAge));
      const limited = held.filter(({ reasons }) => reasons.some(({ code }) => code === 'limit'));
      for (const { known } of limited)
        for (const { image } of fresh) expect(byAge(image, known.latest.after.image)).toBeLessThanOrEqual(0);
    }),
    runs,
  );
});

it('clears none in preview', () => {
  fc.assert(
    fc.property(someGuarding, (guarding) => {
      const policy = { ...guarding.policy, mode: 'preview' as const };
      expect(guard({ ...guarding, policy }).cleared).toEqual([]);
    }),
    runs,
  );
});

it('clears the same whatever the order of what is due', () => {
  fc.assert(
    fc.property(someGuarding, (guarding) => {
      const ids = (one: Guarding) => guard(one).cleared.map(({ image }) => image.id);
      expect(
        ids({ ...guarding, due: guarding.due.toReversed(), fresh: guarding.fresh.toReversed() }),
      ).toEqual(ids(guarding));
    }),
    runs,
  );
});

it('limits a run to the lesser of number and share, rounded down, but to one at least', () => {
  const percent = fc.integer({ min: 0, max: 100 });
  const owned = fc.integer({ min: 0, max: 100_000 });
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1000 }), percent, owned, (perRun, share, count) => {
      const limit = limitOf({ perRun, share: share / 100 }, count);
      // In whole numbers: no fraction that a computer cannot write.
      const byShare = share === 0 ? 0 : Math.max(1, Math.floor((share * count) / 100));
      expect(limit).toBe(Math.min(perRun, byShare));
    }),
    runs,
  );
});
