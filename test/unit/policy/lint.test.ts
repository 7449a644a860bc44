/** Warnings about what is allowed and hardly meant. */
import { describe, expect, it } from 'vitest';
import { imageStates, kinds } from '../../../shared/domain/image.ts';
import { globWithin } from '../../../shared/policy/lint/within.ts';
import { least, ruleFor, warningsIn, withKeys, withRules } from './texts.ts';

const after = (first: string, second: string): readonly string[] =>
  warningsIn(withRules(ruleFor('first', first), ruleFor('second', second)));

describe('a rule behind another', () => {
  it.each([
    ['{}', '{}'],
    ['{}', '{ kinds: [ec2], names: ["web-*"], tags: { a: b }, platforms: [linux] }'],
    ['{ kinds: [ec2, imagebuilder] }', '{ kinds: [ec2] }'],
    ['{ kinds: [ec2, imagebuilder, appstream] }', '{}'],
    ['{ kinds: [ec2, imagebuilder] }', '{ recipes: ["*"] }'],
    ['{ states: [available, failed] }', '{ kinds: [appstream], states: [failed, available, disabled] }'],
    ['{ names: ["*"] }', '{ kinds: [ec2] }'],
    ['{ names: ["web-*"] }', '{ names: ["web-a-*", "web-?"] }'],
    ['{ names: ["*-x", "a?c"] }', '{ names: ["abc", "abc-x"] }'],
    ['{ tags: { a: "*" } }', '{ tags: { a: [b, c], d: e } }'],
    ['{ tags: { a: [b, c] } }', '{ tags: { a: b } }'],
    ['{ regions: [us-east-1, us-east-2] }', '{ regions: [us-east-2] }'],
    ['{ accounts: ["123456789012"] }', '{ accounts: ["123456789012"], names: [x] }'],
    ['{ recipes: ["w*"], pipelines: [p] }', '{ recipes: ["web"], pipelines: [p] }'],
  ])('with select %s leaves nothing to one with %s', (first, second) => {
    expect(after(first, second)).toEqual([
      'p.yml: rule second: decides nothing, since rule first comes first and selects all that it does; ' +
        'put second before it, or remove one of them',
    ]);
  });

  it.each([
    ['{ kinds: [ec2] }', '{}'],
    ['{}', '{ states: [failed] }'],
    ['{ names: ["web-*"] }', '{}'],
    ['{ names: ["web-?"] }', '{ names: ["web-*"] }'],
    ['{ names: ["web-*"] }', '{ names: ["*"] }'],
    ['{ recipes: ["*"] }', '{}'],
    ['{ recipes: ["*"] }', '{ kinds: [ec2] }'],
    ['{ pipelines: ["*"] }', '{ recipes: [x] }'],
    ['{ tags: { a: "*" } }', '{}'],
    ['{ tags: { a: b } }', '{ tags: { a: "*" } }'],
    ['{ tags: { a: b, c: d } }', '{ tags: { a: b } }'],
    ['{ platforms: [linux] }', '{}'],
    ['{ regions: [us-east-1] }', '{ regions: [us-east-1, us-east-2] }'],
    ['{ accounts: ["123456789012"] }', '{}'],
  ])('with select %s leaves something to one with %s', (first, second) => {
    expect(after(first, second)).toEqual([]);
  });

  it.each([
    ['a*', 'ab*', false],
    ['ab*', 'a*', true],
    ['a*c', 'a*', true],
    ['a?', 'a*', true],
    ['a*', 'a?', false],
    ['*', '?', false],
    ['*', '?*', false],
    ['??', '?', false],
    ['a?c', 'a?c', true],
    ['a?*', 'a?*', true],
    ['*b*', '*', true],
  ])('names that %s covers, %s covers: %s. ', (inner, outer, within) => {
    expect(globWithin(inner, outer)).toBe(within);
  });
});

