/** Which mutants survived, and which of them are argued. */
import { expect, it } from 'vitest';
import { arguedIn, missing, mutantsIn } from '../../tools/survivors.ts';

const at = (line: number, column: number, endLine: number, endColumn: number) => ({
  start: { line, column },
  end: { line: endLine, column: endColumn },
});

const report = JSON.stringify({
  files: {
    'shared/domain/a.ts': {
      source: 'const a = b\n  ?? `c`;\n',
      mutants: [
        { status: 'Survived', replacement: 'b &&\n`c`', location: at(1, 11, 2, 9) },
        { status: 'NoCoverage', replacement: '``', location: at(2, 6, 2, 9) },
        { status: 'Killed', replacement: 'x', location: at(1, 7, 1, 8) },
        { status: 'RuntimeError', location: at(1, 1, 1, 2) },
      ],
    },
  },
});

it('names a survivor by its file, what it was and what it became, on one line', () => {
  expect(mutantsIn(report).survivors).toEqual(['domain/a.ts: b ?? `c` → b && `c`', 'domain/a.ts: `c` → ``']);
});

it('counts what became of the others', () => {
  expect([...mutantsIn(report).counts]).toEqual([
    ['Survived', 1],
    ['NoCoverage', 1],
    ['Killed', 1],
    ['RuntimeError', 1],
  ]);
});

it('reads an argument with its file, whatever quotes and lines it takes', () => {
  const markdown = [
    '# Survivors\n\n- `not` → `under`: a file\n',
    '## domain/a.ts\n',
    '- ``b ?? `c` `` → ``b &&',
    '  `c` ``: one reason.',
    '- ``` `c` ``` → ``` `` ```: another: `reason` → `told`.',
    '- `no` → `reason`:',
    '',
    '## policy/b.ts\n\n- `1` → `2`: a third.\n',
  ].join('\n');
  expect(arguedIn(markdown)).toEqual([
    'domain/a.ts: b ?? `c` → b && `c`',
    'domain/a.ts: `c` → ``',
    'policy/b.ts: 1 → 2',
  ]);
});

it('misses what is there twice and argued once', () => {
  expect(missing(['a', 'b', 'a'], ['a', 'c'])).toEqual(['b', 'a']);
});
