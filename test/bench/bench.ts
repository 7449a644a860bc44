/**
 * What a run costs at several sizes, beside the limit that AWS's own listings set, measured in the same run.
 * `npm run bench -- [--sizes 1000,10000,100000] [--json FILE] [--svg FILE]`
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { hour, minute, second } from '../../shared/domain/time.ts';
import { firstOf, now } from './account.ts';
import { chartOf } from './chart.ts';
import { inParts, mostOf, sumOf } from './in-parts.ts';
import type { Measured, Work } from './messages.ts';
import { isCounts, policyFor, surrounded, workIn, type Surrounded } from './processes.ts';
import { tableOf } from './report.ts';
import { targetsText } from './targets.ts';

export interface Row extends Measured {
  readonly size: number;
  readonly what: string;
  /** What it is compared with: the bare loop. */
  readonly limit?: Pick<Measured, 'seconds' | 'cpuSeconds'>;
  readonly calls: Readonly<Record<string, number>>;
  /** Of several functions, the longest took so many seconds. */
  readonly longest?: number;
}

const { values } = parseArgs({
  options: {
    sizes: { type: 'string', default: '1000,10000,100000' },
    json: { type: 'string' },
    svg: { type: 'string' },
    rounds: { type: 'string', default: '3' },
  },
});
/** What takes longer than a short function has. */
const large = 100_000;
const shortTime = 5 * second;
const sizes = values.sizes.split(',').map(Number);
const rounds = Number(values.rounds);

async function measureOn(size: number, { environment, tell }: Surrounded): Promise<Row[]> {
  const rows: Row[] = [];
  let run = now;
  const done = async (what: string, work: Work, old: number, limit?: string): Promise<Measured> => {
    if (work === 'survey') run += minute;
    // Policies speak of whole hours.
    const hours = Math.floor((now - firstOf(old, size)) / hour);
    const oldBefore = run - hours * hour;
    await tell({ order: 'calls' }, isCounts);
    const measured = await workIn({ work, run, environment, oldBefore, policy: policyFor(hours) });
    const calls = await tell({ order: 'calls' }, isCounts);
    const bare = rows.find((row) => row.what === limit);
    rows.push({ size, what, ...measured, calls, ...(bare !== undefined && { limit: bare }) });
    process.stderr.write(`${size} ${what}: ${measured.seconds.toFixed(1)} s, ${measured.note}\n`);
    return measured;
  };
  /** Side by side, round after round, so that whatever else the machine does disturbs all alike; the median counts. */
  const compared = async (limit: string, work: Work, what: string, old: number): Promise<void> => {
    const begun = rows.length;
    for (let i = 0; i < rounds; i++) {
      await done(limit, work, old);
      await done(what, 'survey', old);
    }
    const measured = rows.splice(begun);
    const bare = medianOf(measured.filter((row) => row.what === limit));
    rows.push(bare, { ...medianOf(measured.filter((row) => row.what === what)), limit: bare });
  };
  /** The same by functions of a few seconds, where one would not come to its end. */
  const apart = async (what: string, work: Work, old: number): Promise<void> => {
    if (work === 'survey') run += minute;
    const hours = Math.floor((now - firstOf(old, size)) / hour);
    await tell({ order: 'calls' }, isCounts);
    const task = { work, run, environment, oldBefore: 0, policy: policyFor(hours), time: shortTime };
    const parts = await inParts(`${size} ${what}`, task);
    const calls = await tell({ order: 'calls' }, isCounts);
    const sum = (of: (part: Measured) => number): number => sumOf(parts, of);
    rows.push({
      ...{ size, what, calls, waited: sum(({ waited }) => waited), note: '' },
      seconds: sum(({ seconds }) => seconds),
      cpuSeconds: sum(({ cpuSeconds }) => cpuSeconds),
      peakMiB: mostOf(parts, ({ peakMiB }) => peakMiB),
      readUnits: sum(({ readUnits }) => readUnits),
      writeUnits: sum(({ writeUnits }) => writeUnits),
      tableCalls: sum(({ tableCalls }) => tableCalls),
      writes: sum(({ writes }) => writes),
      left: sum(({ left }) => left),
      messages: parts.length,
      longest: mostOf(parts, ({ seconds }) => seconds),
    });
  };
  const none = -size / 100;
  // The simulator's code is warm, and the ledger filled, before anything is compared.
  await done('warming up', 'list', none);
  rows.pop();
  await done('first survey', 'survey', none);
  await compared('bare loop', 'list', 'nothing changed', none);
  if (size >= large) await apart('nothing changed, 5 s', 'survey', none);
  await tell({ order: 'change', every: 50, tag: 'changed' }, isCounts);
  await done('2 % changed', 'survey', none, 'bare loop');
  const few = size / 100;
  await done('1 % due, first', 'survey', few);
  await compared('bare loop, 1 %', 'list-and-ask', '1 % due', few);
  const many = Math.min(1000, size / 2);
  await done(`${many} due, first`, 'survey', many);
  await done(`retiring ${many}`, 'retire', many);
  if (size < large) return rows;
  await apart('100 more due, 5 s', 'survey', many + 100);
  await apart('retiring 100, 5 s', 'retire', many + 100);
  return rows;
}

const medianOf = (measured: readonly Row[]): Row => {
  const [middle] = measured.toSorted((a, b) => a.seconds - b.seconds).slice(measured.length >> 1);
  if (middle === undefined) throw new Error('nothing was measured');
  const cpu = measured.map(({ cpuSeconds }) => cpuSeconds).sort((a, b) => a - b);
  const peakMiB = Math.max(...measured.map((row) => row.peakMiB));
  return { ...middle, cpuSeconds: cpu[cpu.length >> 1] ?? NaN, peakMiB };
};

const rows: Row[] = [];
for (const size of sizes) rows.push(...(await surrounded(size, async (around) => measureOn(size, around))));
process.stdout.write(`${tableOf(rows)}\n\n${targetsText(rows)}\n`);
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(rows, null, 2)}\n`);
if (values.svg !== undefined) writeFileSync(values.svg, chartOf(rows));
