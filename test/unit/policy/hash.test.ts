/** A fingerprint follows the meaning, and nothing but it. */
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../../shared/policy/hash.ts';
import { least, policyIn, withKeys } from './texts.ts';

const basisIn = (text: string): string => policyIn(text).rules[0]!.basis;

const full = `
version: 1
limits: { perRun: 20, share: 25% }
grace: 1d
rules:
  - name: web
    select: { kinds: [ec2], states: [available], names: [a], tags: { t: [x] }, platforms: [linux], recipes: [r],
      pipelines: [p], accounts: ["123456789012"], regions: [us-east-1] }
    family: [kind]
    keep: { newest: 2, launchedWithin: 1d }
    retire: { olderThan: 90d }
  - { name: other, select: {}, retire: { olderThan: 1d } }
`;

describe('the hash of a policy', () => {
  it.each([
    ['comments', `# why\n${least}`],
    ['the order of keys', least.replace('perRun: 20, share: 25%', 'share: 25%, perRun: 20')],
    ['another spelling of a length', least.replace('90d', '2160.0h')],
    ['another spelling of a share', least.replace('25%', '25.00%')],
    ['a default that is written', withKeys('mode: preview\ngrace: 0h\nreadings: {}\nprotect: { tags: {} }')],
    ['usual states that are written', least.replace('{}', '{ states: [disabled, deprecated, available] }')],
    ['line ends of another system', least.replaceAll('\n', '\r\n')],
  ])('is not changed by %s', (_what, text) => {
    expect(policyIn(text).hash).toBe(policyIn(least).hash);
    expect(basisIn(text)).toBe(basisIn(least));
  });

  it('is the same for a text and for lists of it in another order', () => {
    const tagged = (tags: string): string => policyIn(withKeys(`protect: { tags: ${tags} }`)).hash;
    expect(tagged('{ a: [x, y], b: z }')).toBe(tagged('{ b: [z], a: [y, x, x] }'));
  });

  it.each([
    ['mode', withKeys('mode: enforce')],
    ['perRun', least.replace('20', '21')],
    ['share', least.replace('25%', '26%')],
    ['grace', withKeys('grace: 1d')],
    ['historyDays', withKeys('historyDays: 401')],
    ['readings', withKeys('readings: { usageReports: true }')],
    ['protect.tags', withKeys('protect: { tags: { a: b } }')],
    ['protect.names', withKeys('protect: { names: [a] }')],
    ['targets', withKeys('targets: [{}]')],
    ['a rule', least.replace('90d', '91d')],
  ])('is changed by %s', (_what, text) => {
    expect(policyIn(text).hash).not.toBe(policyIn(least).hash);
  });
});

describe('the basis of a rule', () => {
  it.each([
    ['grace: 1d', 'grace: 2d'],
    ['name: web', 'name: wob'],
    ['[ec2]', '[imagebuilder]'],
    ['[available]', '[deprecated]'],
    ['names: [a]', 'names: [b]'],
    ['{ t: [x] }', '{ t: [y] }'],
    ['{ t: [x] }', '{ t: "*" }'],
    ['[linux]', '[windows]'],
    ['recipes: [r]', 'recipes: [s]'],
    ['pipelines: [p]', 'pipelines: [q]'],
    ['"123456789012"', '"123456789013"'],
    ['us-east-1', 'us-east-2'],
    ['family: [kind]', 'family: [name]'],
    ['newest: 2', 'newest: 3'],
    ['launchedWithin: 1d', 'launchedWithin: 2d'],
    ['90d', '91d'],
  ])('is changed when %s becomes %s', (from, to) => {
    expect(full).toContain(from);
    expect(basisIn(full.replace(from, to))).not.toBe(basisIn(full));
  });

  it.each([
    ['perRun: 20', 'perRun: 1'],
    ['version: 1', 'version: 1\nmode: enforce\nhistoryDays: 3\nprotect: { names: [x] }'],
    ['name: other', 'name: another'],
  ])('is not changed when %s becomes %s', (from, to) => {
    expect(full).toContain(from);
    expect(basisIn(full.replace(from, to))).toBe(basisIn(full));
  });
});

describe('canonical JSON', () => {
  it('has the keys in order at every depth, and lists as they are', () => {
    expect(canonicalJson({ b: [{ d: 1, c: null }, 'x', 'a'], a: undefined, A: 0 })).toBe(
      '{"A":0,"b":[{"c":null,"d":1},"x","a"]}',
    );
  });
});
