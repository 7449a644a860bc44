/** Lengths of time as a policy writes them. */
import { day, hour, week } from '../domain/time.ts';
import type { Duration } from '../domain/time.ts';

/** Five digits before the point: at most 99999w, which no date arithmetic overflows. */
export const durationPattern = /^\d{1,5}(?:\.\d{1,9})?[hdw]$/;

const written = /^(\d+)(?:\.(\d+))?([hdw])$/;
const units: Readonly<Record<string, Duration>> = { h: hour, d: day, w: week };

/**
 * Whole milliseconds, reckoned without rounding errors; what is finer than a millisecond is dropped. An age counts
 * in whole milliseconds too, so "older than" means the same with and without what was dropped.
 */
export function durationOf(text: string): Duration {
  const [, whole = '', fraction = '', unit = ''] = written.exec(text) ?? [];
  const length = units[unit];
  if (length === undefined) throw new RangeError(`no duration: ${text}`);
  return Number((BigInt(whole + fraction) * BigInt(length)) / 10n ** BigInt(fraction.length));
}
