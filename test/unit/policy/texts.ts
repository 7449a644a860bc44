/** Policies for tests, as text. */
import { InputFault } from '../../../shared/domain/fault.ts';
import type { Policy } from '../../../shared/domain/policy.ts';
import { parsePolicy } from '../../../shared/policy/parse.ts';

export const least = `version: 1
limits: { perRun: 20, share: 25% }
rules:
  - name: web
    select: {}
    retire: { olderThan: 90d }
`;

/** The problems that a text is refused for; none if it is a policy. */
export function problemsIn(text: string): readonly string[] {
  try {
    parsePolicy(text, 'p.yml');
    return [];
  } catch (error) {
    if (error instanceof InputFault) return error.problems;
    throw error;
  }
}

export const policyIn = (text: string): Policy => parsePolicy(text, 'p.yml').policy;

/** The least policy, with lines put at its end: keys of the whole policy. */
export const withKeys = (lines: string): string => `${least}${lines}\n`;

/** The least policy with other rules; each is the inside of a flow mapping. */
export const withRules = (...rules: readonly string[]): string =>
  `${least.slice(0, least.indexOf('  - name'))}${rules.map((rule) => `  - { ${rule} }\n`).join('')}`;

/** A rule that has all it needs, with its select as given. */
export const ruleFor = (name: string, select: string): string =>
  `name: ${name}, select: ${select}, retire: { olderThan: 90d }`;

export const warningsIn = (text: string): readonly string[] => parsePolicy(text, 'p.yml').warnings;
