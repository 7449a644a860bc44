/** Where the command line writes. Standard output holds the answer and nothing else. */
import { once } from 'node:events';
import { styleText } from 'node:util';
import Table from 'cli-table3';
import { printableLines } from '../../../shared/domain/printable.ts';

export { printable } from '../../../shared/domain/printable.ts';

type Style = Parameters<typeof styleText>[0];

export interface Terminal {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Coloured where standard output is a terminal. */
  readonly paint: (style: Style, text: string) => string;
  /** Resolves once standard output has taken what was written: a long answer must not pile up before a slow reader. */
  readonly drained?: () => Promise<void>;
  readonly isTerminal: boolean;
  readonly columns: number;
}

export const terminal: Terminal = {
  out: (text) => process.stdout.write(`${harmless(text, process.stdout.isTTY)}\n`),
  err: (text) => process.stderr.write(`${harmless(text, false)}\n`),
  paint: (style, text) => (process.stdout.isTTY ? styleText(style, text) : text),
  drained: async () => {
    if (process.stdout.writableNeedDrain) await once(process.stdout, 'drain');
  },
  isTerminal: process.stdout.isTTY,
  columns: process.stdout.columns,
};

const colour = /(\u001b\[\d+(?:;\d+)*m)/;

/** The last door before a terminal: whoever forgot to make text printable, it steers nothing. Colours pass where we paint. */
export const harmless = (text: string, painted: boolean): string =>
  painted
    ? text
        .split(colour)
        .map((part, at) => (at % 2 === 1 ? part : printableLines(part)))
        .join('')
    : printableLines(text);

const plain = { top: '', 'top-mid': '', 'top-left': '', 'top-right': '', bottom: '', 'bottom-mid': '' };
const bare = {
  ...plain,
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '  ',
};

/** Rows under a heading, aligned; every cell made printable unless the caller painted it. */
export function tableText(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  paint: Terminal['paint'],
): string {
  const table = new Table({
    head: head.map((title) => paint('bold', title)),
    chars: bare,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
  });
  table.push(...rows.map((row) => [...row]));
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}
