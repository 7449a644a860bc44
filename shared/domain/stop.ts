/** Deletion, all of it, stopped by hand. */
import { minute, type Duration, type Instant } from './time.ts';

/** Who turned the switch, and when. */
export interface Hand {
  readonly at: Instant;
  /** An AWS identity, or the name that was given. */
  readonly by: string;
}

export interface Stop extends Hand {
  readonly reason?: string;
}

/**
 * How long a deletion that was begun before the stop may still be under way. The switch is read before each image and
 * before each new try; what follows is an attempt counted, an intent written and one request, each with its time limit.
 */
export const afterStop: Duration = 2 * minute;