describe('a rule that does nothing', () => {
  it.each([
    ['{ kinds: [appstream], states: [disabled, cancelled] }', 'matches no image, since its kinds have none'],
    ['{ kinds: [appstream], recipes: ["*"] }', 'matches no image, since its kinds have none'],
    ['{ kinds: [ec2], states: [cancelled] }', 'matches no image, since its kinds have none'],
    ['{ kinds: [appstream], pipelines: [p] }', 'matches no image, since its kinds have none'],
    [
      '{ kinds: [appstream], states: [deleting] }',
      'retires nothing, since images are left alone in the states',
    ],
    [
      '{ states: [pending, deleting, unknown] }',
      'retires nothing, since images are left alone in the states',
    ],
    [
      '{ tags: { "imagewarden:keep": "yes" } }',
      'retires nothing, since the tag imagewarden:keep that it selects by',
    ],
  ])('with select %s is named', (select, why) => {
    expect(warningsIn(withRules(ruleFor('web', select)))).toEqual([
      expect.stringContaining(`p.yml: rule web: ${why}`),
    ]);
  });

  it.each([
    ['{ tags: { a: [x, y] } }', 'protect: { tags: { a: [x, y, z] } }', 'the tag a'],
    ['{ names: ["golden-1*"] }', 'protect: { names: ["golden-*"] }', 'protect.names'],
    ['{}', 'protect: { names: ["*"] }', 'protect.names'],
    ['{ kinds: [appstream] }', 'targets: [{ kinds: [ec2] }]', 'no target'],
    ['{ regions: [us-east-1] }', 'targets: [{ regions: [us-east-2] }]', 'no target'],
    [
      '{ accounts: ["000000000000"] }',
      'targets: [{ accounts: [{ id: "123456789012", role: "arn:aws:iam::123456789012:role/x" }] }]',
      'no target',
    ],
  ])('with select %s is named where the policy says %s', (select, keys, why) => {
    expect(warningsIn(`${withRules(ruleFor('web', select))}${keys}\n`)).toEqual([
      expect.stringMatching(new RegExp(`^p.yml: rule web: .*${why}`)),
    ]);
  });

  it.each([
    ['{ kinds: [appstream, ec2], states: [disabled] }', ''],
    ['{ tags: { a: [x, y] } }', 'protect: { tags: { a: x } }'],
    ['{ tags: { a: "*" } }', 'protect: { tags: { a: x } }'],
    ['{ names: ["golden-*", x] }', 'protect: { names: ["golden-*"] }'],
    ['{ regions: [us-east-1] }', 'targets: [{}, { regions: [us-east-2] }]'],
    ['{ accounts: ["000000000000"] }', 'targets: [{ accounts: [self] }]'],
  ])('is not seen in select %s where the policy says %s', (select, keys) => {
    expect(warningsIn(`${withRules(ruleFor('web', select))}${keys}\n`)).toEqual([]);
  });
});

describe('a bound that is rarely meant', () => {
  it.each([
    [least.replace('20', '0'), 'limits.perRun: is 0, so nothing is ever retired'],
    [least.replace('25%', '0%'), 'limits.share: is 0%, so nothing is ever retired'],
    [withRules().replace('rules:', 'rules: []'), 'rules: there are none, so nothing is ever retired'],
    [withKeys('mode: enforce'), 'grace: is 0d in mode enforce'],
    [
      withRules(`${ruleFor('web', '{}')}, keep: { newest: 0 }`),
      'rule web: keep.newest is 0, so a family may lose',
    ],
    [
      withRules(`${ruleFor('web', '{ kinds: [appstream] }')}, keep: { launchedWithin: 1d }`),
      'rule web: keep.launchedWithin keeps nothing',
    ],
    [withKeys('protect: { tags: { a: "w*" } }'), 'protect.tags: a has to be exactly "w*"'],
    [
      withRules(ruleFor('web', '{ tags: { a: [b, "w*"] } }')),
      'rule web: select.tags: a has to be exactly "w*"',
    ],
  ])('is named: %#', (text, warning) => {
    expect(warningsIn(text)).toEqual([expect.stringContaining(`p.yml: ${warning}`)]);
  });

  it.each([
    [least],
    [withKeys('mode: enforce\ngrace: 1h')],
    [withRules(`${ruleFor('web', '{ states: [failed] }')}, keep: { newest: 0 }`)],
    [withRules(`${ruleFor('web', '{ kinds: [appstream, ec2] }')}, keep: { launchedWithin: 1d }`)],
    [withKeys('protect: { tags: { a: "*" } }')],
  ])('is not seen where there is none: %#', (text) => {
    expect(warningsIn(text)).toEqual([]);
  });
});

