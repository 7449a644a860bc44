/** `sweep --aws`: begins a sweep of the deployed service by hand, and shows what comes of it. */
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { InputFault } from '../../../shared/domain/fault.ts';
import type { Run } from '../../../shared/domain/history.ts';
import type { Sweep } from '../../../shared/domain/sweep.ts';
import { iso, minute, second, type Duration, type Instant } from '../../../shared/domain/time.ts';
import type { Sweeps } from '../../../shared/pipeline/ports.ts';
import { systemClock } from '../../../shared/runtime/clock.ts';
import { createSweeps } from '../../../shared/store/sweeps.ts';
import { tableOf } from '../open-table.ts';
import { createCountdown, printSweep, sweepDocument, type SweepShown } from '../output/sweep-text.ts';
import type { Terminal } from '../output/terminal.ts';

export interface SweepOptions {
  readonly aws?: boolean;
  readonly stage?: string;
  readonly region?: string;
  readonly profile?: string;
  readonly table?: string;
  readonly json?: boolean;
}

export interface Patience {
  readonly every: Duration;
  readonly until: Duration;
}

const usual: Patience = { every: 5 * second, until: 30 * minute };

export async function sweep(options: SweepOptions, terminal: Terminal, patience = usual): Promise<number> {
  if (options.aws !== true)
    throw new InputFault(['sweep is for the deployed service: give --aws; run is for a simulated account']);
  const { stage = 'prod', table = `imagewarden-${stage}`, region, profile } = options;
  const opened = await tableOf({
    aws: true,
    table,
    ...(region !== undefined && { homeRegion: region }),
    ...(profile !== undefined && { profile }),
  })();
  const sweeps = createSweeps({ ...opened, historyDays: 1, clock: systemClock });
  try {
    const at = Date.now();
    await begin(`imagewarden-${stage}-sweep`, at, options);
    const seen = await watch(sweeps, at, patience, terminal);
    if (options.json === true) terminal.out(JSON.stringify(sweepDocument(seen), null, 2));
    else printSweep(seen, terminal);
    return isWell(seen) ? 0 : 1;
  } finally {
    await opened.close();
  }
}

/** Waits for the function's answer: it has written what it set out for by then. */
async function begin(FunctionName: string, at: Instant, { region, profile }: SweepOptions): Promise<void> {
  const lambda = new LambdaClient({
    ...(region !== undefined && { region }),
    ...(profile !== undefined && { profile }),
  });
  try {
    const Payload = JSON.stringify({ scheduledAt: iso(at) });
    const { FunctionError, Payload: told } = await lambda.send(new InvokeCommand({ FunctionName, Payload }));
    if (FunctionError !== undefined)
      throw new Error(`${FunctionName} failed: ${new TextDecoder().decode(told).slice(0, 1000)}`);
  } catch (thrown) {
    if (!(thrown instanceof Error) || thrown.name !== 'ResourceNotFoundException') throw thrown;
    throw new InputFault([
      `there is no function ${FunctionName} here; deploy it, or give --stage, --region or --profile`,
    ]);
  } finally {
    lambda.destroy();
  }
}

/** Until every scope has finished, or patience ends. */
async function watch(
  sweeps: Sweeps,
  at: Instant,
  { every, until }: Patience,
  terminal: Terminal,
): Promise<SweepShown> {
  const countdown = createCountdown(terminal);
  const end = Date.now() + until;
  try {
    for (;;) {
      const seen = await look(sweeps, at);
      countdown.step(seen);
      if (seen.sweep.completed !== undefined || Date.now() >= end) return seen;
      await systemClock.sleep(every);
    }
  } finally {
    countdown.end();
  }
}

async function look(sweeps: Sweeps, at: Instant): Promise<{ sweep: Sweep; runs: readonly Run[] }> {
  const begun = await sweeps.sweep(at);
  if (begun === undefined)
    throw new InputFault(['the sweep is not in this table; give the --table that the service writes to']);
  return { sweep: begun, runs: await sweeps.runs(begun.scopes, at) };
}

const isWell = ({ sweep: { completed }, runs }: SweepShown): boolean =>
  completed !== undefined &&
  completed.totals.refused + completed.totals.unsure === 0 &&
  runs.every(({ blindSpots }) => blindSpots.length === 0);
