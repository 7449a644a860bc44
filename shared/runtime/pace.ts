/**
 * Keeps requests within a share of AWS's rates: one bucket of tokens for each operation, of one account in one region.
 * It knows of no other process. Several functions at one place share AWS's bucket without knowing of each other, so a
 * throttle halves the pace, and it takes minutes to come back.
 */
import type { Clock } from '../pipeline/ports.ts';
import { minute, second, type Duration, type Instant } from '../domain/time.ts';
import type { Rate } from './rates.ts';

export interface Pace {
  /** Returns when the next request may be sent; its number is to be given back if it is throttled. */
  turn(): Promise<number>;
  throttled(turn: number): void;
}

export interface Pacing {
  readonly clock: Clock;
  /** Undefined: as fast as may be, until it is throttled. */
  readonly rate: Rate | undefined;
  /** The rate to come back from after a throttle. */
  readonly cautious: Rate;
}

/** How long it takes to come from a standstill to the full pace. */
const recovery: Duration = 5 * minute;
const slowest = 1 / 64;
/** After a throttle nothing is sent for so long, at the full pace; the slower the pace, the longer. */
const pause: Duration = second / 2;

export function createPace({ clock, rate, cautious }: Pacing): Pace {
  const { burst, perSecond } = rate ?? cautious;
  let tokens = burst;
  let countedAt: Instant = clock.now();
  let slowed = { at: -Infinity, to: 1 };
  let turns = 0;
  let lastBeforeSlowing = 0;
  const speed = (): number => Math.min(1, slowed.to + (clock.now() - slowed.at) / recovery);
  /** Tokens by now; below 0 they are owed to those who are waiting. */
  const count = (): void => {
    const now = clock.now();
    tokens = Math.min(burst, tokens + (Math.max(0, now - countedAt) / second) * perSecond * speed());
    countedAt = Math.max(countedAt, now);
  };
  return {
    async turn() {
      const turn = ++turns;
      if (rate === undefined && speed() === 1) return turn;
      count();
      tokens -= 1;
      if (tokens < 0) await clock.sleep(Math.ceil((-tokens * second) / (perSecond * speed())));
      return turn;
    },
    throttled(turn) {
      // Those that were under way together are throttled together: that is one sign, not many.
      if (turn <= lastBeforeSlowing) return;
      count();
      lastBeforeSlowing = turns;
      slowed = { at: clock.now(), to: Math.max(slowest, speed() / 2) };
      tokens = Math.min(tokens, 0) - (pause / second) * perSecond;
    },
  };
}

export const shareOfRate = ({ burst, perSecond }: Rate, share: number): Rate => ({
  burst: Math.max(1, Math.floor(burst * share)),
  perSecond: perSecond * share,
});
