/** What was asked of the service, and whether it was met in this run. */
import type { Row } from './bench.ts';

interface Target {
  readonly what: string;
  readonly measured: number;
  readonly most: number;
}

/** CPU time, since the wall's time is as much the simulator's; of many sizes each. */
function targetsOf(rows: readonly Row[]): Target[] {
  const sizes = [...new Set(rows.map(({ size }) => size))];
  const find = (size: number, what: string): Row | undefined =>
    rows.find((row) => row.size === size && row.what === what);
  const ratio = (size: number, what: string, limit: string, by: 'seconds' | 'cpuSeconds'): number =>
    (find(size, what)?.[by] ?? NaN) / (find(size, limit)?.[by] ?? NaN);
  const each = sizes.flatMap((size) => {
    const at = `at ${size.toLocaleString('en')}`;
    return [
      {
        what: `${at}, nothing changed: CPU time of the bare loop`,
        measured: ratio(size, 'nothing changed', 'bare loop', 'cpuSeconds'),
        most: 1.5,
      },
      {
        what: `${at}, nothing changed: time of the bare loop`,
        measured: ratio(size, 'nothing changed', 'bare loop', 'seconds'),
        most: 1.5,
      },
      {
        what: `${at}, 1 % due: CPU time of a bare loop that asks as much`,
        measured: ratio(size, '1 % due', 'bare loop, 1 %', 'cpuSeconds'),
        most: 1.5,
      },
      {
        what: `${at}, 1 % due: time of a bare loop that asks as much`,
        measured: ratio(size, '1 % due', 'bare loop, 1 %', 'seconds'),
        most: 1.5,
      },
      {
        what: `${at}: listing calls for each page of 1,000`,
        measured:
          (find(size, 'nothing changed')?.calls['ec2:DescribeImages'] ?? NaN) / Math.ceil(size / 1000),
        most: 1,
      },
      {
        what: `${at}: writes where nothing changed`,
        measured: find(size, 'nothing changed')?.writeUnits ?? NaN,
        most: 1,
      },
    ];
  });
  return [...each, ...atTheTop(find)].filter(({ measured }) => !Number.isNaN(measured));
}

const atTheTop = (find: (size: number, what: string) => Row | undefined): Target[] => [
  {
    what: 'from 10,000 to 100,000, nothing changed: growth of the CPU time',
    measured:
      (find(100_000, 'nothing changed')?.cpuSeconds ?? NaN) /
      (find(10_000, 'nothing changed')?.cpuSeconds ?? NaN),
    most: 11,
  },
  {
    what: 'at 100,000, nothing changed: peak resident memory, MiB',
    measured: find(100_000, 'nothing changed')?.peakMiB ?? NaN,
    // 256 MB.
    most: 256e6 / 2 ** 20,
  },
  ...['nothing changed, 5 s', 'retiring 100, 5 s'].map((what) => ({
    what: `at 100,000, ${what}: the longest of its functions, seconds`,
    measured: find(100_000, what)?.longest ?? NaN,
    most: 5,
  })),
  {
    what: 'at 100,000, nothing changed, 5 s: writes but for what functions leave to one another',
    measured: recordedBy(find(100_000, 'nothing changed, 5 s')),
    most: 1,
  },
  {
    what: 'at 100,000, nothing changed, 5 s: listing calls for each page of 1,000',
    measured: (find(100_000, 'nothing changed, 5 s')?.calls['ec2:DescribeImages'] ?? NaN) / 100,
    most: 1,
  },
];

const recordedBy = (row: Row | undefined): number => (row === undefined ? NaN : row.writes - row.left);

export const targetsText = (rows: readonly Row[]): string =>
  targetsOf(rows)
    .map(({ what, measured, most }) =>
      [
        measured <= most ? 'met   ' : 'missed',
        figure(measured).padStart(7),
        `of ${figure(most)}`.padEnd(8),
        what,
      ].join('  '),
    )
    .join('\n');

const figure = (value: number): string => (value >= 100 ? value.toFixed(0) : value.toFixed(2));
