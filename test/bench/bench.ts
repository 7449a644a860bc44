/**
 * What a run costs at several sizes, beside the limit that AWS's own listings set, measured in the same run.
 * `npm run bench -- [--sizes 1000,10000,100000] [--json FILE] [--svg FILE]`
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { hour, minute } from '../../shared/domain/time.ts';
import { firstOf, now } from './account.ts';
import { chartOf } from './chart.ts';
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
}

const { values } = parseArgs({
  options: {
    sizes: { type: 'string', default: '1000,10000,100000' },
    json: { type: 'string' },
    svg: { type: 'string' },
    rounds: { type: 'string', default: '3' },
  },
});
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
  const none = -size / 100;
  // The simulator's code is warm, and the ledger filled, before anything is compared.
  await done('warming up', 'list', none);
  rows.pop();
  await done('first survey', 'survey', none);
  await compared('bare loop', 'list', 'nothing changed', none);
  await tell({ order: 'change', every: 50, tag: 'changed' }, isCounts);
  await done('2 % changed', 'survey', none, 'bare loop');
  const few = size / 100;
  await done('1 % due, first', 'survey', few);
  await compared('bare loop, 1 %', 'list-and-ask', '1 % due', few);
  const many = Math.min(1000, size / 2);
  await done(`${many} due, first`, 'survey', many);
  await done(`retiring ${many}`, 'retire', many);
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
