/** Everything that answering a request takes. */
import type { Clock } from '../../../shared/pipeline/ports.ts';
import type { Call, CallCounter } from './call.ts';
import type { SetFault } from './faults.ts';
import type { Operations } from './services/services.ts';
import type { Switches } from './switches.ts';
import type { Worlds } from './worlds.ts';

export type Listener = (call: Call) => void | Promise<void>;

export interface Desk {
  readonly worlds: Worlds;
  readonly operations: Operations;
  readonly faults: Set<SetFault>;
  readonly counter: CallCounter;
  readonly clock: Clock;
  readonly switches: Switches;
  readonly pageSize: number;
  /** Told of every request before anything happens to it. */
  readonly listeners: Set<Listener>;
}
