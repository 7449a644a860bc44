/** What is refused, and in which words. */
import { describe, expect, it } from 'vitest';
import { nearest } from '../../../shared/policy/nearest.ts';
import { longestText } from '../../../shared/policy/read-yaml.ts';
import { least, policyIn, problemsIn, ruleFor, withKeys, withRules } from './texts.ts';

const inRule = (part: string): string => withRules(`name: a, select: {}, retire: { olderThan: 1d }, ${part}`);
const inSelect = (part: string): string => withRules(ruleFor('a', `{ ${part} }`));

describe('a policy with one fault', () => {
  it.each([
    [
      least.replace('version: 1', 'version: 2'),
      '1:10 version: 2 is no version of the policy language; write 1',
    ],
    [least.replace('version: 1\n', ''), '1:1 version: is missing; write 1'],
    [least.replace(/limits.*\n/, ''), '1:1 limits: is missing; write it as { perRun: 20, share: 25% }'],
    [
      least.replace('perRun: 20, ', ''),
      '2:9 limits.perRun: is missing; write a whole number from 0 to 1000000, like 20',
    ],
    [
      least.replace(', share: 25%', ''),
      '2:9 limits.share: is missing; write a percentage from 0% to 100%, like 25%',
    ],
    [
      least.replace('25%', '25'),
      '2:30 limits.share: 25 is no share; write a percentage from 0% to 100%, like 25%',
    ],
    [least.replace('25%', '100.1%'), '2:30 limits.share: "100.1%" is no share; write a percentage'],
    [least.replace('25%', '-1%'), '2:30 limits.share: "-1%" is no share'],
    [least.replace('20', '-1'), '2:19 limits.perRun: -1 is not allowed here; write a whole number from 0'],
    [least.replace('20', '1.5'), '2:19 limits.perRun: 1.5 is not allowed here; write a whole number from 0'],
    [least.replace(/rules[^]*/, ''), '1:1 rules: is missing; write a list of rules'],
    [
      least.replace('{ olderThan: 90d }', '{}'),
      '6:13 rules[0].retire.olderThan: is missing; write a number and a unit',
    ],
    [
      least.replace('{ olderThan: 90d }', ''),
      '6:5 rules[0].retire: is empty; write it as { olderThan: 90d }',
    ],
    [least.replace(/ {4}retire.*\n/, ''), '4:5 rules[0].retire: is missing; write it as { olderThan: 90d }'],
    [least.replace(/ {4}select.*\n/, ''), '4:5 rules[0].select: is missing; write it as {} or'],
    [
      least.replace('90d', '"90"'),
      '6:26 rules[0].retire.olderThan: "90" is no duration; write a number and a unit, like 90d (h, d or w)',
    ],
    [
      least.replace('90d', '90'),
      '6:26 rules[0].retire.olderThan: 90 is no duration; write a number and a unit',
    ],
    [least.replace('90d', '-3d'), '6:26 rules[0].retire.olderThan: "-3d" is no duration'],
    [least.replace('90d', '3m'), '6:26 rules[0].retire.olderThan: "3m" is no duration'],
    [least.replace('90d', '100000d'), '"100000d" is too long a duration; write at most five digits'],
    [
      least.replace('90d }', '90d, newest: 3 }'),
      '6:31 rules[0].retire.newest: is no known key; the keys here are olderThan',
    ],
    [withKeys('mod: preview'), '7:1 mod: is no known key; did you mean mode?'],
    [withKeys('mdoe: preview'), '7:1 mdoe: is no known key; did you mean mode?'],
    [
      withKeys('mode: Preview'),
      '7:7 mode: "Preview" is no mode; write preview, enforce; did you mean preview?',
    ],
    [withKeys('grace: 7'), '7:8 grace: 7 is no duration'],
    [
      withKeys('historyDays: 0'),
      '7:14 historyDays: 0 is not allowed here; write a whole number from 1 to 36500',
    ],
    [
      withKeys('readings: { launchTemplateVersions: 10001 }'),
      '7:37 readings.launchTemplateVersions: 10001 is not',
    ],
    [withKeys('readings: { launchTemplateVersions: 0 }'), '7:37 readings.launchTemplateVersions: 0 is not'],
    [
      withKeys('readings: { usageReports: yes }'),
      '7:27 readings.usageReports: "yes" is neither true nor false',
    ],
    [
      withKeys('protect: { tags: { keep: true } }'),
      '7:26 protect.tags.keep: true is no tag value; write text',
    ],
    [withKeys('protect: { tags: { a: [x, 5] } }'), '7:27 protect.tags.a[1]: 5 is not text; put it in quotes'],
    [
      withKeys('protect: { tags: { a: [x, "*"] } }'),
      '7:27 protect.tags.a[1]: "*" is any value only where it stands alone',
    ],
    [withKeys('protect: { tags: { a: [] } }'), '7:23 protect.tags.a: is an empty list; leave the key out'],
    [
      withKeys('protect: { tags: { keep: *any } }'),
      '7:26 protect.tags.keep: begins with * and so refers to an anchor',
    ],
    [withKeys('protect: { tags: { "": a } }'), '7:24 protect.tags[""]: as a key is empty; write a tag key'],
    [withKeys('protect: { tags: { "__proto__": a } }'), '7:20 protect.tags: has a key that cannot be used'],
    [withKeys('protect: { names: [2024] }'), '7:20 protect.names[0]: 2024 is not text; put it in quotes'],
    [withKeys('protect:'), '7:1 protect: is empty; write it as { tags:'],
    [withKeys('targets: []'), '7:10 targets: is an empty list'],
    [
      withKeys('targets: [{ regions: us-east-1 }]'),
      '7:22 targets[0].regions: "us-east-1" is not a list; write a list: ["us-east-1"]',
    ],
    [
      withKeys('targets: [{ regions: [useast1] }]'),
      '7:23 targets[0].regions[0]: "useast1" is no region; write its name',
    ],
    [
      withKeys('targets: [{ accounts: [me] }]'),
      '7:24 targets[0].accounts[0]: "me" is no account; write self or',
    ],
    [
      withKeys('targets: [{ accounts: [{ id: 123456789012, role: "arn:aws:iam::123456789012:role/x" }] }]'),
      '7:30 targets[0].accounts[0].id: 123456789012 is not text; put it in quotes',
    ],
    [
      withKeys('targets: [{ accounts: [{ id: "123456789012", role: "arn:aws:iam::999999999999:role/x" }] }]'),
      '7:52 targets[0].accounts[0].role: is a role of 999999999999; write one of the account 123456789012',
    ],
    [
      withKeys(
        'targets: [{ accounts: [{ id: "123456789012", role: "arn:aws:iam::123456789012:role/x", extrenalId: xy }] }]',
      ),
      'targets[0].accounts[0].extrenalId: is no known key; did you mean externalId?',
    ],
    [inSelect('kinds: ec2'), '4:33 rules[0].select.kinds: "ec2" is not a list; write a list: ["ec2"]'],
    [
      inSelect('kinds: [ec3]'),
      '4:34 rules[0].select.kinds[0]: "ec3" is no kind; write ec2, imagebuilder, appstream; did you mean ec2?',
    ],
    [inSelect('states: [avialable]'), 'rules[0].select.states[0]: "avialable" is no state;'],
    [inSelect('names: []'), 'rules[0].select.names: is an empty list'],
    [inSelect('names: [""]'), 'rules[0].select.names[0]: "" is no glob'],
    [
      inSelect('platforms: [osx]'),
      'rules[0].select.platforms[0]: "osx" is no platform; write linux, windows, macos',
    ],
    [
      inSelect('accounts: [123456789012]'),
      'rules[0].select.accounts[0]: 123456789012 is not text; put it in quotes',
    ],
    [inSelect('regions: [us-east]'), 'rules[0].select.regions[0]: "us-east" is no region'],
    [inSelect('state: [failed]'), '4:26 rules[0].select.state: is no known key; did you mean states?'],
    [inRule('family: [nmae]'), 'rules[0].family[0]: "nmae" is no field of an image; write kind'],
    [inRule('family: []'), 'rules[0].family: is an empty list'],
    [inRule('keep: 5'), 'rules[0].keep: 5 is not a mapping; write it as { newest: 5 }'],
    [inRule('keep: { newest: -1 }'), 'rules[0].keep.newest: -1 is not allowed here'],
    [inRule('keep: { launchedWithin: 14 }'), 'rules[0].keep.launchedWithin: 14 is no duration'],
    [
      inRule('stages: []'),
      'rules[0].stages: is no known key; the keys here are name, select, family, keep, retire',
    ],
    [
      withRules('name: 5, select: {}, retire: { olderThan: 1d }'),
      '4:13 rules[0].name: 5 is not text; put it in quotes',
    ],
    [withRules('name: "", select: {}, retire: { olderThan: 1d }'), '4:13 rules[0].name: "" is no rule name'],
    [
      withRules('name: "a\\e[2J", select: {}, retire: { olderThan: 1d }'),
      'rules[0].name: "a\\u001b[2J" is no rule name',
    ],
    [
      withRules(ruleFor('a', '{}'), ruleFor('a', '{}')),
      '5:13 rules[1].name: is the name of rules[0] as well; give',
    ],
    [withKeys('grace: 1d\ngrace: 2d'), '8:1 grace: is written twice, first on line 7; keep one'],
    [
      withKeys('protect: { tags: { 5: a, "5": b } }'),
      '7:26 protect.tags.5: is written twice, first on line 7; keep one',
    ],
    [withKeys('<<: { mode: enforce }'), '7:1 ["<<"]: is no known key'],
    [withKeys('? [a]\n: b'), '7:3 policy: has a key that cannot be used'],
    [withKeys('---\nversion: 1'), '7:1 policy: holds more than one document'],
    [
      withKeys('mode: !secret enforce'),
      '7:7 policy: is not YAML: Unresolved tag: !secret; put text that begins with !',
    ],
    [
      withKeys('protect:\n\tnames: [a]'),
      '8:1 policy: is not YAML: Tabs are not allowed as indentation; indent with spaces',
    ],
    ['', '1:1 policy: is empty; write at least version, limits and rules'],
    ['# nothing\n', '1:1 policy: is empty; write at least version, limits and rules'],
    ['- a', '1:1 policy: is a list; write it as'],
    ['web', '1:1 policy: "web" is not a mapping; write it as'],
  ])('is refused in one line: %#', (text, problem) => {
    const problems = problemsIn(text);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(problem);
    expect(problems[0]).toMatch(/^p\.yml:\d+:\d+ \S+: .+(; .+|\?)$/);
  });
});

