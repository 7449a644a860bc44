/** Text made to hurt: refused in words, in bounded time. */
import { describe, expect, it } from 'vitest';
import { longestText } from '../../../shared/policy/read-yaml.ts';
import { least, problemsIn, withKeys, withRules } from './texts.ts';

/** Milliseconds. */
const patience = Number(process.env['PATIENCE'] ?? 3000);

const filled = (piece: string, length = 40_000): string => piece.repeat(Math.floor(length / piece.length));

const laughs = Array.from({ length: 9 }, (_, i) => `a${i + 1}: &a${i + 1} [${filled(`*a${i},`, 40)}]`);

describe('a hostile policy', () => {
  it.each([
    ['is too long', '#'.repeat(longestText + 1), 'is 262145 characters long; a policy may have 262144'],
    ['is ten megabytes', filled('a', 10_000_000), 'characters long; a policy may have'],
    [
      'multiplies by aliases',
      ['a0: &a0 [x, x]', ...laughs].join('\n'),
      'is one alias too many; write at most 50',
    ],
    ['names itself', withKeys('protect: &a { names: [*a] }'), 'is nested too deeply'],
    ['nests brackets', filled('['), 'is nested too deeply'],
    ['nests dashes', filled('- '), 'is nested too deeply'],
    [
      'nests by indenting',
      Array.from({ length: 200 }, (_, i) => `${' '.repeat(i)}a:`).join('\n'),
      'is nested too deeply',
    ],
    ['closes what nobody opened', filled(']'), 'is not YAML'],
    [
      'has ten thousand keys',
      Array.from({ length: 10_000 }, (_, i) => `k${i}: 1`).join('\n'),
      'is no known key',
    ],
    ['repeats one key', filled('a: 1\n'), 'is written twice, first on line 1'],
    [
      'has a glob without end',
      withKeys(`protect: { names: ["${filled('*a')}"] }`),
      'is too long; write at most 256 characters',
    ],
    ['has a duration without end', least.replace('90d', `${filled('9')}d`), 'is too long a duration'],
    ['has a key without end', withKeys(`"${filled('k', 900)}": 1`), 'is no known key'],
    [
      'has too many rules',
      withRules(
        ...Array.from({ length: 501 }, (_, i) => `name: r${i}, select: {}, retire: { olderThan: 1d }`),
      ),
      'is too long a list; write at most 500 rules',
    ],
  ])('that %s is refused', (_what, text, problem) => {
    const started = performance.now();
    const problems = problemsIn(text);
    expect(performance.now() - started).toBeLessThan(patience);
    expect(problems.some((line) => line.includes(problem))).toBe(true);
    expect(problems.length).toBeLessThanOrEqual(501);
    expect(Math.max(...problems.map((line) => line.length))).toBeLessThan(500);
  });

  it('that nests without end has one problem', () => {
    expect(problemsIn(filled('{a: '))).toHaveLength(1);
  });

  it('says how many problems it does not list', () => {
    expect(problemsIn(Array.from({ length: 600 }, (_, i) => `k${i}: 1`).join('\n')).at(-1)).toBe(
      'p.yml: 103 more problems; correct these first',
    );
  });
});
