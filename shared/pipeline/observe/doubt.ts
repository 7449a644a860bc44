/** Whether a listing that came to its end can be believed. Pure. */
import type { Doubt } from '../../domain/evidence.ts';

/**
 * Of fewer known images than this nothing follows: one person clears half of nine away in an afternoon, each one that is
 * missing is looked for by its id all the same, and the limits bound what a mistake could cost.
 */
const fewest = 10;

/**
 * A listing that suddenly holds less than half of what was known: credentials of another account, a filter, a service in
 * trouble. It is counted, not compared, since images that are all replaced overnight are no cause for doubt.
 */
export function doubtOf(known: number, listed: number): Doubt | undefined {
  return known >= fewest && listed * 2 < known ? { known, listed } : undefined;
}
