/** AWS as far as this service sees it, simulated over HTTP for the unchanged AWS SDK. */
import type { Clock } from '../../../shared/pipeline/ports.ts';
import type { AccountFile, AccountFileInput } from '../account/account-file.ts';
import type { Fault } from '../account/fault-entry.ts';
import { answerTo } from './answer.ts';
import { createBuckets } from './buckets.ts';
import type { Calls } from './call.ts';
import { createCallCounter } from './call.ts';
import type { Desk, Disturber, Listener } from './desk.ts';
import { environmentFor } from './environment.ts';
import { setFault } from './faults.ts';
import type { Permit } from './iam/authority.ts';
import { listen } from './server.ts';
import { createOperations } from './services/services.ts';
import type { Switches } from './switches.ts';
import { defaultSwitches } from './switches.ts';
import { accountFileOf } from './world/account-file-of.ts';
import type { World } from './world/world.ts';
import { createWorlds, placed, placeOf } from './worlds.ts';

export interface SimulatorOptions {
  readonly accounts: readonly AccountFileInput[];
  readonly clock: Clock;
  readonly switches?: Partial<Switches>;
  /** Most items of a page, whatever is asked for: pages without thousands of things. */
  readonly pageSize?: number;
  /** Throttles as EC2 does, by the clock's time. */
  readonly throttles?: boolean;
  /** Decides for callers with the key of a role. */
  readonly permit?: Permit;
}

export interface Simulator {
  readonly url: string;
  /** What an AWS client needs in its environment to reach the first account. */
  readonly environment: Record<string, string>;
  /** HTTP requests by `service:Operation`: all, or one account's, or one account's in one region. */
  calls(account?: string, region?: string): Calls;
  resetCalls(): void;
  /** What an account holds, to look at and to change; without a place, the first account's. */
  world(account?: string, region?: string): World;
  /** Every account and region as it truly stands, to be written as an account file. */
  accountFiles(): AccountFile[];
  /** Sets a fault, everywhere or in one place; its `on` counts from now. Returns what takes it away again. */
  inject(fault: Fault, place?: { readonly account: string; readonly region: string }): () => void;
  /** Asks what is to happen to each request, before any fault that is set. Returns what stops it. */
  disturb(disturber: Disturber): () => void;
  /** Runs before every request is handled. Returns what stops it. */
  onCall(listener: Listener): () => void;
  /** Stops at once; requests that were met with silence are cut off. */
  close(): Promise<void>;
}

export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const files = options.accounts.map(placed);
  const desk = deskFor(files, options);
  const { url, close } = await listen(async (request) => answerTo(request, desk));
  return {
    url,
    environment: environmentFor(url, placed(files[0] ?? {})),
    ...counting(desk),
    ...worldsOf(desk, placed(files[0] ?? {})),
    ...disturbing(desk),
    close,
  };
}

const deskFor = (files: readonly AccountFile[], options: SimulatorOptions): Desk => ({
  worlds: createWorlds(files, () => options.clock.now()),
  operations: createOperations(),
  faults: new Set(
    files.flatMap((file) => (file.faults ?? []).map((fault) => setFault(fault, placeOf(file)))),
  ),
  counter: createCallCounter(),
  clock: options.clock,
  switches: { ...defaultSwitches, ...options.switches },
  pageSize: options.pageSize ?? Infinity,
  buckets: options.throttles === true ? createBuckets(options.clock) : undefined,
  listeners: new Set(),
  disturbers: new Set(),
  permit: options.permit,
});

const counting = ({ counter }: Desk): Pick<Simulator, 'calls' | 'resetCalls'> => ({
  calls: (account, region) => counter.calls(account, region),
  resetCalls: () => {
    counter.reset();
  },
});

const worldsOf = ({ worlds }: Desk, first: AccountFile): Pick<Simulator, 'world' | 'accountFiles'> => ({
  world(account = first.account, region = first.region) {
    const world = worlds.find(account, region);
    if (world === undefined) throw new Error(`The simulated AWS has no account ${account}.`);
    return world;
  },
  accountFiles: () => worlds.all().map(accountFileOf),
});

const disturbing = ({
  faults,
  listeners,
  disturbers,
}: Desk): Pick<Simulator, 'inject' | 'onCall' | 'disturb'> => ({
  disturb(disturber) {
    disturbers.add(disturber);
    return () => disturbers.delete(disturber);
  },
  inject(fault, place) {
    const set = setFault(fault, place && placeOf(place));
    faults.add(set);
    return () => faults.delete(set);
  },
  onCall(listener) {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
});
