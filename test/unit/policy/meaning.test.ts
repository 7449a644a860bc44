/** What a policy means, once read. */
import { describe, expect, it } from 'vitest';
import { day, hour } from '../../../shared/domain/time.ts';
import { durationOf } from '../../../shared/policy/durations.ts';
import { shareOf } from '../../../shared/policy/shares.ts';
import { least, policyIn, ruleFor, withKeys, withRules } from './texts.ts';

describe('a policy that says only what it must', () => {
  it('takes every default', () => {
    const { hash, rules, ...rest } = policyIn(least);
    expect(hash).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(rest).toEqual({
      mode: 'preview',
      limits: { perRun: 20, share: 0.25 },
      grace: 0,
      historyDays: 400,
      readings: { launchTemplateVersions: 10_000, usageReports: false },
      protect: { tags: {}, names: [] },
    });
    expect(rules[0]?.basis).toMatch(/^[0-9a-f]{16}$/);
    expect(rules).toEqual([
      {
        name: 'web',
        select: { states: ['available', 'deprecated', 'disabled'] },
        family: ['kind', 'name-stem'],
        keep: { newest: 1 },
        retire: { olderThan: 90 * day },
        basis: rules[0]?.basis,
      },
    ]);
  });

  it('looks at the own account and region and all kinds where a target is left empty', () => {
    expect(policyIn(withKeys('targets: [{}]')).targets).toEqual([
      { regions: [], accounts: ['self'], kinds: ['ec2', 'imagebuilder', 'appstream'] },
    ]);
  });
});

describe('a policy that says everything', () => {
  const text = `
version: 1
mode: enforce
targets:
  - regions: [us-gov-west-1, eu-west-1]
    accounts: [self, { id: "012345678901", role: "arn:aws-us-gov:iam::012345678901:role/a/b", externalId: x-1 }]
    kinds: [appstream, ec2]
limits: { perRun: 0, share: 2.5% }
grace: 36h
historyDays: 7
readings: { launchTemplateVersions: 1, usageReports: true }
protect: { tags: { keep: "*", lifecycle: [permanent, hold], "90": "7" }, names: ["golden-*-lts"] }
rules:
  - name: a
    select:
      kinds: [imagebuilder, ec2]
      states: [cancelled, failed]
      names: ["web-*"]
      tags: { team: web, any: "*", one: [b, a, b] }
      platforms: [windows, linux]
      recipes: [r]
      pipelines: [p]
      accounts: ["012345678901"]
      regions: [us-east-1]
    family: ["tag:cost center", architecture]
    keep: { newest: 5, launchedWithin: 0.2d }
    retire: { olderThan: 4w }
`;

  it('is read in full', () => {
    const policy = policyIn(text);
    expect(policy).toMatchObject({
      mode: 'enforce',
      limits: { perRun: 0, share: 0.025 },
      grace: 36 * hour,
      historyDays: 7,
      readings: { launchTemplateVersions: 1, usageReports: true },
      protect: {
        tags: { keep: '*', lifecycle: ['hold', 'permanent'], '90': ['7'] },
        names: ['golden-*-lts'],
      },
    });
    expect(policy.targets).toEqual([
      {
        regions: ['eu-west-1', 'us-gov-west-1'],
        accounts: [
          'self',
          { id: '012345678901', role: 'arn:aws-us-gov:iam::012345678901:role/a/b', externalId: 'x-1' },
        ],
        kinds: ['ec2', 'appstream'],
      },
    ]);
    expect(policy.rules[0]).toMatchObject({
      select: {
        kinds: ['ec2', 'imagebuilder'],
        states: ['failed', 'cancelled'],
        names: ['web-*'],
        tags: { team: ['web'], any: '*', one: ['a', 'b'] },
        platforms: ['linux', 'windows'],
        recipes: ['r'],
        pipelines: ['p'],
        accounts: ['012345678901'],
        regions: ['us-east-1'],
      },
      family: ['architecture', 'tag:cost center'],
      keep: { newest: 5, launchedWithin: 4.8 * hour },
      retire: { olderThan: 28 * day },
    });
  });
});

describe('parts of a policy', () => {
  it('selects by no tag where select.tags is empty', () => {
    expect(policyIn(withRules(ruleFor('a', '{ tags: {} }'))).rules[0]?.select).not.toHaveProperty('tags');
  });

  it('takes an anchor for what it names', () => {
    const policy = policyIn(withKeys('protect: { tags: { a: &v [x], b: *v } }'));
    expect(policy.protect.tags).toEqual({ a: ['x'], b: ['x'] });
  });

  it('is read from JSON that is indented with tabs', () => {
    const json = JSON.stringify({ version: 1, limits: { perRun: 20, share: '25%' }, rules: [] }, null, '\t');
    expect(policyIn(json).rules).toEqual([]);
  });

  it.each([
    ['0h', 0],
    ['36h', 129_600_000],
    ['4w', 2_419_200_000],
    ['0.1d', 8_640_000],
    ['1.000000012d', 86_400_001],
    ['0.0000001h', 0],
    ['99999.999999999w', 60_479_999_999_999],
  ])('counts %s to the millisecond', (text, milliseconds) => {
    expect(durationOf(text)).toBe(milliseconds);
  });

  it.each([
    ['0%', 0],
    ['7%', 0.07],
    ['57%', 0.57],
    ['2.5%', 0.025],
    ['100.0%', 1],
  ])('takes %s as a fraction', (text, fraction) => {
    expect(shareOf(text)).toBe(fraction);
  });
});

it.each(['', '90', 'd', 'x90d', '90dx', '90m', '1.d'])('has no length of time for %j', (text) => {
  expect(() => durationOf(text)).toThrow(`no duration: ${text}`);
});

it('has tags and values in one order, however they were written', () => {
  const { tags } = policyIn(withKeys('protect: { tags: { b: "*", a: [z, y], c: x } }')).protect;
  expect(JSON.stringify(tags)).toBe('{"a":["y","z"],"b":"*","c":["x"]}');
});

it('enters a role without an external id where none is given', () => {
  const target = '{ accounts: [{ id: "012345678901", role: "arn:aws:iam::012345678901:role/a" }, self] }';
  const [read] = policyIn(withKeys(`targets: [${target}]`)).targets ?? [];
  expect(JSON.stringify(read?.accounts)).toBe(
    '[{"id":"012345678901","role":"arn:aws:iam::012345678901:role/a"},"self"]',
  );
});
