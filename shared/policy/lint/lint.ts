/** What is allowed in a policy, and yet hardly meant. A warning is never a guess: what it says is so. */
import type { Policy } from '../../domain/policy.ts';
import { policyBounds, ruleBounds, starredTags } from './bounds.ts';
import { idleRules } from './idle.ts';
import { shadowedRules } from './shadowed.ts';

/** One line each: which rule or key, what comes of it, what to do. */
export const lintPolicy = (policy: Policy): string[] => [
  ...policyBounds(policy),
  ...idleRules(policy),
  ...shadowedRules(policy.rules),
  ...policy.rules.flatMap(ruleBounds),
  ...starredTags(policy),
];
