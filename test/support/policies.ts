/** Policies for tests, from the smallest change against one that retires everything old. */
import { parsePolicy } from '../../shared/policy/parse.ts';
import type { Policy } from '../../shared/domain/policy.ts';

const usual = {
  version: 1,
  mode: 'enforce',
  limits: { perRun: 1000, share: '100%' },
  rules: [{ name: 'old', select: {}, keep: { newest: 0 }, retire: { olderThan: '30d' } }],
};

/** JSON is YAML, so a policy for a test is written as data and read as every policy is. */
export const aPolicy = (changes: Readonly<Record<string, unknown>> = {}): Policy =>
  parsePolicy(JSON.stringify({ ...usual, ...changes }), 'policy').policy;

/** The same over one scope alone, so that a test's runs cost no look at the others. */
export const ec2Policy = (changes: Readonly<Record<string, unknown>> = {}): Policy =>
  aPolicy({ targets: [{ regions: ['us-east-1'], kinds: ['ec2'] }], ...changes });

export const aRule = (
  changes: Readonly<Record<string, unknown>> = {},
): Readonly<Record<string, unknown>> => ({
  name: 'old',
  select: {},
  keep: { newest: 0 },
  retire: { olderThan: '30d' },
  ...changes,
});
