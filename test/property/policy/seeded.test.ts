import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fewer } from '../../support/arbitraries.ts';
import { problemsIn } from '../../unit/policy/texts.ts';

const sound = [
  'version: 1',
  'mode: preview',
  'targets:',
  '  - regions: [us-east-1]',
  '    accounts: [self]',
  '    kinds: [ec2]',
  'limits:',
  '  perRun: 20',
  '  share: 25%',
  'grace: 7d',
  'historyDays: 400',
  'readings: { usageReports: false }',
  'protect:',
  '  tags: { keep: "*" }',
  '  names: ["golden-*"]',
  'rules:',
  '  - name: one',
  '    select: { states: [failed] }',
  '    retire: { olderThan: 3d }',
  '  - name: two',
  '    select: {}',
  '    family: [kind]',
  '    keep: { newest: 2 }',
  '    retire: { olderThan: 90d }',
];

/** Line → what to write instead, and the path that is then wrong on that very line. */
const faults = [
  [1, 'version: 3', 'version'],
  [2, 'mode: on', 'mode'],
  [4, '  - regions: us-east-1', 'targets[0].regions'],
  [5, '    accounts: [you]', 'targets[0].accounts[0]'],
  [6, '    kinds: [ec2, ami]', 'targets[0].kinds[1]'],
  [8, '  perRun: many', 'limits.perRun'],
  [9, '  share: 0.25', 'limits.share'],
  [10, 'grace: 7', 'grace'],
  [11, 'historyDays: -1', 'historyDays'],
  [12, 'readings: { usageReport: false }', 'readings.usageReport'],
  [14, '  tags: { keep: 1 }', 'protect.tags.keep'],
  [14, '  tags: { keep: "*", keep: a }', 'protect.tags.keep'],
  [15, '  names: [golden]\n  named: [x]', 'protect.named'],
  [17, '  - name: two', 'rules[1].name'],
  [18, '    select: { states: [broken] }', 'rules[0].select.states[0]'],
  [19, '    retire: { after: 3d, olderThan: 3d }', 'rules[0].retire.after'],
  [21, '    select: { names: [] }', 'rules[1].select.names'],
  [22, '    family: [colour]', 'rules[1].family[0]'],
  [23, '    keep: 2', 'rules[1].keep'],
  [24, '    retire: { olderThan: "90" }', 'rules[1].retire.olderThan'],
] as const;

describe('a policy with up to five faults', () => {
  it('is sound without them', () => {
    expect(problemsIn(sound.join('\n'))).toEqual([]);
  });

  it('is told all of them, each with its line, and no other', () => {
    const chosen = fc.uniqueArray(fc.constantFrom(...faults), {
      minLength: 1,
      maxLength: 5,
      selector: ([line]) => line,
    });
    fc.assert(
      fc.property(chosen, (some) => {
        const lines = sound.map((text, i) => some.find(([line]) => line === i + 1)?.[1] ?? text);
        const expected = some.map(([line, text, path]) => `${shifted(line, text, path, some)} ${path}`);
        expect(problemsIn(lines.join('\n')).map(placeOf).sort()).toEqual(expected.sort());
      }),
      fewer(200),
    );
  });
});

/** The line on which a fault is told: its own, moved by the faults before it that take two; a name is told where it comes again. */
function shifted(
  line: number,
  text: string,
  path: string,
  some: readonly (readonly [number, string, string])[],
): number {
  const told = path === 'rules[1].name' ? 20 : line;
  const before = some.filter(([other, instead]) => other < told && instead.includes('\n')).length;
  return told + before + (text.includes('\n') ? 1 : 0);
}

const placeOf = (problem: string): string => problem.replace(/^p\.yml:(\d+):\d+ ([^:]+):.*$/, '$1 $2');
