/**
 * `npm run bench:parts [-- --size 100000 --seconds 30]`: a first survey in functions that may not take longer, each in a
 * process of its own that goes on where the one before ended. Nothing may be lost, nothing be recorded twice.
 */
import { parseArgs } from 'node:util';
import { second } from '../../shared/domain/time.ts';
import { terminal, tableText } from '../../functions/cli/output/terminal.ts';
import { now } from './account.ts';
import type { Measured } from './messages.ts';
import { policyFor, surrounded, workIn } from './processes.ts';

const { values } = parseArgs({
  options: { size: { type: 'string', default: '100000' }, seconds: { type: 'string', default: '30' } },
});
const size = Number(values.size);
const time = Number(values.seconds) * second;
const never = 24 * 365 * 10;

const { parts, again } = await surrounded(size, async ({ environment }) => {
  const task = { work: 'survey', environment, oldBefore: 0, policy: policyFor(never), run: now } as const;
  const made: Measured[] = [];
  for (let errand: string | undefined, more = true; more; more = errand !== undefined) {
    const part = await workIn({ ...task, time, ...(errand !== undefined && { errand }) });
    made.push(part);
    errand = part.rest;
    process.stderr.write(`part ${made.length}: ${part.seconds.toFixed(1)} s, ${part.note}\n`);
  }
  return { parts: made, again: await workIn({ ...task, run: now + second }) };
});

const writes = parts.reduce((sum, part) => sum + part.writes, 0);
const row = (name: string, { seconds, peakMiB, tableCalls, writes, note }: Measured): string[] => [
  name,
  seconds.toFixed(1),
  peakMiB.toFixed(0),
  `${tableCalls - writes}`,
  `${writes}`,
  note,
];
const head = ['function', 'time, s', 'peak, MiB', 'reads', 'writes', 'came to'];
const rows = [...parts.map((part, n) => row(`${n + 1}`, part)), row('the next run', again)];
terminal.out(tableText(head, rows, terminal.paint));
// How it stands and what happened of each image, the scope's place in the register, and the run.
const expected = 2 * size + 2;
terminal.out(
  `${parts.length} functions wrote ${writes} times; one alone would have written ${expected} times`,
);
process.exitCode = writes === expected && again.writes === 1 ? 0 : 1;
