/** The processes of a benchmark: the simulated AWS, the table, and one of the service for each piece of work. */
import { fork, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { parse } from 'yaml';
import * as z from 'zod';
import { bundling } from '../../infra/aws/bundle.ts';
import { policyForPackage } from '../../shared/policy/packaged.ts';
import { parsePolicy } from '../../shared/policy/parse.ts';
import { region } from './account.ts';
import type { Measured, SimulatorOrder, Task } from './messages.ts';

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
export const isCounts = (message: unknown): message is Record<string, number> =>
  isObject(message) && Object.values(message).every((value) => typeof value === 'number');
const isMeasured = (message: unknown): message is Measured => isObject(message) && 'peakMiB' in message;

/** Retires what is older than so many hours. */
export const policyFor = (hours: number): string =>
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

export async function workIn(task: Task): Promise<Measured> {
  const child = fork(service, { execArgv: options });
  await said(child, isObject);
  child.send(task);
  return said(child, isMeasured);
}

export interface Surrounded {
  readonly environment: Readonly<Record<string, string>>;
  readonly tell: <T>(order: SimulatorOrder, is: (message: unknown) => message is T) => Promise<T>;
}

/** With an account of so many AMIs, and an empty table. */
export async function surrounded<T>(size: number, use: (surrounded: Surrounded) => Promise<T>): Promise<T> {
  const simulator = fork(pathOf('simulator-process.ts'));
  const table = fork(pathOf('table-process.ts'));
  const tell: Surrounded['tell'] = async (order, is) => {
    simulator.send(order);
    return said(simulator, is);
  };
  try {
    const tableEnvironment = await said(table, isTexts);
    const environment = { ...(await tell({ order: 'start', size }, isTexts)), ...tableEnvironment };
    return await use({ environment, tell });
  } finally {
    simulator.kill();
    table.kill();
  }
}
