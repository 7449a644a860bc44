/** What the ledger holds of an image: how it stands, and how it came to stand so. */
import type { BlindSpot, Doubt } from './evidence.ts';
import type { Image, ImageState, Scope } from './image.ts';
import type { Hand } from './stop.ts';
import type { Instant } from './time.ts';
import type { Decision, Mark, Outcome, Reason, SnapshotResult } from './verdict.ts';

/** An announced deletion. While it is open nobody else may act on the image. */
export interface Intent {
  readonly run: Instant;
  readonly at: Instant;
  /** Until then the one who wrote it may still be at work; after it the intent is settled by looking. */
  readonly until: Instant;
}

/** What the last run that had to do with the image did about it. */
export interface Result {
  readonly run: Instant;
  readonly outcome: Outcome;
  /** Why it was held: hold codes, or keep codes that only the second look found. */
  readonly held?: readonly Reason[];
  /** AWS's code and words for a refusal, or the transport's for a lost answer. */
  readonly error?: string;
  readonly snapshots?: readonly SnapshotResult[];
}

/** Everything known of an image at one time. */
export interface Fact {
  readonly image: Image;
  readonly decision: Decision;
  /** Hash of the policy that decided. */
  readonly policy: string;
  readonly mark?: Mark;
  /** Durable users by name, the first hundred of them. */
  readonly users: readonly string[];
  /** Fleeting users (instances): how many, and one of them. */
  readonly fleeting?: { readonly count: number; readonly example: string };
  readonly intent?: Intent;
  readonly result?: Result;
  /** Somebody brought it back by hand after it was deleted. */
  readonly restored?: Hand;
  /** Set once the image is no more. `vanished`: somebody else removed it, `by` whom where an event told. */
  readonly gone?: {
    readonly at: Instant;
    readonly how: 'deleted' | 'already-gone' | 'vanished';
    readonly by?: string;
  };
}

export const events = [
  'appeared',
  'changed',
  'returned',
  'restored',
  'vanished',
  'intent',
  'deleted',
  'already-gone',
  'held',
  'refused',
  'unsure',
  'settled',
  'snapshot-intent',
  'snapshot-receipt',
] as const;
export type Event = (typeof events)[number];

/** One change of an image's standing, with how it stood before and after. */
export interface Entry {
  readonly at: Instant;
  readonly event: Event;
  /** Scheduled time of the run that made the change. */
  readonly run: Instant;
  readonly before?: Fact;
  readonly after: Fact;
}

/** An image's current standing in the ledger; `latest.after` is how it stands. */
export interface Known {
  readonly version: number;
  readonly latest: Entry;
}

export type Outcomes = Readonly<Partial<Record<Outcome, number>>>;

/** What retire functions had to say of a run when they ended. */
export interface RunEnd {
  /** How many images came to which end, by all retire functions of the run. */
  readonly outcomes: Outcomes;
  /** When one came to the end of its work; absent while there is more to do. */
  readonly retiredAt?: Instant;
}

/** One run over one scope. */
export interface Run extends Partial<RunEnd> {
  readonly scope: Scope;
  /** The scheduled time: with the scope, the run's identity. */
  readonly at: Instant;
  readonly surveyedAt: Instant;
  readonly policy: string;
  readonly mode: 'preview' | 'enforce';
  readonly complete: boolean;
  /** The listing held too little to be believed, so nothing was retired. */
  readonly doubt?: Doubt;
  /** AWS has no such service in this region: there was nothing to look at. */
  readonly offered?: false;
  readonly owned: number;
  readonly keep: number;
  readonly retire: number;
  /** Images by state; older versions did not count them. */
  readonly states?: Readonly<Partial<Record<ImageState, number>>>;
  readonly blindSpots: readonly BlindSpot[];
  /** AWS calls made by the survey, by reading: what the decisions rest on. */
  readonly readings: Readonly<Record<string, number>>;
  /** Images attempted so far: the budget that doubled messages share. */
  readonly attempts: number;
  /** Whether the survey asked for a retire function. */
  readonly retiring: boolean;
}

/** A snapshot that outlived its AMI because its deletion failed. */
export interface Leftover {
  readonly scope: Scope;
  readonly snapshot: string;
  /** The AMI it belonged to. */
  readonly image: string;
  readonly since: Instant;
  readonly result: string;
}
