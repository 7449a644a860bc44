/** One firing of the schedule, over all the scopes that the policy named then. */
import type { Scope } from './image.ts';
import type { Instant } from './time.ts';

export interface SweepTotals {
  readonly scopes: number;
  readonly owned: number;
  readonly keep: number;
  readonly retire: number;
  readonly deleted: number;
  readonly alreadyGone: number;
  readonly held: number;
  readonly refused: number;
  readonly unsure: number;
  readonly blindSpots: number;
}

export interface Completion {
  readonly at: Instant;
  readonly totals: SweepTotals;
}

export interface Sweep {
  /** The scheduled time: the identity of the sweep, and of the run of each of its scopes. */
  readonly at: Instant;
  readonly begunAt: Instant;
  readonly policy: string;
  readonly mode: 'preview' | 'enforce';
  readonly scopes: readonly Scope[];
  /** Absent until the last scope has finished. */
  readonly completed?: Completion;
}
