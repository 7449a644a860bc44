/** Any policy, anything read of a scope, any grace clock: what properties are tried on. */
import fc from 'fast-check';
import type { BlindSpot, Protection, Sighting, User } from '../../shared/domain/evidence.ts';
import { imageStates, keyOf } from '../../shared/domain/image.ts';
import type { Policy } from '../../shared/domain/policy.ts';
import { day } from '../../shared/domain/time.ts';
import type { Mark } from '../../shared/domain/verdict.ts';
import type { Marks } from '../../shared/pipeline/decide/decide.ts';
import { anImage, noon } from './facts.ts';
import { aPolicy } from './policies.ts';

/** A thousand, or as many as TRUST_RUNS says. */
export const runs = { numRuns: Number(process.env['TRUST_RUNS'] ?? 1000) };

/** So many of a thousand, for what costs more. */
export const fewer = (ofThousand: number) => ({ numRuns: Math.ceil((runs.numRuns * ofThousand) / 1000) });

export const someUser: fc.Arbitrary<User> = fc.record({
  resource: fc.constantFrom('i-1', 'i-2', 'lt-1', 'arn:aws:ssm:us-east-1:123456789012:parameter/a'),
  durable: fc.boolean(),
});

export const someProtection: fc.Arbitrary<Protection> = fc.record({
  code: fc.constantFrom('shared', 'public', 'protected-tag', 'deregistration-protected', 'managed-elsewhere'),
  detail: fc.constantFrom('', 'a', 'b'),
});

export const someBlindSpot: fc.Arbitrary<BlindSpot> = fc.record({
  reading: fc.constantFrom('ec2:DescribeInstances', 'autoscaling:DescribeAutoScalingGroups'),
  error: fc.constantFrom('AccessDenied', 'TimeoutError'),
});

const optional = <T>(some: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(some, { nil: undefined });
const mostly = <T>(some: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(some, { nil: undefined, freq: 12 });
const seldom = <T>(some: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(some, { nil: undefined, freq: 1 });
const rarely = <T>(some: fc.Arbitrary<T>): fc.Arbitrary<T[]> =>
  fc.nat({ max: 9 }).chain((die) => fc.array(some, { maxLength: die === 0 ? 3 : 0 }));

/** Mostly old and available, so that much of it would be retired; a few at the very same moment. */
const someSighting: fc.Arbitrary<Omit<Sighting, 'image'> & { image: Omit<Sighting['image'], 'id'> }> = fc
  .record({
    name: fc.constantFrom('web-1', 'web-2', 'api-2026-01-01', 'db', 'golden-lts'),
    state: fc.oneof(
      { weight: 8, arbitrary: fc.constant('available' as const) },
      fc.constantFrom(...imageStates),
    ),
    createdAt: mostly(fc.integer({ min: -200, max: 2 }).map((days) => noon + days * day)),
    lastLaunchedAt: seldom(fc.integer({ min: -60, max: 0 }).map((days) => noon + days * day)),
    tags: optional(
      fc.dictionary(fc.constantFrom('family', 'keep'), fc.constantFrom('a', 'b', ''), { maxKeys: 2 }),
    ),
    users: rarely(someUser),
    protections: rarely(someProtection),
    blind: rarely(someBlindSpot),
  })
  .map(({ users, protections, blind, createdAt, lastLaunchedAt, tags, ...image }) => {
    const { id: _id, createdAt: _created, ...plain } = anImage({ ...image, ...(tags && { tags }) });
    return {
      image: {
        ...plain,
        ...(createdAt !== undefined && { createdAt }),
        ...(lastLaunchedAt !== undefined && { lastLaunchedAt }),
      },
      users,
      protections,
      blind,
    };
  });

export const someSightings: fc.Arbitrary<Sighting[]> = fc
  .array(someSighting, { maxLength: 12, size: 'max' })
  .chain((all) =>
    fc
      .shuffledSubarray(
        all.map((_, at) => `ami-${at}`),
        { minLength: all.length, maxLength: all.length },
      )
      .map((ids) => all.map((one, at) => ({ ...one, image: { ...one.image, id: ids[at] ?? '' } }))),
  );

const someRule = fc.record({
  select: fc.oneof(
    { weight: 4, arbitrary: fc.constant({}) },
    fc.record({
      states: fc.subarray(['available', 'deprecated', 'disabled', 'failed', 'cancelled'], { minLength: 1 }),
    }),
    fc.record({ names: fc.subarray(['web-*', 'api-*', '*'], { minLength: 1 }) }),
    fc.record({ tags: fc.constantFrom({ family: 'a' }, { family: ['a', 'b'] }, { keep: '*' }) }),
  ),
  family: fc.constantFrom(['tag:family'], ['name-stem'], ['kind', 'name-stem'], ['name', 'tag:family']),
  keep: fc.record(
    { newest: fc.constantFrom(0, 0, 0, 1, 2), launchedWithin: fc.constantFrom('7d', '30d') },
    { requiredKeys: ['newest'] },
  ),
  retire: fc.record({ olderThan: fc.constantFrom('0d', '10d', '30d', '90d') }),
});

export const somePolicy: fc.Arbitrary<Policy> = fc
  .record({
    mode: fc.constantFrom('preview', 'enforce', 'enforce', 'enforce'),
    grace: fc.constantFrom('0d', '0d', '1d', '7d'),
    protect: fc.constantFrom({}, { names: ['*-lts'] }, { tags: { keep: '*' } }),
    rules: fc.array(someRule, { minLength: 1, maxLength: 3 }),
  })
  .map(({ rules, ...rest }) =>
    aPolicy({ ...rest, rules: rules.map((rule, at) => ({ name: `rule-${at}`, ...rule })) }),
  );

/** Clocks of some images, of which some were started by what the policy says now. */
export const someMarks = (sightings: readonly Sighting[], policy: Policy): fc.Arbitrary<Marks> =>
  fc
    .array(
      fc.option(
        fc.record({
          since: fc.integer({ min: -14, max: 0 }).map((days): number => noon + days * day),
          basis: fc.constantFrom('other', ...policy.rules.map(({ basis }) => basis)),
          armed: fc.boolean(),
        }),
      ),
      { minLength: sightings.length, maxLength: sightings.length },
    )
    .map(
      (marks) =>
        new Map(
          sightings.flatMap(({ image }, at): [string, Mark][] => {
            const mark = marks[at];
            return mark ? [[keyOf(image), mark]] : [];
          }),
        ),
    );

/** A whole question to `decide`. */
export const someCase = fc
  .tuple(someSightings, somePolicy)
  .chain(([sightings, policy]) =>
    someMarks(sightings, policy).map((marks) => ({ sightings, policy, marks })),
  );