describe('of every kind and state', () => {
  const never: Readonly<Record<string, readonly string[]>> = {
    ec2: ['cancelled', 'deleting'],
    imagebuilder: ['deleting'],
    appstream: ['deprecated', 'disabled', 'cancelled'],
  };
  const unsettled = ['pending', 'deleting', 'unknown'];

  it.each(kinds.flatMap((kind) => imageStates.map((state) => [kind, state] as const)))(
    'it is known whether a rule for %s meets %s images, and whether it may retire them',
    (kind, state) => {
      const [warning] = warningsIn(withRules(ruleFor('web', `{ kinds: [${kind}], states: [${state}] }`)));
      if (never[kind]?.includes(state) === true) expect(warning).toContain('matches no image');
      else if (unsettled.includes(state)) expect(warning).toContain('retires nothing');
      else expect(warning).toBeUndefined();
    },
  );

  it('a rule is told which states are settled', () => {
    expect(warningsIn(withRules(ruleFor('web', '{ states: [pending] }')))).toEqual([
      expect.stringMatching(/; add one of available, deprecated, disabled, failed, cancelled$/),
    ]);
  });

  it('a rule for some that may be retired and some that may not is in order', () => {
    expect(warningsIn(withRules(ruleFor('web', '{ states: [pending, failed] }')))).toEqual([]);
  });

  it('a rule leaves to a later one what it selects of another kind', () => {
    expect(after('{ kinds: [ec2] }', '{ kinds: [imagebuilder] }')).toEqual([]);
    expect(
      after('{ kinds: [ec2], states: [failed] }', '{ kinds: [ec2, appstream], states: [failed] }'),
    ).toEqual([]);
  });
});

describe('a rule for more than one target sees', () => {
  const target =
    '[{ regions: [us-east-1], accounts: [{ id: "123456789012", role: "arn:aws:iam::123456789012:role/x" }], kinds: [ec2] }]';

  it.each([
    '{ kinds: [ec2, appstream] }',
    '{ regions: [us-east-1, us-east-2] }',
    '{ accounts: ["123456789012", "000000000000"] }',
    '{ names: [a] }',
  ])('is in order if the target sees a part of it: %s', (select) => {
    expect(warningsIn(`${withRules(ruleFor('web', select))}targets: ${target}\n`)).toEqual([]);
  });

  it.each(['{ kinds: [appstream] }', '{ regions: [us-east-2] }', '{ accounts: ["000000000000"] }'])(
    'is named if the target sees none of it: %s',
    (select) => {
      expect(warningsIn(`${withRules(ruleFor('web', select))}targets: ${target}\n`)).toEqual([
        expect.stringContaining('rule web: matches no image, since no target looks at'),
      ]);
    },
  );
});

it('takes a row of stars for any name, and a star before other signs for no such thing', () => {
  expect(after('{ names: ["**"] }', '{}')).toHaveLength(1);
  expect(after('{ names: ["*?"] }', '{}')).toEqual([]);
});

it('takes a rule for one account of a target that enters two for one in order', () => {
  const account = (id: string): string => `{ id: "${id}", role: "arn:aws:iam::${id}:role/x" }`;
  const target = `{ accounts: [${account('123456789012')}, ${account('000000000000')}] }`;
  const text = `${withRules(ruleFor('web', '{ accounts: ["123456789012"] }'))}targets: [${target}]\n`;
  expect(warningsIn(text)).toEqual([]);
});

it('says of a rule that meets no image only that, and not what came before it', () => {
  expect(after('{}', '{ kinds: [appstream], states: [disabled] }')).toEqual([
    expect.stringContaining('rule second: matches no image'),
  ]);
});

it('has nothing to say about launches to a rule that meets no image at all', () => {
  const rule = `${ruleFor('web', '{ kinds: [appstream], states: [disabled] }')}, keep: { launchedWithin: 1d }`;
  expect(warningsIn(withRules(rule))).toEqual([expect.stringContaining('matches no image')]);
});
