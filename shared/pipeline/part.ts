/** A survey in parts: one that would outlast its function's time goes on with the next message of its errand. */
import type { BlindSpot } from '../domain/evidence.ts';
import type { Image } from '../domain/image.ts';
import type { LookSoFar } from './look.ts';
import type { Left } from './luggage.ts';
import type { Totals } from './record/totals.ts';

/** What the next message needs to know of those before it. */
export interface Part {
  /** Hash of the policy that they judged by. */
  readonly policy: string;
  /** How many there were. */
  readonly number: number;
  /** What they could not see: a run is as blind as its blindest part. */
  readonly blindSpots: readonly BlindSpot[];
  /** Calls that they made, by reading. */
  readonly readings: Readonly<Record<string, number>>;
  /** How far they came, in this order. */
  readonly look?: LookSoFar;
  readonly closer?: CloserSoFar;
  readonly recorded?: RecordedSoFar;
}

export interface CloserSoFar {
  /** The candidates as the closer look showed them. */
  readonly found: readonly Left[];
  /** Candidates up to this one, oldest first, were looked at closer. */
  readonly after: Pick<Image, 'createdAt' | 'id'>;
}

export interface RecordedSoFar {
  /** Keys of those that the floors of their families keep. */
  readonly newest: readonly Left[];
  /** Of the images that were missing, how many were looked for. */
  readonly settled: number;
  /** Of the images that were listed, how many were compared with what is on record, and written about. */
  readonly passed: number;
  /** Of those. */
  readonly totals: Totals;
}

/** Time ran out. What is recorded stays; there is no run before the last part has ended. */
export interface Unfinished {
  readonly rest: Part;
  /** Something was done. Otherwise another part would get no further than this one. */
  readonly moved: boolean;
}

export const firstPart = (policy: string, number = 0): Part => ({
  policy,
  number,
  blindSpots: [],
  readings: {},
});

/** A policy that was deployed meanwhile has the survey begin anew: one run is judged by one policy. */
export const partOf = (part: Part | undefined, policy: string): Part =>
  part?.policy === policy ? part : firstPart(policy, part?.number);

export function addUp(a: Part['readings'], b: Part['readings']): Part['readings'] {
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return Object.fromEntries([...names].map((name) => [name, (a[name] ?? 0) + (b[name] ?? 0)]));
}
