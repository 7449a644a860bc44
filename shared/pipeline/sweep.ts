/**
 * When a sweep is over. No scope writes for it: each that has finished looks, after its own run was written, at the
 * runs of the others, in a ring that begins after itself, and stops at the first that has not. Whichever write came
 * last sees all the others; of two that do, one write decides which of them tells. A crash between a run's write and
 * its look is made up for when the message comes again.
 */
import type { Run } from '../domain/history.ts';
import { compareText, scopeId, type Scope } from '../domain/image.ts';
import type { Completion, Sweep, SweepTotals } from '../domain/sweep.ts';
import { iso, type Instant } from '../domain/time.ts';
import type { Clock, Sweeps } from './ports.ts';

export interface SweepDetail {
  readonly run: string;
  readonly begunAt: string;
  readonly completedAt: string;
  readonly mode: Sweep['mode'];
  readonly policy: { readonly hash: string };
  readonly totals: SweepTotals;
  /** Scopes that could not be read in full, the first thousand of them. */
  readonly blindScopes: readonly string[];
}

export interface SweepNotice {
  readonly type: 'Sweep Completed';
  readonly at: Instant;
  readonly detail: SweepDetail;
}

/** Surveyed, and its retire function ended where one was asked for. */
const isFinished = (run: Run): boolean => !run.retiring || run.retiredAt !== undefined;

/** To be called once the scope's run is on record as finished. The notice, for the one who completed the sweep. */
export async function scopeFinished(
  scope: Scope,
  at: Instant,
  sweeps: Sweeps,
  clock: Clock,
): Promise<SweepNotice | undefined> {
  const sweep = await sweeps.sweep(at);
  if (sweep === undefined || sweep.completed !== undefined) return undefined;
  const runs = await runsIfAllFinished(scope, sweep, sweeps);
  if (runs === undefined) return undefined;
  const completed: Completion = { at: clock.now(), totals: totalsOf(runs) };
  return (await sweeps.complete(at, completed)) ? noticeOf(sweep, completed, runs) : undefined;
}

/** The more have been found finished, the likelier the rest has too: some N·ln N reads for N scopes. */
const batches = [1, 10, 100];

async function runsIfAllFinished(
  self: Scope,
  { at, scopes }: Sweep,
  sweeps: Sweeps,
): Promise<readonly Run[] | undefined> {
  const place = scopes.findIndex((scope) => scopeId(scope) === scopeId(self));
  // A scope that this sweep did not name is none of its business.
  if (place < 0) return undefined;
  const ring = [...scopes.slice(place + 1), ...scopes.slice(0, place + 1)];
  const runs: Run[] = [];
  for (let step = 0; runs.length < ring.length; step++) {
    const asked = ring.slice(runs.length, runs.length + (batches[step] ?? 100));
    const found = (await sweeps.runs(asked, at)).filter(isFinished);
    if (found.length < asked.length) return undefined;
    runs.push(...found);
  }
  return runs;
}

const sumOf = (runs: readonly Run[], part: (run: Run) => number | undefined): number =>
  runs.reduce((sum, run) => sum + (part(run) ?? 0), 0);

const totalsOf = (runs: readonly Run[]): SweepTotals => ({
  scopes: runs.length,
  owned: sumOf(runs, ({ owned }) => owned),
  keep: sumOf(runs, ({ keep }) => keep),
  retire: sumOf(runs, ({ retire }) => retire),
  deleted: sumOf(runs, ({ outcomes }) => outcomes?.deleted),
  alreadyGone: sumOf(runs, ({ outcomes }) => outcomes?.['already-gone']),
  held: sumOf(runs, ({ outcomes }) => outcomes?.held),
  refused: sumOf(runs, ({ outcomes }) => outcomes?.refused),
  unsure: sumOf(runs, ({ outcomes }) => outcomes?.unsure),
  blindSpots: sumOf(runs, ({ blindSpots }) => blindSpots.length),
});

/** An event is smaller than 256 KiB. */
const namedScopes = 1000;

function noticeOf(sweep: Sweep, { at, totals }: Completion, runs: readonly Run[]): SweepNotice {
  const blind = runs.filter(({ blindSpots }) => blindSpots.length > 0).map(({ scope }) => scopeId(scope));
  const detail: SweepDetail = {
    run: iso(sweep.at),
    begunAt: iso(sweep.begunAt),
    completedAt: iso(at),
    mode: sweep.mode,
    policy: { hash: sweep.policy },
    totals,
    blindScopes: blind.sort(compareText).slice(0, namedScopes),
  };
  return { type: 'Sweep Completed', at, detail };
}

/** The scopes of the last sweep before `at` that keep it from being over; undefined if it is, or there was none. */
export async function unfinishedBefore(
  at: Instant,
  sweeps: Sweeps,
): Promise<{ readonly sweep: Sweep; readonly scopes: readonly Scope[] } | undefined> {
  const sweep = await sweeps.lastBefore(at);
  if (sweep === undefined || sweep.completed !== undefined) return undefined;
  const runs = await sweeps.runs(sweep.scopes, sweep.at);
  const finished = new Set(runs.filter(isFinished).map(({ scope }) => scopeId(scope)));
  return { sweep, scopes: sweep.scopes.filter((scope) => !finished.has(scopeId(scope))) };
}
