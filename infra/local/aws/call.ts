/** One request as tests see it, and how many there were. */
import type { Service } from '../account/operations.ts';
import type { Caller } from './credentials.ts';

export interface Call {
  readonly account: string;
  readonly region: string;
  readonly service: Service;
  readonly operation: string;
  readonly input: unknown;
}

/** `service:Operation` → how many HTTP requests. */
export type Calls = Readonly<Record<string, number>>;

export interface CallCounter {
  count(caller: Caller, operation: string): void;
  /** Of one account, or one account and region, or all. */
  calls(account?: string, region?: string): Calls;
  reset(): void;
}

interface Tally {
  readonly caller: Caller;
  readonly name: string;
  requests: number;
}

export function createCallCounter(): CallCounter {
  const tallies = new Map<string, Tally>();
  return {
    count(caller, operation) {
      const name = `${caller.service}:${operation}`;
      const key = `${caller.account}/${caller.region}/${name}`;
      const tally = tallies.get(key) ?? { caller, name, requests: 0 };
      tally.requests++;
      tallies.set(key, tally);
    },
    calls(account, region) {
      const counted: Record<string, number> = {};
      for (const { caller, name, requests } of tallies.values())
        if ((account ?? caller.account) === caller.account && (region ?? caller.region) === caller.region)
          counted[name] = (counted[name] ?? 0) + requests;
      return counted;
    },
    reset() {
      tallies.clear();
    },
  };
}
