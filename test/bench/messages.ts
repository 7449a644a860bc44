/** What the processes of the benchmark say to one another. */
import type { Instant } from '../../shared/domain/time.ts';

export type Work = 'list' | 'list-and-ask' | 'survey' | 'retire';

/** One measured piece of work, done by a process of its own. */
export interface Task {
  readonly work: Work;
  /** As it is packaged. */
  readonly policy: string;
  /** Images created before this are retired by it. */
  readonly oldBefore: Instant;
  readonly run: number;
  /** The function ends after so many milliseconds, the waiting for AWS's rates counted; default: never. */
  readonly time?: number;
  /** The message that the function before handed on. */
  readonly errand?: string;
  readonly environment: Readonly<Record<string, string>>;
}

export interface Measured {
  readonly seconds: number;
  readonly cpuSeconds: number;
  /** Peak resident memory of the process, in MiB. */
  readonly peakMiB: number;
  /** Simulated seconds spent waiting for AWS's rates. */
  readonly waited: number;
  readonly readUnits: number;
  readonly writeUnits: number;
  readonly tableCalls: number;
  /** Of them, those that write. */
  readonly writes: number;
  /** Of those, what is left for the next message of the errand. */
  readonly left: number;
  readonly messages: number;
  /** The message that is handed on, where time ran out. */
  readonly rest?: string;
  readonly note: string;
}

export type SimulatorOrder =
  | { readonly order: 'start'; readonly size: number }
  | { readonly order: 'change'; readonly every: number; readonly tag: string }
  | { readonly order: 'calls' };
