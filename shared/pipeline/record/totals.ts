/** What the lines of a plan come to. */
import type { Run } from '../../domain/history.ts';
import type { Instant } from '../../domain/time.ts';
import type { Line } from '../../domain/verdict.ts';

export interface Totals extends Pick<Run, 'owned' | 'keep' | 'retire'> {
  readonly states: NonNullable<Run['states']>;
  /** Some may be retired in this run already. */
  readonly due: boolean;
}

export function createTotals(run: Instant): Totals & { add(line: Line): void } {
  const states: Partial<Record<Line['image']['state'], number>> = {};
  const totals = { owned: 0, keep: 0, retire: 0, states, due: false };
  const add = ({ image: { state }, verdict, dueAt }: Line): void => {
    totals.owned++;
    totals[verdict]++;
    states[state] = (states[state] ?? 0) + 1;
    if (verdict === 'retire' && dueAt !== undefined && dueAt <= run) totals.due = true;
  };
  return Object.assign(totals, { add });
}
