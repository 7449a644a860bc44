/** A survey in parts: one that would outlast its function's time goes on with the next message of its errand. */
import type { BlindSpot } from '../domain/evidence.ts';
import type { Image } from '../domain/image.ts';

/** What the next message needs to know of those before it. */
export interface Part {
  /** Hash of the policy that they judged by. */
  readonly policy: string;
  /** How many there were. */
  readonly number: number;
  /** Candidates up to this one, oldest first, were looked at closer, and recorded. */
  readonly after?: Pick<Image, 'createdAt' | 'id'>;
  /** What they could not see: a run is as blind as its blindest part. */
  readonly blindSpots: readonly BlindSpot[];
  /** Calls that they made, by reading. */
  readonly readings: Readonly<Record<string, number>>;
}

/** Time ran out. What is recorded stays; there is no run before the last part has ended. */
export interface Unfinished {
  readonly rest: Part;
  /** Something was done. Otherwise another part would get no further than this one. */
  readonly moved: boolean;
}

/** A policy that was deployed meanwhile has the survey begin anew: one run is judged by one policy. */
export const partOf = (part: Part | undefined, policy: string): Part =>
  part?.policy === policy ? part : { policy, number: part?.number ?? 0, blindSpots: [], readings: {} };

export function addUp(a: Part['readings'], b: Part['readings']): Part['readings'] {
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return Object.fromEntries([...names].map((name) => [name, (a[name] ?? 0) + (b[name] ?? 0)]));
}
