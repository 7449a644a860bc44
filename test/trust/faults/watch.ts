/** Sees every call that the functions make, in order, and lets one fault happen. */
import type { IncomingHttpHeaders } from 'node:http';
import type { Mishap } from '../../../infra/local/aws/faults.ts';
import { isKill, mishapOf, type Asked, type Point } from './fault.ts';

/** A call as it was first asked. */
export interface Seen extends Asked {
  /** The how-manieth of its operation. */
  readonly n: number;
}

export class Killed extends Error {}

export interface Watch {
  /** Calls so far, each once however often it was tried. */
  readonly calls: readonly Seen[];
  /** The call that the fault has met. */
  readonly hit: Seen | undefined;
  /** Somebody tried again without our doing: a time limit too short for this machine. */
  readonly disturbed: boolean;
  /** What is to happen to a request. */
  meet(asked: Asked): Promise<Mishap | undefined>;
  /** Rejects with `Killed` when the process is killed; settles never otherwise. */
  death(process: string): Promise<never>;
  isDead(process: string): boolean;
}

/** Told of every request before anything happens to it, and waited for; `met`: the fault is what happens. */
export type Notice = (seen: Seen, met: boolean) => void | Promise<void>;

export function createWatch(point?: Point, notice: Notice = () => undefined): Watch {
  const log = createLog();
  const deaths = new Map<string, PromiseWithResolvers<never>>();
  const dead = new Set<string>();
  let hit: Seen | undefined;
  let disturbed = false;
  const kill = (process: string): void => {
    dead.add(process);
    deaths.get(process)?.reject(new Killed(process));
  };
  const happens = (seen: Seen, attempt: number, met: boolean): Mishap | undefined => {
    if (point === undefined || !met) {
      if (attempt > 1) disturbed = true;
      return undefined;
    }
    hit ??= seen;
    if (point.fault === 'answer-lost-once' && attempt > 1) return undefined;
    if (isKill(point.fault)) kill(seen.process);
    return mishapOf(point.fault, seen.service);
  };
  return {
    calls: log.calls,
    get hit() {
      return hit;
    },
    get disturbed() {
      return disturbed;
    },
    meet: async (asked) => {
      // What the dead still had on the wire goes nowhere.
      if (dead.has(asked.process)) return { kind: 'silence', done: false };
      const seen = log.note(asked);
      const met = point !== undefined && isMet(point, seen);
      await notice(seen, met);
      return happens(seen, asked.attempt, met);
    },
    death: async (process) => {
      const death = deaths.get(process) ?? Promise.withResolvers<never>();
      deaths.set(process, death);
      // Most processes die after they have answered, and nobody waits any more.
      death.promise.catch(() => undefined);
      return death.promise;
    },
    isDead: (process) => dead.has(process),
  };
}

function createLog() {
  const calls: Seen[] = [];
  const known = new Map<string, Seen>();
  const counts = new Map<string, number>();
  return {
    calls,
    note: (asked: Asked): Seen => {
      const before = known.get(asked.call);
      if (before !== undefined) return before;
      const operation = `${asked.service}:${asked.operation}`;
      const n = (counts.get(operation) ?? 0) + 1;
      counts.set(operation, n);
      const seen = { ...asked, n };
      calls.push(seen);
      known.set(asked.call, seen);
      return seen;
    },
  };
}

const isMet = ({ service, operation, n }: Point, seen: Seen): boolean =>
  seen.service === service && seen.operation === operation && seen.n === n;

/** Who asks, and the how-manieth try it is, as the SDK itself tells; the process is told by its session. */
export function callerIn(headers: IncomingHttpHeaders): Pick<Asked, 'process' | 'call' | 'attempt'> {
  const one = (name: string): string => String(headers[name] ?? '');
  const attempt = /attempt=(\d+)/.exec(one('amz-sdk-request'))?.[1] ?? '1';
  return {
    process: one('x-amz-security-token'),
    call: one('amz-sdk-invocation-id'),
    attempt: Number(attempt),
  };
}