describe('a policy with many faults', () => {
  const text = `verson: 1
mode: Enforce
grace: 7
limits: { perRun: -1 }
protect: { tags: { keep: true }, names: x, names: [y] }
rules:
  - { name: a, select: { kinds: ec2 }, retire: 90d }
  - name: a
    select:
  - 5
`;

  it('tells all of them, in the order of the text', () => {
    expect(problemsIn(text).map((line) => line.split(': ')[0])).toEqual([
      'p.yml:1:1 version',
      'p.yml:1:1 verson',
      'p.yml:2:7 mode',
      'p.yml:3:8 grace',
      'p.yml:4:9 limits.share',
      'p.yml:4:19 limits.perRun',
      'p.yml:5:26 protect.tags.keep',
      'p.yml:5:41 protect.names',
      'p.yml:5:44 protect.names',
      'p.yml:7:33 rules[0].select.kinds',
      'p.yml:7:48 rules[0].retire',
      'p.yml:8:5 rules[1].retire',
      'p.yml:8:11 rules[1].name',
      'p.yml:9:5 rules[1].select',
      'p.yml:10:5 rules[2]',
    ]);
  });
});

describe('a text that is not YAML', () => {
  it.each([
    ['a: *', '7:4', 'put text that begins with * or & in quotes'],
    ['targets: [a b', '8:1', 'close every [ and {, and indent the lines of one mapping or list alike'],
    ['mode: @x', '7:7', 'put text that begins with this character in quotes'],
    ['grace: "\\q"', '7:9', 'write the backslash twice, or use single quotes'],
    ['mode: a: b', '7:7', 'put text that holds ": " in quotes, or begin a new line'],
    ["key: 'x", '8:1', 'close what was opened, and put a comma or a space where one is due'],
    ['"unclosed: 1', '7:1', 'write a key and its colon on one line'],
    ['x: ]', '7:4', 'put text that holds this character in quotes, or take it out'],
    ['&a &b x', '7:4', 'see how YAML is written, or write JSON'],
  ])('as in %j is told its place and what to write', (line, place, advice) => {
    expect(problemsIn(withKeys(line))[0]).toMatch(new RegExp(`^p\\.yml:${place} policy: is not YAML: `));
    expect(problemsIn(withKeys(line))[0]?.endsWith(`; ${advice}`)).toBe(true);
  });

  it('is told in no more words than fit a line', () => {
    const [problem] = problemsIn(withKeys(`mode: "\\${'q'.repeat(300)}`));
    expect(problem?.length).toBeLessThan(300);
  });
});

