/** Everything that answering a request takes. */
import type { Clock } from '../../../shared/pipeline/ports.ts';
import type { Buckets } from './buckets.ts';
import type { Call, CallCounter } from './call.ts';
import type { Mishap, SetFault } from './faults.ts';
import type { Permit } from './iam/authority.ts';
import type { RawRequest } from './protocols/protocol.ts';
import type { Operations } from './services/services.ts';
import type { Switches } from './switches.ts';
import type { Worlds } from './worlds.ts';

export type Listener = (call: Call) => void | Promise<void>;

/** What is to happen to this one request; undefined: nothing out of the ordinary. */
export type Disturber = (
  call: Call,
  headers: RawRequest['headers'],
) => Mishap | undefined | Promise<Mishap | undefined>;

export interface Desk {
  readonly worlds: Worlds;
  readonly operations: Operations;
  readonly faults: Set<SetFault>;
  readonly counter: CallCounter;
  readonly clock: Clock;
  readonly switches: Switches;
  readonly pageSize: number;
  /** Undefined: requests are not counted against AWS's rates. */
  readonly buckets: Buckets | undefined;
  /** Told of every request before anything happens to it. */
  readonly listeners: Set<Listener>;
  readonly disturbers: Set<Disturber>;
  /** Asked on behalf of callers that are held to a role. */
  readonly permit: Permit | undefined;
}
