/** One thing that is wrong is told once, whole, and blamed on nothing else. */
import { describe, expect, it } from 'vitest';
import { longestText } from '../../../shared/policy/read-yaml.ts';
import { problemsIn, ruleFor, withKeys, withRules } from './texts.ts';

const inAccount = (part: string): string => withKeys(`targets: [{ accounts: [{ ${part} }] }]`);
const unnamed = 'name: 5, select: {}, retire: { olderThan: 1d }';
const known = 'version, mode, targets, limits, grace, historyDays, readings, protect, rules';
const accountAt = 'targets[0].accounts[0]';
const aRole = 'write its ARN, like arn:aws:iam::123456789012:role/imagewarden';
const twelve = 'write its twelve digits in quotes, like "123456789012"';

it.each([
  [
    withRules('name: a, select: {}, retire: { olderThan: 1d }, family: [nmae]'),
    '4:64 rules[0].family[0]: "nmae" is no field of an image; write kind, name, name-stem, architecture, platform, ' +
      'recipe, pipeline or tag:<key>; did you mean name?',
  ],
  [withKeys('? mode'), '7:3 mode: is empty; write preview, enforce'],
  [withKeys('? mdoe'), '7:3 mdoe: is no known key; did you mean mode?'],
  [withKeys(`x: ${'['.repeat(30)}${']'.repeat(30)}`), `7:1 x: is no known key; the keys here are ${known}`],
  [
    '#'.repeat(longestText + 1),
    '1:1 policy: is 262145 characters long; a policy may have 262144: write fewer rules, with globs',
  ],
  [
    inAccount('id: "123456789012", role: "arn:aws-us-gov:iam::999999999999:role/x"'),
    `7:52 ${accountAt}.role: is a role of 999999999999; write one of the account 123456789012`,
  ],
  [
    inAccount('id: "123456789012", role: "xarn:aws:iam::999999999999:role/x"'),
    `7:52 ${accountAt}.role: "xarn:aws:iam::999999999999:role/x" is no role; ${aRole}`,
  ],
  [inAccount('id: "123456789012", role: 5'), `7:52 ${accountAt}.role: 5 is not text; put it in quotes`],
  [inAccount('id: "123456789012"'), `7:24 ${accountAt}.role: is missing; ${aRole}`],
  [inAccount('role: "arn:aws:iam::999999999999:role/x"'), `7:24 ${accountAt}.id: is missing; ${twelve}`],
  [
    inAccount('id: "12345", role: "arn:aws:iam::999999999999:role/x"'),
    `7:30 ${accountAt}.id: "12345" is no account id; ${twelve}`,
  ],
])('is told alone: %#', (text, problem) => {
  expect(problemsIn(text)).toEqual([`p.yml:${problem}`]);
});

it('tells of a list that goes a level too deep besides what is wrong with its key', () => {
  const deep = withKeys(`x: ${'['.repeat(31)}${']'.repeat(31)}`);
  expect(problemsIn(deep)).toEqual([
    `p.yml:7:1 x: is no known key; the keys here are ${known}`,
    `p.yml:7:34 x${'[0]'.repeat(30)}: is nested too deeply; a policy has six levels`,
  ]);
});

describe('the name of a rule', () => {
  it('is told to be the first one’s by every other that bears it', () => {
    const rules = ['x', 'a', 'a', 'a'].map((name) => ruleFor(name, '{}'));
    const says = 'is the name of rules[1] as well; give every rule a name of its own';
    expect(problemsIn(withRules(...rules))).toEqual([
      `p.yml:6:13 rules[2].name: ${says}`,
      `p.yml:7:13 rules[3].name: ${says}`,
    ]);
  });

  it('is no other’s where it is no text', () => {
    expect(problemsIn(withRules(unnamed, unnamed))).toEqual([
      'p.yml:4:13 rules[0].name: 5 is not text; put it in quotes',
      'p.yml:5:13 rules[1].name: 5 is not text; put it in quotes',
    ]);
  });
});

describe('a text that is not YAML', () => {
  const reserved =
    'policy: is not YAML: Plain value cannot start with reserved character @; ' +
    'put text that begins with this character in quotes';

  it('is told every place where it is not', () => {
    expect(problemsIn(withKeys('mode: @x\ngrace: @y'))).toEqual([
      `p.yml:7:7 ${reserved}`,
      `p.yml:8:8 ${reserved}`,
    ]);
  });

  it('is told nothing but that it is two, where it is two', () => {
    expect(problemsIn(withKeys('mode: @x\n---\na: b'))).toEqual([
      'p.yml:8:1 policy: holds more than one document; write one policy, without --- between its parts',
    ]);
  });

  it.each([
    [143, 'q'.repeat(143)],
    [144, `${'q'.repeat(143)}…`],
  ])('is told in 160 characters, as of a tag of %d', (length, shown) => {
    expect(problemsIn(withKeys(`mode: !${'q'.repeat(length)} x`))).toEqual([
      `p.yml:7:7 policy: is not YAML: Unresolved tag: !${shown}; put text that begins with ! in quotes`,
    ]);
  });

  it('is told on one line', () => {
    expect(problemsIn(withKeys('grace: "\\U0\n  abcdef"'))).toEqual([
      'p.yml:7:9 policy: is not YAML: Invalid escape sequence \\U0; write the backslash twice, or use single quotes',
    ]);
  });
});