describe('a value', () => {
  it.each([
    ['~: 1', '7:1 policy: has a key that cannot be used; write a plain word'],
    ['1.0: b', '7:1 ["1.0"]: is no known key; the keys here are version'],
    ['true: b', '7:1 true: is no known key; the keys here are version'],
    ['protect: { names: [!!binary aGk=] }', '7:29 protect.names[0]: is neither text nor a number; write it'],
    ['mode: ~', '7:1 mode: is empty; write preview, enforce'],
    [`mode: ${'m'.repeat(60)}`, `7:7 mode: "${'m'.repeat(60)}" is no mode`],
    [`mode: ${'m'.repeat(61)}`, `7:7 mode: "${'m'.repeat(60)}…" is no mode`],
    [`grace: ${'9'.repeat(80)}`, `7:8 grace: ${'9'.repeat(60)} is no duration`],
    [`protect: { tags: { "${'a '.repeat(20)}": 5 } }`, `protect.tags["${'a '.repeat(20)}"]: 5 is`],
    [`protect: { tags: { "${'a '.repeat(21)}": 5 } }`, `protect.tags["${'a '.repeat(20)}…"]: 5 is`],
  ])('is told as it was written, in few words: %#', (line, problem) => {
    expect(problemsIn(withKeys(line))).toEqual([expect.stringContaining(problem)]);
  });

  it.each(['~', 'null', '---'])('that is nothing but %j is an empty policy', (text) => {
    expect(problemsIn(text)).toEqual([
      'p.yml:1:1 policy: is empty; write at least version, limits and rules',
    ]);
  });

  it('of text or number alone is no policy', () => {
    expect(problemsIn('""')).toEqual([expect.stringContaining('policy: "" is not a mapping; write it as')]);
    expect(problemsIn('5')).toEqual([expect.stringContaining('policy: 5 is not a mapping; write it as')]);
  });

  it('may be named by fifty aliases, and not by one more', () => {
    const named = (count: number) => withKeys(`protect: { names: [&n a${', *n'.repeat(count)}] }`);
    expect(policyIn(named(50)).protect.names).toEqual(['a']);
    expect(problemsIn(named(51))).toEqual([
      expect.stringContaining('protect.names[51]: is one alias too many; write at most 50'),
    ]);
    expect(problemsIn(named(60))).toHaveLength(1);
  });

  it('that is wrong is told of fifty aliases for it, and of none after them', () => {
    const wrong = problemsIn(withKeys(`protect: { names: [&n 5${', *n'.repeat(60)}] }`));
    expect(wrong.filter((line) => line.endsWith('5 is not text; put it in quotes'))).toHaveLength(51);
    expect(wrong).toHaveLength(52);
  });

  it('that an alias names before it is there is told by its name', () => {
    expect(problemsIn(withKeys('protect: { names: [*later, &later a] }'))).toEqual([
      expect.stringContaining('and there is none; write it in quotes: "*later"'),
    ]);
  });
});

