/**
 * `npm run bench:parts [-- --size 100000 --seconds 5]`: a scope surveyed, surveyed again with nothing changed, and retired from, by
 * functions that may not take longer, each in a process of its own that goes on where the one before ended. Nothing may
 * be lost, and nothing be recorded or asked for twice. Time is the machine's: a function that takes longer than it has
 * would have been stopped, and is told.
 */
import { parseArgs } from 'node:util';
import { hour, second } from '../../shared/domain/time.ts';
import { terminal, tableText } from '../../functions/cli/output/terminal.ts';
import { firstOf, now } from './account.ts';
import type { Measured, Work } from './messages.ts';
import { inParts, mostOf, sumOf } from './in-parts.ts';
import { isCounts, policyFor, surrounded, type Surrounded } from './processes.ts';

const { values } = parseArgs({
  options: {
    size: { type: 'string', default: '100000' },
    seconds: { type: 'string', default: '5' },
    due: { type: 'string', default: '100' },
  },
});
const size = Number(values.size);
const due = Number(values.due);
const time = Number(values.seconds) * second;
const never = 24 * 365 * 10;
// Policies speak of whole hours.
const oldEnough = Math.floor((now - firstOf(due, size)) / hour);

interface Errand {
  readonly what: string;
  readonly parts: readonly Measured[];
  readonly calls: Readonly<Record<string, number>>;
}

async function measured(
  what: string,
  work: Work,
  run: number,
  hours: number,
  { environment, tell }: Surrounded,
): Promise<Errand> {
  await tell({ order: 'calls' }, isCounts);
  const task = { work, environment, oldBefore: 0, policy: policyFor(hours), run, time };
  const parts = await inParts(what, task);
  return { what, parts, calls: await tell({ order: 'calls' }, isCounts) };
}

const errands = await surrounded(size, async (around) => [
  await measured('first survey', 'survey', now, never, around),
  await measured('nothing changed', 'survey', now + second, never, around),
  await measured(`${due} due`, 'survey', now + 2 * second, oldEnough, around),
  await measured(`retiring ${due}`, 'retire', now + 2 * second, oldEnough, around),
]);

const longestOf = ({ parts }: Errand): number => mostOf(parts, ({ seconds }) => seconds);
const recordedBy = ({ parts }: Errand): number => sumOf(parts, ({ writes, left }) => writes - left);
const pagesOf = ({ calls }: Errand): number => calls['ec2:DescribeImages'] ?? 0;

const heads = [
  'errand',
  'functions',
  'time, s',
  'longest, s',
  'peak, MiB',
  'pages',
  'writes',
  'left',
  'ended',
];
const rowOf = (errand: Errand): string[] => [
  errand.what,
  `${errand.parts.length}`,
  sumOf(errand.parts, ({ seconds }) => seconds).toFixed(0),
  longestOf(errand).toFixed(1),
  mostOf(errand.parts, ({ peakMiB }) => peakMiB).toFixed(0),
  `${pagesOf(errand)}`,
  `${recordedBy(errand)}`,
  `${sumOf(errand.parts, ({ left }) => left)}`,
  errand.parts.at(-1)?.note ?? '',
];
terminal.out(tableText(heads, errands.map(rowOf), terminal.paint));

const pages = Math.ceil(size / 1000);
const [first, again, dueToo, retiring] = errands;
// How it stands and what happened of each image, the scope's place in the register, and the run.
const expected = [2 * size + 2, 1];
const checks: readonly (readonly [string, boolean])[] = [
  [`the first survey wrote ${expected[0]} times`, first !== undefined && recordedBy(first) === expected[0]],
  ['the next one once', again !== undefined && recordedBy(again) === 1],
  [
    `each survey asked for ${pages} pages of the listing`,
    [first, again, dueToo].every((errand) => errand !== undefined && pagesOf(errand) === pages),
  ],
  [
    `all that were due are deleted`,
    retiring?.calls['ec2:DeregisterImage'] ===
      Number(/(\d+) to retire/.exec(dueToo?.parts.at(-1)?.note ?? '')?.[1]),
  ],
  [
    `no function took longer than ${values.seconds} s`,
    errands.every((one) => longestOf(one) * second <= time),
  ],
];
for (const [what, holds] of checks) terminal.out(`${holds ? 'yes' : 'NO '}  ${what}`);
process.exitCode = checks.every(([, holds]) => holds) ? 0 : 1;
