/** What became of images in one run, in which a message may be delivered more than once. */
import type { Known, Outcomes, Run } from '../domain/history.ts';
import { keyOf } from '../domain/image.ts';
import type { Instant } from '../domain/time.ts';
import type { Outcome } from '../domain/verdict.ts';

/** Each image counts once, however often a delivery comes by it. */
export interface Ends {
  /** By this delivery of the message. */
  readonly own: Map<string, Outcome>;
  /** By earlier deliveries, of images that still stand. */
  readonly standing: Map<string, Outcome>;
  /** By earlier deliveries, of images that are gone: nothing but the run's item remembers their number. */
  gone: Outcomes;
}

export const noEnds = (): Ends => ({ own: new Map(), standing: new Map(), gone: {} });

/** Learns from the ledger what earlier deliveries of the run came to. */
export function recall(ends: Ends, run: Instant, current: Run | undefined, standing: Iterable<Known>): void {
  const { deleted = 0, 'already-gone': alreadyGone = 0 } = current?.outcomes ?? {};
  ends.gone = { ...(deleted > 0 && { deleted }), ...(alreadyGone > 0 && { 'already-gone': alreadyGone }) };
  for (const { latest } of standing) {
    const { image, result } = latest.after;
    if (result?.run === run && result.outcome !== 'none') ends.standing.set(keyOf(image), result.outcome);
  }
}

export const outcomesOf = (ends: Iterable<Outcome>): Outcomes => added({}, ends);

/** Over all deliveries of the run so far. */
export const outcomesOfRun = ({ own, standing, gone }: Ends): Outcomes =>
  added(gone, new Map([...standing, ...own]).values());

function added(to: Outcomes, ends: Iterable<Outcome>): Outcomes {
  const sums = new Map(Object.entries(to));
  for (const outcome of ends) sums.set(outcome, (sums.get(outcome) ?? 0) + 1);
  return Object.fromEntries(sums);
}
