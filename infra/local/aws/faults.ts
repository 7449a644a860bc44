/** Faults that are set on operations, and which of them a request meets. */
import type { Fault } from '../account/fault-entry.ts';
import type { Service } from '../account/operations.ts';
import { codes } from './codes.ts';
import { statusOf } from './status.ts';

/** What happens to a request instead of its answer. `done`: what was asked for is done all the same. */
export type Mishap =
  | {
      readonly kind: 'error';
      readonly code: string;
      readonly message: string;
      readonly status: number;
      readonly done?: boolean;
    }
  /** Without `done`, the switch `timeoutTakesEffect` says what becomes of a deletion. */
  | { readonly kind: 'silence'; readonly done?: boolean }
  /** The connection breaks before a byte of the answer. */
  | { readonly kind: 'reset'; readonly done: boolean }
  /** Done, and the connection breaks in the middle of the answer. */
  | { readonly kind: 'cut' }
  /** A listing begins with a page without items, and a token. */
  | { readonly kind: 'empty-page' };

/** A fault in one account and region, with the requests that it has seen. */
export interface SetFault {
  readonly fault: Fault;
  /** Undefined: everywhere. */
  readonly place: string | undefined;
  /** Requests of its operation so far, by place. */
  readonly seen: Map<string, number>;
}

export const setFault = (fault: Fault, place: string | undefined): SetFault => ({
  fault,
  place,
  seen: new Map(),
});

/** Counts the request on every fault of its operation; the first that is due is what happens. */
export function mishapFor(
  faults: Iterable<SetFault>,
  {
    service,
    operation,
    place,
  }: { readonly service: Service; readonly operation: string; readonly place: string },
): Mishap | undefined {
  let due: Fault | undefined;
  for (const { fault, place: only, seen } of faults) {
    if (fault.service !== service || fault.operation !== operation || (only ?? place) !== place) continue;
    const count = (seen.get(place) ?? 0) + 1;
    seen.set(place, count);
    if (fault.on === undefined || fault.on.includes(count)) due ??= fault;
  }
  return due === undefined ? undefined : mishapOf(due);
}

function mishapOf({ service, error }: Fault): Mishap {
  switch (error) {
    case 'timeout':
      return { kind: 'silence' };
    case 'throttle':
      return { kind: 'error', ...codes[service].throttled, message: 'Rate exceeded' };
    case 'http500':
      return { kind: 'error', ...codes[service].failed, message: 'An internal error has occurred' };
    default:
      return { kind: 'error', code: error, message: `Simulated: ${error}`, status: statusOf(service, error) };
  }
}
