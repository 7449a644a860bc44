/** The only date arithmetic in the project. */

/** A moment: milliseconds since the epoch, UTC. */
export type Instant = number;
/** A length of time in milliseconds. */
export type Duration = number;

export const second: Duration = 1_000;
export const minute: Duration = 60 * second;
export const hour: Duration = 60 * minute;
export const day: Duration = 24 * hour;
export const week: Duration = 7 * day;

/** ISO 8601 in UTC with milliseconds, the one spelling used in answers and keys; it sorts as time does. */
export const iso = (at: Instant): string => new Date(at).toISOString();

const zoned = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)$/;
const dateOnly = /^\d{4}-\d\d-\d\d$/;

/**
 * Reads an ISO 8601 moment. A date alone is its midnight in UTC; a time must carry its zone, because the same
 * text would otherwise mean another moment on another machine. Anything else is undefined, never now.
 */
export function instantOf(text: string | undefined): Instant | undefined {
  if (text === undefined || !(zoned.test(text) || dateOnly.test(text))) return undefined;
  const at = Date.parse(text);
  return Number.isNaN(at) || !dayExists(text) ? undefined : at;
}

/** `Date.parse` rolls 30 February over into March; such a text is no date. */
function dayExists(text: string): boolean {
  // Every month has these.
  if (Number(text.slice(8, 10)) <= 28) return true;
  const midnight = Date.parse(text.slice(0, 10));
  return !Number.isNaN(midnight) && iso(midnight).startsWith(text.slice(0, 10));
}

/** A length of time as a policy writes it: the largest unit that divides it, else hours. */
export function durationText(length: Duration): string {
  if (length % week === 0 && length !== 0) return `${length / week}w`;
  if (length % day === 0) return `${length / day}d`;
  return `${length / hour}h`;
}
