/** A policy's text → the policy, or every problem it has. */
import { InputFault } from '../domain/fault.ts';
import type { Policy } from '../domain/policy.ts';
import { compile } from './compile.ts';
import { crossProblems } from './cross-checks.ts';
import { document } from './document.ts';
import { lintPolicy } from './lint/lint.ts';
import { problemsOf } from './problems.ts';
import { readYaml } from './read-yaml.ts';
import { plainOf } from './tree.ts';
import type { Problem } from './tree.ts';

/** More are counted, not printed: no reader goes through them, and hostile text has one per character. */
const mostProblems = 500;

/**
 * `source` names the text in messages: a file's name. Throws `InputFault` with one line for every problem,
 * `<source>:<line>:<column> <path>: <what is wrong>; <what to write instead>`, in the order of the text.
 */
export function parsePolicy(text: string, source: string): { policy: Policy; warnings: string[] } {
  const { tree, problems } = readYaml(text);
  if (tree === undefined) throw fault(problems, source);
  const checked = document.safeParse(plainOf(tree));
  const all = [...problems, ...problemsOf(checked.error?.issues ?? [], tree), ...crossProblems(tree)];
  if (all.length > 0 || !checked.success) throw fault(all, source);
  const policy = compile(checked.data);
  return { policy, warnings: lintPolicy(policy).map((warning) => `${source}: ${warning}`) };
}

function fault(problems: readonly Problem[], source: string): InputFault {
  const ordered = [...problems].sort((a, b) => a.at.line - b.at.line || a.at.column - b.at.column);
  const lines = ordered.slice(0, mostProblems).map((problem) => line(problem, source));
  const more = ordered.length - lines.length;
  return new InputFault(
    more > 0 ? [...lines, `${source}: ${more} more problems; correct these first`] : lines,
  );
}

const line = ({ at, path, says }: Problem, source: string): string =>
  `${source}:${at.line}:${at.column} ${path === '' ? 'policy' : path}: ${says}`;
