/** Lines of an answer as a table, one JSON document, JSON lines or CSV. The last two are written as they come. */
import { csvRow } from './csv.ts';
import { rowOf, titlesOf, type Columns } from './columns.ts';
import { printable, tableText, type Terminal } from './terminal.ts';

export const formats = ['json', 'jsonl', 'csv'] as const;
export type Format = (typeof formats)[number] | 'table';

export interface Listing<T> {
  /** In parts, as they are read. */
  readonly lines: AsyncIterable<readonly T[]>;
  readonly columns: Columns<T>;
  /** The one JSON document that holds them all. */
  readonly document: (lines: readonly T[]) => object;
  readonly head?: string;
  /** What the lines are, for the count below a table. */
  readonly noun?: string;
}

export async function printListing<T>(
  listing: Listing<T>,
  format: Format,
  terminal: Terminal,
): Promise<void> {
  if (format === 'csv') terminal.out(csvRow(titlesOf(listing.columns.csv)));
  if (format === 'csv' || format === 'jsonl') return stream(listing, format, terminal);
  const lines = (await Array.fromAsync(listing.lines)).flat();
  if (format === 'json') {
    terminal.out(JSON.stringify(listing.document(lines), null, 2));
    return;
  }
  if (listing.head !== undefined) terminal.out(printable(listing.head));
  const rows = lines.map((line) => rowOf(listing.columns.table, line).map(printable));
  terminal.out(tableText(titlesOf(listing.columns.table), rows, terminal.paint));
  if (listing.noun !== undefined) terminal.out(`\n${lines.length} ${listing.noun}`);
}

async function stream<T>(
  { lines, columns }: Listing<T>,
  format: 'csv' | 'jsonl',
  { out, drained }: Terminal,
): Promise<void> {
  for await (const part of lines) {
    for (const line of part) out(format === 'csv' ? csvRow(rowOf(columns.csv, line)) : JSON.stringify(line));
    await drained?.();
  }
}
