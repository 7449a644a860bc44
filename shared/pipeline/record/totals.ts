/** What the lines of a plan come to. */
import type { Run } from '../../domain/history.ts';
import type { Instant } from '../../domain/time.ts';
import type { Line } from '../../domain/verdict.ts';

export interface Totals extends Pick<Run, 'owned' | 'keep' | 'retire'> {
  readonly states: NonNullable<Run['states']>;
  /** Some may be retired in this run already. */
  readonly due: boolean;
}

export interface Counting {
  add(line: Line): void;
  /** Of all that were added. */
  totals(): Totals;
}

export const noTotals: Totals = { owned: 0, keep: 0, retire: 0, states: {}, due: false };

/** In addition to what was counted before. */
export function createTotals(run: Instant, before: Totals = noTotals): Counting {
  const states: Partial<Record<Line['image']['state'], number>> = { ...before.states };
  const sums = { owned: before.owned, keep: before.keep, retire: before.retire };
  let { due } = before;
  return {
    add: ({ image: { state }, verdict, dueAt }) => {
      sums.owned++;
      sums[verdict]++;
      states[state] = (states[state] ?? 0) + 1;
      if (verdict === 'retire' && dueAt !== undefined && dueAt <= run) due = true;
    },
    totals: () => ({ ...sums, states: { ...states }, due }),
  };
}
