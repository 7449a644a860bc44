/** A problem of an account file in one line: where, what is wrong, what to write instead. */
import type { z } from 'zod';
import { nameOf, unlike } from './shape-problems.ts';

const wanted: Readonly<Record<string, string>> = {
  string: 'a string, in double quotes',
  number: 'a whole number, from 1',
  int: 'a whole number, from 1',
  array: 'a list, in square brackets',
  object: 'an object, in braces',
  record: 'an object, in braces',
};

export const problemText = (issue: z.core.$ZodIssue, root: string): string =>
  `${pathText(issue.path, root)}: ${told(issue)}`;

/** What is wrong and what to write instead. Needs `reportInput` of the parse. */
export function told(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type') return unlike(wanted[issue.expected] ?? issue.expected, issue.input);
  if (issue.code === 'invalid_value')
    return unlike(`one of ${issue.values.map((value) => JSON.stringify(value)).join(', ')}`, issue.input);
  if (issue.code === 'too_small')
    return unlike(issue.origin === 'string' ? 'a text' : 'a whole number, from 1', issue.input);
  if (issue.code === 'invalid_format') return unlike('letters, digits and hyphens only', issue.input);
  return issue.message;
}

function pathText(path: readonly PropertyKey[], root: string): string {
  return path.reduce<string>((text, step) => text + stepText(step), root);
}

function stepText(step: PropertyKey): string {
  if (typeof step === 'number') return `[${step}]`;
  const name = String(step);
  return /^[A-Za-z_]\w{0,60}$/.test(name) ? `.${name}` : `[${nameOf(name)}]`;
}
