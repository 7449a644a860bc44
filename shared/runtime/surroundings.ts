/** Everything a function is given besides its event: in Lambda read from its environment, on a laptop made up. */
import type { Logger } from '@aws-lambda-powertools/logger';
import type { Metrics } from '@aws-lambda-powertools/metrics';
import type { Policy } from '../domain/policy.ts';
import type { Duration } from '../domain/time.ts';
import type { Clock } from '../pipeline/ports.ts';

export interface Surroundings {
  /** Names as AWS sets them: region, endpoints, credentials; and ours: TABLE_NAME, the queues, EVENT_BUS_NAME. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly policy: Policy;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly network: Network;
}

export interface Network {
  /** How long a request may take before it counts as unanswered. */
  readonly timeout: Duration;
  /** Whether waits between tries pass in the clock's time instead of real time: on a laptop they take none. */
  readonly waitsAreVirtual: boolean;
}

/** A setting that the function cannot do without. */
export function required(environment: Surroundings['environment'], name: string): string {
  const value = environment[name];
  if (value === undefined || value === '')
    throw new Error(`The environment variable ${name} is not set; the deployment has to set it`);
  return value;
}