describe('a text as long as any', () => {
  const filled = (length: number): string => `${least}#${'x'.repeat(length - least.length - 1)}`;

  it('is read', () => {
    expect(problemsIn(filled(longestText))).toEqual([]);
    expect(problemsIn(filled(longestText + 1))).toHaveLength(1);
  });
});

describe('a word that is nearly known', () => {
  const known = ['name', 'select', 'family', 'keep', 'retire'];

  it.each([
    ['slect', 'select'],
    ['selcet', 'select'],
    ['SELECT', 'select'],
    ['selectt', 'select'],
    ['sxlxct', 'select'],
    ['nmae', 'name'],
    ['kep', 'keep'],
    ['keeper', undefined],
    ['nxmx', undefined],
    ['eman', undefined],
    ['xxme', undefined],
    ['axme', undefined],
    ['xnme', undefined],
    ['x', undefined],
    ['', undefined],
  ])('like %j is taken for %j', (word, meant) => {
    expect(nearest(word, known)).toBe(meant);
  });

  it('is not looked for where it is longer than any', () => {
    expect(nearest('a'.repeat(40), ['a'.repeat(40)])).toBe('a'.repeat(40));
    expect(nearest('a'.repeat(41), ['a'.repeat(41)])).toBeUndefined();
  });
});

