/** What was measured, as a table. */
import type { Row } from './bench.ts';

const heads = [
  'images',
  'what',
  'time s',
  '× bare',
  'CPU s',
  '× bare',
  'peak MiB',
  'AWS calls',
  'reads',
  'writes',
  'table calls',
  'messages',
];

export function tableOf(rows: readonly Row[]): string {
  const cells = [heads, ...rows.map(cellsOf)];
  const widths = heads.map((_, i) => Math.max(...cells.map((row) => (row[i] ?? '').length)));
  return cells
    .map((row) =>
      row
        .map((cell, i) => (i === 1 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
        .join('  '),
    )
    .join('\n');
}

const cellsOf = (row: Row): string[] => [
  row.size.toLocaleString('en'),
  row.what,
  row.seconds.toFixed(2),
  row.limit === undefined ? '' : (row.seconds / row.limit.seconds).toFixed(2),
  row.cpuSeconds.toFixed(2),
  row.limit === undefined ? '' : (row.cpuSeconds / row.limit.cpuSeconds).toFixed(2),
  row.peakMiB.toFixed(0),
  Object.values(row.calls)
    .reduce((sum, count) => sum + count, 0)
    .toLocaleString('en'),
  Math.ceil(row.readUnits).toLocaleString('en'),
  Math.ceil(row.writeUnits).toLocaleString('en'),
  row.tableCalls.toLocaleString('en'),
  String(row.messages),
];
