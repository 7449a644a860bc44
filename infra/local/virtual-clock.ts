/** Time that passes only when somebody waits, so that months go by in seconds. */
import type { Instant } from '../../shared/domain/time.ts';
import type { Clock } from '../../shared/pipeline/ports.ts';

export interface VirtualClock extends Clock {
  /** Moves on to a later moment; an earlier one changes nothing. */
  advanceTo(at: Instant): void;
}

export function createVirtualClock(start: Instant): VirtualClock {
  let now = start;
  const advanceTo = (at: Instant): void => {
    now = Math.max(now, at);
  };
  return {
    now: () => now,
    advanceTo,
    sleep: async (length) => {
      const until = now + length;
      await Promise.resolve();
      advanceTo(until);
    },
  };
}