describe('what to write instead', () => {
  const many = (count: number, item: string): string => `[${Array<string>(count).fill(item).join(', ')}]`;
  const inTarget = (part: string): string => withKeys(`targets: [{ ${part} }]`);
  const inRole = (part: string): string =>
    inTarget(`accounts: [{ id: "123456789012", role: "arn:aws:iam::123456789012:role/x", ${part} }]`);
  const emptyList = 'is an empty list; leave the key out, or write at least one, like';

  it.each([
    [inSelect('kinds: []'), `${emptyList} [ec2]`],
    [inSelect('names: []'), `${emptyList} ["web-*"]`],
    [inSelect('states: []'), `${emptyList} [failed, cancelled]`],
    [inSelect('platforms: []'), `${emptyList} [linux]`],
    [inSelect('accounts: []'), `${emptyList} ["123456789012"]`],
    [inSelect('regions: []'), `${emptyList} [us-east-1]`],
    [inSelect('tags: { a: [] }'), `${emptyList} [permanent, hold]`],
    [inRule('family: []'), `${emptyList} [kind, name-stem]`],
    [inTarget('accounts: []'), `${emptyList} [self]`],
    [inTarget('kinds: []'), `${emptyList} [ec2]`],
    [withKeys('targets: []'), `${emptyList} [{ regions: [us-east-1] }]`],
    [inSelect('names: {}'), 'is a mapping; write a list, like ["web-*"]'],
    [inSelect(`names: ${many(1001, 'a')}`), 'is too long a list; write at most 1000'],
    [inTarget(`accounts: ${many(1001, 'self')}`), 'is too long a list; write at most 1000'],
    [withKeys(`protect: { names: ${many(1001, 'a')} }`), 'is too long a list; write at most 1000'],
    [withKeys(`targets: ${many(101, '{}')}`), 'is too long a list; write at most 100'],
    [inTarget(`regions: ${many(101, 'us-east-1')}`), 'is too long a list; write at most 100'],
    [inSelect('names: [true]'), 'true is not text; put it in quotes'],
    [inSelect('names: [[a]]'), 'is a list; write a name in which * is any run of characters and ? is one'],
    [inSelect('names: [{}]'), 'is a mapping; write a name in which * is any run of characters and ? is one'],
    [inSelect('names: [""]'), '"" is no glob; write a name in which * is any run of characters and ? is one'],
    [inSelect('tags: 5'), '5 is not a mapping; write tag keys and their values, like { team: web }'],
    [inSelect('tags: [a]'), 'is a list; write tag keys and their values, like { team: web }'],
    [
      inSelect(`tags: { "${'k'.repeat(129)}": v }`),
      'as a key is too long; write at most 128 characters, as AWS allows',
    ],
    [
      inSelect('tags: { a: { b: c } }'),
      'is a mapping; write text, a list of texts, or "*" for any value; put numbers and true in quotes',
    ],
    [inSelect('tags: { a: [[b]] }'), 'is a list; write text, a list of texts, or "*" for any value'],
    [
      inRule('family: [colour]'),
      '"colour" is no field of an image; write kind, name, name-stem, architecture, platform, recipe, pipeline or ' +
        'tag:<key>',
    ],
    [
      withRules('name: [], select: {}, retire: { olderThan: 1d }'),
      'is a list; write one line of text, like stale-web-images',
    ],
    [
      least.replace(/rules:[^]*/, 'rules: [5]'),
      '5 is not a mapping; write it as { name: stale, select: {}, retire: { olderThan: 90d } }',
    ],
    [
      inTarget('accounts: [me]'),
      '"me" is no account; write self or { id: "123456789012", role: arn:aws:iam::123456789012:role/imagewarden }',
    ],
    [
      inTarget('accounts: [{ id: x, role: "arn:aws:iam::123456789012:role/x" }]'),
      '"x" is no account id; write its twelve digits in quotes, like "123456789012"',
    ],
    [
      inTarget('accounts: [{ id: "123456789012", role: y }]'),
      '"y" is no role; write its ARN, like arn:aws:iam::123456789012:role/imagewarden',
    ],
    [
      inRole('externalId: x'),
      '"x" is no external id; write the text that the role trusts, two characters or more',
    ],
    [
      withKeys('targets: [5]'),
      '5 is not a mapping; write it as { regions: [us-east-1], accounts: [self], kinds: [ec2] }',
    ],
    [
      withKeys('readings: 5'),
      '5 is not a mapping; write it as { launchTemplateVersions: 10000, usageReports: false }',
    ],
    [withKeys('protect: { names: {} }'), 'is a mapping; write a list, like ["golden-*"]'],
    ['[]', 'is a list; write it as version: 1, limits: …, rules: …'],
    [least.replace('20', 'x'), '"x" is not allowed here; write a whole number from 0 to 1000000, like 20'],
    [
      least.replace('20', '1000001'),
      '1000001 is not allowed here; write a whole number from 0 to 1000000, like 20',
    ],
    [least.replace('25%', 'true'), 'true is no share; write a percentage from 0% to 100%, like 25%'],
    [
      withKeys('historyDays: 36501'),
      '36501 is not allowed here; write a whole number from 1 to 36500, like 400',
    ],
    [
      withKeys('grace: 123456.25d'),
      '"123456.25d" is too long a duration; write at most five digits, like 3650d',
    ],
    [
      withKeys('grace: x123456d'),
      '"x123456d" is no duration; write a number and a unit, like 90d (h, d or w)',
    ],
    [
      withKeys('grace: 123456dx'),
      '"123456dx" is no duration; write a number and a unit, like 90d (h, d or w)',
    ],
    [
      withKeys('grace: 123456.x5d'),
      '"123456.x5d" is no duration; write a number and a unit, like 90d (h, d or w)',
    ],
  ])('is told in full: %#', (text, says) => {
    expect(problemsIn(text).map((line) => line.replace(/^p\.yml:\d+:\d+ \S+: /, ''))).toContain(says);
  });
});
