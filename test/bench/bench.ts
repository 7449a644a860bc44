/**
 * What a run costs at several sizes, beside the limit that AWS's own listings set, measured in the same run.
 * `npm run bench -- [--sizes 1000,10000,100000] [--json FILE] [--svg FILE]`
 */
import { fork, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { parse } from 'yaml';
import * as z from 'zod';
import { bundling } from '../../infra/aws/bundle.ts';
import { hour, minute } from '../../shared/domain/time.ts';
import { policyForPackage } from '../../shared/policy/packaged.ts';
import { parsePolicy } from '../../shared/policy/parse.ts';
import { firstOf, now, region } from './account.ts';
import type { Measured, SimulatorOrder, Task, Work } from './messages.ts';
import { chartOf } from './chart.ts';
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

/** The service's process runs what is deployed: a bundle. */
async function bundleService(): Promise<string> {
  const outfile = join(mkdtempSync(join(tmpdir(), 'imagewarden-bench-')), 'service.mjs');
  await build({
    ...bundling,
    entryPoints: [pathOf('service-process.ts')],
    outfile,
  });
  return outfile;
}

const pathOf = (name: string): string => new URL(name, import.meta.url).pathname;
const service = await bundleService();

/** As they are set for the functions that hold a scope. */
const { custom } = z
  .object({ custom: z.object({ scopeOptions: z.string() }) })
  .parse(parse(readFileSync(new URL('../../serverless.yml', import.meta.url), 'utf8')));
const options = custom.scopeOptions.split(' ');

async function said<T>(child: ChildProcess, is: (message: unknown) => message is T): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  child.once('message', (message: unknown) => {
    if (is(message)) resolve(message);
    else reject(new Error(`a process of the benchmark said ${JSON.stringify(message)}`));
  });
  const gone = (): void => {
    reject(new Error('a process of the benchmark ended early'));
  };
  child.once('exit', gone);
  return promise.finally(() => child.off('exit', gone));
}

const isObject = (message: unknown): message is object => typeof message === 'object' && message !== null;
const isTexts = (message: unknown): message is Record<string, string> =>
  isObject(message) && Object.values(message).every((value) => typeof value === 'string');
const isCounts = (message: unknown): message is Record<string, number> =>
  isObject(message) && Object.values(message).every((value) => typeof value === 'number');
const isMeasured = (message: unknown): message is Measured => isObject(message) && 'peakMiB' in message;

/** The account, the table, and what is done to them, each in a process of its own. */
async function measure(size: number): Promise<Row[]> {
  const simulator = fork(pathOf('simulator-process.ts'));
  const table = fork(pathOf('table-process.ts'));
  try {
    return await measureOn(size, simulator, table);
  } finally {
    simulator.kill();
    table.kill();
  }
}

async function measureOn(size: number, simulator: ChildProcess, table: ChildProcess): Promise<Row[]> {
  const tableEnvironment = await said(table, isTexts);
  const tell = async <T>(order: SimulatorOrder, is: (message: unknown) => message is T): Promise<T> => {
    simulator.send(order);
    return said(simulator, is);
  };
  const environment = { ...(await tell({ order: 'start', size }, isTexts)), ...tableEnvironment };
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

const policyFor = (hours: number): string =>
  policyForPackage(
    parsePolicy(
      JSON.stringify({
        version: 1,
        mode: 'enforce',
        limits: { perRun: 1000, share: '100%' },
        targets: [{ regions: [region], kinds: ['ec2'] }],
        rules: [{ name: 'old', select: {}, keep: { newest: 0 }, retire: { olderThan: `${hours}h` } }],
      }),
      'policy',
    ).policy,
  );

async function workIn(task: Task): Promise<Measured> {
  const child = fork(service, { execArgv: options });
  await said(child, isObject);
  child.send(task);
  return said(child, isMeasured);
}

const rows: Row[] = [];
for (const size of sizes) rows.push(...(await measure(size)));
process.stdout.write(`${tableOf(rows)}\n\n${targetsText(rows)}\n`);
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(rows, null, 2)}\n`);
if (values.svg !== undefined) writeFileSync(values.svg, chartOf(rows));
