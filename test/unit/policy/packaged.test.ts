/** The policy on its way to Lambda. */
import { describe, expect, it } from 'vitest';
import type { Policy } from '../../../shared/domain/policy.ts';
import { policyForPackage, policyFromPackage } from '../../../shared/policy/packaged.ts';
import { policyIn } from './texts.ts';

const everything = (): Policy =>
  policyIn(`
version: 1
mode: enforce
targets:
  - regions: [us-east-1]
    accounts: [self, { id: "012345678901", role: "arn:aws:iam::012345678901:role/a", externalId: x-1 }]
    kinds: [appstream, ec2]
  - accounts: [{ id: "012345678901", role: "arn:aws:iam::012345678901:role/a" }]
limits: { perRun: 3, share: 2.5% }
grace: 36h
historyDays: 7
readings: { launchTemplateVersions: 1, usageReports: true }
protect: { tags: { keep: "*", lifecycle: [permanent, hold] }, names: ["golden-*-lts"] }
rules:
  - name: a
    select: { kinds: [ec2], states: [failed], names: [w], tags: { team: web, any: "*" }, platforms: [linux],
      recipes: [r], pipelines: [p], accounts: ["012345678901"], regions: [us-east-1] }
    family: ["tag:cost center", kind, name, name-stem, architecture, platform, recipe, pipeline]
    keep: { newest: 5, launchedWithin: 1d }
    retire: { olderThan: 4w }
  - { name: b, select: {}, retire: { olderThan: 1d } }
`);

describe('a packaged policy', () => {
  it('says what it said before', () => {
    expect(policyFromPackage(policyForPackage(everything()))).toEqual(everything());
  });

  it('may be in preview', () => {
    const preview = { ...everything(), mode: 'preview' as const };
    expect(policyFromPackage(policyForPackage(preview))).toEqual(preview);
  });

  it.each<[string, (policy: Policy) => object]>([
    ['without its mode', ({ mode: _mode, ...rest }) => rest],
    ['in another mode', (policy) => ({ ...policy, mode: 'maybe' })],
    ['without limits', ({ limits: _limits, ...rest }) => rest],
    ['with half its limits', (policy) => ({ ...policy, limits: { perRun: 1 } })],
    ['with a limit in words', (policy) => ({ ...policy, limits: { perRun: 'all', share: 1 } })],
    ['without protections', ({ protect: _protect, ...rest }) => rest],
    ['without grace', ({ grace: _grace, ...rest }) => rest],
    ['without a hash', ({ hash: _hash, ...rest }) => rest],
    [
      'with a rule that has no age',
      ({ rules, ...rest }) => ({ ...rest, rules: rules.map((rule) => ({ ...rule, retire: {} })) }),
    ],
    [
      'with a rule that has no floor',
      ({ rules, ...rest }) => ({ ...rest, rules: rules.map((rule) => ({ ...rule, keep: {} })) }),
    ],
    [
      'with a rule of no states',
      ({ rules, ...rest }) => ({ ...rest, rules: rules.map((rule) => ({ ...rule, select: {} })) }),
    ],
    [
      'with a field that no image has',
      ({ rules, ...rest }) => ({ ...rest, rules: rules.map((rule) => ({ ...rule, family: ['colour'] })) }),
    ],
    [
      'with a target without kinds',
      (policy) => ({ ...policy, targets: [{ regions: [], accounts: ['self'] }] }),
    ],
    [
      'with an account of no name',
      (policy) => ({ ...policy, targets: [{ regions: [], accounts: ['me'], kinds: [] }] }),
    ],
  ])('%s is refused', (_what, damaged) => {
    expect(() => policyFromPackage(JSON.stringify(damaged(everything())))).toThrow();
  });
});
