/** What zod found → one sentence each, with its place. */
import type * as z from 'zod';
import { nearest } from './nearest.ts';
import { shown } from './shown.ts';
import { pathText, spotOf, treeAt } from './tree.ts';
import type { Path, Problem, Tree } from './tree.ts';

type Issue = z.core.$ZodIssue;

export function problemsOf(issues: readonly Issue[], root: Tree): Problem[] {
  return issues.flatMap((issue) => problemsOfOne(issue, issue.path, root));
}

function problemsOfOne(issue: Issue, path: Path, root: Tree): Problem[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => unknownKey([...path, key], issue.message, root));
  }
  const meant = issue.code === 'invalid_union' ? meantBranch(issue.errors) : undefined;
  if (meant) return meant.flatMap((inner) => problemsOfOne(inner, [...path, ...inner.path], root));
  const value = treeAt(root, path);
  if (value?.sort === 'scalar' && value.refused) return [];
  const all = issue.code === 'invalid_key' ? keySays(issue) : [valueSays(issue, value)];
  return all.map((says) => ({ at: spotOf(root, path), path: pathText(path), says }));
}

/** Of several forms a value may have, the one that was begun: all that is wrong with it is not the form itself. */
function meantBranch(branches: readonly (readonly Issue[])[]): readonly Issue[] | undefined {
  const formless = ['invalid_type', 'invalid_value', 'invalid_format'];
  return branches.find(
    (issues) => !issues.some(({ code, path }) => path.length === 0 && formless.includes(code)),
  );
}

/** See `mapping` in leaves.ts: the message of an unknown key is the list of those that are known. */
function unknownKey(path: Path, known: string, root: Tree): Problem {
  const near = nearest(String(path.at(-1)), known.split(', '));
  const instead = near === undefined ? `the keys here are ${known}` : `did you mean ${near}?`;
  return { at: spotOf(root, path, 'key'), path: pathText(path), says: `is no known key; ${instead}` };
}

const keySays = ({ issues }: z.core.$ZodIssueInvalidKey): string[] =>
  issues.map(({ message }) => `as a key ${message}`);

function valueSays(issue: Issue, value: Tree | undefined): string {
  const [wrong = '', ...rest] = issue.message.split('; ');
  const instead = rest.join('; ');
  if (value === undefined) return `is missing; ${instead}`;
  if (value.sort === 'list')
    return wrong.includes(' list') ? `${wrong}; ${instead}` : `is a list; ${instead}`;
  if (value.sort === 'map') return `is a mapping; ${instead}`;
  if (value.value === null) return `is empty; ${instead}`;
  const written = typeof value.value === 'string' ? shown(value.value) : value.written.slice(0, 60);
  return `${written} ${wrong}; ${listForm(issue, written) ?? instead}${suggestion(issue, value.value)}`;
}

/** Where a list is wanted, one value is shown as a list of one. */
const listForm = (issue: Issue, written: string): string | undefined =>
  issue.code === 'invalid_type' && issue.expected === 'array' ? `write a list: [${written}]` : undefined;

function suggestion(issue: Issue, value: string | number | boolean): string {
  const words = wordsOf(issue);
  const near = typeof value === 'string' ? nearest(value, words) : undefined;
  return near === undefined ? '' : `; did you mean ${near}?`;
}

function wordsOf(issue: Issue): string[] {
  if (issue.code === 'invalid_union') return issue.errors.flat().flatMap(wordsOf);
  return issue.code === 'invalid_value' ? issue.values.map(String) : [];
}
