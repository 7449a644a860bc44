/** What is allowed in a policy, and yet hardly meant. */
import type { Policy, Rule } from '../../domain/policy.ts';

export const lintPolicy = (policy: Policy): string[] => policy.rules.flatMap(dyingFamilies);

const dyingFamilies = ({ name, keep }: Rule): string[] =>
  keep.newest === 0
    ? [
        `rule ${name}: keep.newest is 0, so a family may lose its last image; write 1 or more, unless that is meant`,
      ]
    : [];
