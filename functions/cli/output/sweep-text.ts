/** A sweep for people to watch and to read. */
import cliProgress from 'cli-progress';
import type { Run } from '../../../shared/domain/history.ts';
import { scopeId } from '../../../shared/domain/image.ts';
import type { Sweep } from '../../../shared/domain/sweep.ts';
import { iso } from '../../../shared/domain/time.ts';
import { printable, tableText, type Terminal } from './terminal.ts';

export interface SweepShown {
  readonly sweep: Sweep;
  /** Of the scopes that were surveyed so far. */
  readonly runs: readonly Run[];
}

export interface Countdown {
  readonly step: (seen: SweepShown) => void;
  readonly end: () => void;
}

const isOver = ({ retiring, retiredAt }: Run): boolean => !retiring || retiredAt !== undefined;

/** A bar on a terminal, otherwise a line whenever a scope has finished. */
export function createCountdown({ err, isTerminal }: Terminal): Countdown {
  const bar = isTerminal
    ? new cliProgress.SingleBar({ format: '{bar} {value} of {total} scopes' })
    : undefined;
  let last = -1;
  return {
    step: ({ sweep: { scopes }, runs }) => {
      const over = runs.filter(isOver).length;
      if (over === last) return;
      if (bar === undefined) err(`${over} of ${scopes.length} scopes have finished`);
      else if (last < 0) bar.start(scopes.length, over);
      else bar.update(over);
      last = over;
    },
    end: () => {
      bar?.stop();
    },
  };
}

export function printSweep(seen: SweepShown, { out, paint }: Terminal): void {
  const { sweep, runs } = seen;
  const byScope = new Map(runs.map((run) => [scopeId(run.scope), run]));
  const head = ['scope', 'images', 'keep', 'retire', 'deleted', 'held', 'refused', 'unsure', ''];
  const rows = sweep.scopes.map((scope) => [scopeId(scope), ...cellsOf(byScope.get(scopeId(scope)))]);
  out(tableText(head, rows, paint));
  for (const { scope, blindSpots } of runs)
    for (const { reading, error } of blindSpots)
      out(`${paint('yellow', 'not seen')}  ${scopeId(scope)}  ${reading}: ${printable(error)}`);
  out(`Run ${iso(sweep.at)}, ${sweep.mode}, policy ${sweep.policy}: ${endText(sweep)}`);
}

const cellsOf = (run: Run | undefined): string[] => {
  if (run === undefined) return ['', '', '', '', '', '', '', 'not surveyed yet'];
  const { owned, keep, retire, outcomes = {} } = run;
  const counts = [owned, keep, retire, outcomes.deleted, outcomes.held, outcomes.refused, outcomes.unsure];
  return [...counts.map((count) => String(count ?? 0)), isOver(run) ? '' : 'still retiring'];
};

const endText = ({ completed }: Sweep): string =>
  completed === undefined
    ? 'not over yet; it goes on by itself, and runs --aws shows it'
    : `over at ${iso(completed.at)}`;

export const sweepDocument = ({ sweep, runs }: SweepShown) => ({
  run: iso(sweep.at),
  mode: sweep.mode,
  policy: { hash: sweep.policy },
  completedAt: sweep.completed === undefined ? null : iso(sweep.completed.at),
  totals: sweep.completed?.totals ?? null,
  scopes: sweep.scopes.map((scope) => {
    const run = runs.find((one) => scopeId(one.scope) === scopeId(scope));
    return {
      scope: scopeId(scope),
      surveyed: run !== undefined,
      finished: run !== undefined && isOver(run),
      owned: run?.owned ?? null,
      keep: run?.keep ?? null,
      retire: run?.retire ?? null,
      outcomes: run?.outcomes ?? {},
      blindSpots: run?.blindSpots ?? [],
    };
  }),
});
