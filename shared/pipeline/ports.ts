/** All that the pipeline can reach of the outside world. */
import type { BlindSpot, Reading, Sighting } from '../domain/evidence.ts';
import type { Entry, Fact, Known, Leftover, Run, RunEnd } from '../domain/history.ts';
import type { Image, ImageKey, Scope } from '../domain/image.ts';
import type { Needs, Policy } from '../domain/policy.ts';
import type { Many, Page } from '../domain/many.ts';
import type { Stop } from '../domain/stop.ts';
import type { Completion, Sweep } from '../domain/sweep.ts';
import type { Duration, Instant } from '../domain/time.ts';
import type { Mark, SnapshotResult } from '../domain/verdict.ts';

export interface Clock {
  now(): Instant;
  sleep(length: Duration): Promise<void>;
}

/** What one listing of a scope showed. */
export interface Listing {
  /** The listing of images itself reached its last page. */
  readonly complete: boolean;
  /** AWS has no such service in this region: complete, and empty for that reason. */
  readonly offered?: false;
  readonly sightings: Many<Sighting>;
  /** By `keyOf`, one for each sighting, where they are told sooner than by going through those. */
  readonly keys?: readonly string[];
  readonly blindSpots: readonly BlindSpot[];
  /** What it read of the listing of images, to be put away; absent where that cannot be. */
  readonly pages?: () => readonly Page[];
}

/** How far something has been read, that takes longer than a function has. */
export interface SoFar<Place> {
  readonly pages: readonly Page[];
  /** Where to go on; absent where nothing, or all of it, is read. */
  readonly place?: Place;
  /** Nothing more is read than what `pages` hold. */
  readonly whole: boolean;
}

/** Stopped for want of time, not by a failure: to be gone on with. */
export interface Open<Place> {
  readonly open: Place;
  /** What was read in addition. */
  readonly pages: readonly Page[];
}

/** What a closer look at some images added; one sighting for each that was asked about. */
export interface Findings {
  readonly sightings: readonly Sighting[];
  readonly blindSpots: readonly BlindSpot[];
}

/** Reads one scope. No method throws for a call that failed: that is a blind spot. */
export interface ImageSource {
  readonly scope: Scope;
  /** The reading that lists its images. */
  readonly listing: Reading;
  /** Every owned image, with all users and protections that whole-scope listings show. */
  list(needs: Needs): Promise<Listing>;
  /** The same, a part at a time: after one page, none is asked for after `until`. Absent where it cannot be taken apart. */
  readonly listOn?: (needs: Needs, soFar: SoFar<string>, until: Instant) => Promise<Listing | Open<string>>;
  /** The same of one image, asked for by its id: nothing else is listed, and complete means that the answer came. */
  sight(id: string, needs: Needs): Promise<Listing>;
  /** The readings that cost calls per image, made for candidates only. Adds to what the sightings hold. */
  examine(candidates: readonly Sighting[], readings: Policy['readings']): Promise<Findings>;
  /** Whether an image is still there, asked by its id. */
  look(image: Image): Promise<'present' | 'gone' | 'unknown'>;
  /**
   * What is left of a gone image's snapshots: `success` where one is gone too, `still-there` where not, `unknown` where
   * that could not be read. Absent where images have no snapshots.
   */
  remains?(image: Image): Promise<readonly SnapshotResult[]>;
  /** Calls made so far, by reading. */
  calls(): Readonly<Record<string, number>>;
}

/** How AWS answered the call that was to delete an image. */
export type Answer =
  | { readonly answer: 'accepted'; readonly snapshots?: readonly SnapshotResult[] }
  | { readonly answer: 'already-gone'; readonly snapshots?: readonly SnapshotResult[] }
  /** What bears the id now is not what was decided upon. */
  | { readonly answer: 'changed' }
  | { readonly answer: 'refused'; readonly error: string }
  /** It may or may not have happened. */
  | { readonly answer: 'no-answer'; readonly error: string }
  /** It did not happen; a later try may succeed. */
  | { readonly answer: 'throttled'; readonly error: string };

/** Deletes in one scope. */
export interface ImageActor {
  retire(image: Image): Promise<Answer>;
  /**
   * Tries a leftover snapshot again; the result is a return code like those of a deregistration. Absent where images
   * have no snapshots.
   */
  deleteSnapshot?(id: string): Promise<SnapshotResult>;
}

/** `lost`: neither there nor in a bin. */
export type Whereabout = 'there' | 'in-bin' | 'lost';

export interface Whereabouts {
  readonly image: Whereabout;
  readonly snapshots: ReadonlyMap<string, Whereabout>;
}

/** Brings images back where AWS keeps what was deleted. Every method throws what AWS refuses. */
export interface ImageRestorer {
  find(image: Image): Promise<Whereabouts>;
  /** What the image bears now. */
  bears(id: string): Promise<{
    readonly tags: Readonly<Record<string, string>>;
    readonly deprecated: boolean;
  }>;
  restoreSnapshot(id: string): Promise<void>;
  restoreImage(id: string): Promise<void>;
  /** Also of what is in the bin still. */
  tag(id: string, tags: Readonly<Record<string, string>>): Promise<void>;
  deprecate(id: string, at: Instant): Promise<void>;
}

/** Images on record, by `keyOf`. Asking for one costs time, and each answer is a new object. */
export interface Standing extends ReadonlyMap<string, Known> {
  /** The grace clocks that are running, where they are told sooner than by asking for every image. */
  readonly marks?: ReadonlyMap<string, Mark>;
}

/** Which images are on record in a scope, by `keyOf`, and whether they are as they were: most runs ask no more of most. */
export interface Outline {
  readonly size: number;
  has(key: string): boolean;
  keys(): IteratorObject<string>;
  /** The grace clocks that are running. */
  readonly marks: ReadonlyMap<string, Mark>;
  /** True: beside what is on record, this is no news. False says nothing. */
  agrees(key: string, fact: Fact): boolean;
  /** What is on record of these. Without those that somebody wrote about since the outline was read. */
  of(keys: Iterable<string>): Promise<ReadonlyMap<string, Known>>;
  /** What was read of it in addition to what was so far, to be put away. */
  readonly pages: () => readonly Page[];
}

/** The record of everything, one conditional write at a time. */
export interface Ledger {
  /** Every image of the scope that is not gone; read consistently. */
  standing(scope: Scope): Promise<Standing>;
  /** The same, without what is on record of each. */
  outline(scope: Scope): Promise<Outline>;
  /** The same, a part at a time: nothing further is asked for after `until`. */
  outlineOn(scope: Scope, soFar: SoFar<string>, until: Instant): Promise<Outline | Open<string>>;
  /** Of these images, those that stand, as they stand now. */
  among(scope: Scope, keys: Iterable<string>): Promise<ReadonlyMap<string, Known>>;
  /**
   * Puts away what the next message of an errand goes on with, for a day. Gives the name that it has: a new one each time,
   * so that two who handle one message do not disturb one another.
   */
  leave(scope: Scope, pages: readonly Page[]): Promise<string>;
  /** What was put away under a name; undefined where it is not there as a whole. */
  left(scope: Scope, name: string, pages: number): Promise<readonly Page[] | undefined>;
  /** As pages that can be put away, and back. */
  packed(items: Iterable<Sighting> | Iterable<string>): readonly Page[];
  sightingsIn(pages: readonly Page[]): Iterable<Sighting>;
  keysIn(pages: readonly Page[]): Iterable<string>;
  /** Those of the named images that are on record as gone. */
  departed(scope: Scope, keys: readonly ImageKey[]): Promise<Map<string, Known>>;
  /** Whatever bears or bore the id. */
  bearers(scope: Scope, id: string): Promise<readonly Known[]>;
  /**
   * Makes `entry` the image's latest: first its current state, on the expected version, then the history entry.
   * `previous` is what was read; undefined for an image never seen. A gone image moves to the departed.
   * Undefined: somebody else wrote first, and nothing was changed.
   */
  write(previous: Known | undefined, entry: Entry): Promise<Known | undefined>;
  run(scope: Scope, at: Instant): Promise<Run | undefined>;
  /** The newest run of the scope. */
  lastRun(scope: Scope): Promise<Run | undefined>;
  /** Writes the run; the attempts that an earlier delivery of the same run counted stay. */
  putRun(run: Run): Promise<void>;
  endRun(scope: Scope, at: Instant, end: RunEnd): Promise<void>;
  /** Takes one attempt from the run's budget; false once `limit` attempts were taken. */
  takeAttempt(scope: Scope, at: Instant, limit: number): Promise<boolean>;
  leftovers(scope: Scope): Promise<readonly Leftover[]>;
  putLeftover(leftover: Leftover): Promise<void>;
  removeLeftover(leftover: Leftover): Promise<void>;
  /** Whether all deletion is stopped by hand; read consistently. Throws where that cannot be told. */
  stopped(): Promise<Stop | undefined>;
}

/** Whether every scope that a sweep set out for has finished. All reads are consistent. */
export interface Sweeps {
  /** Changes nothing where a sweep of that time has begun already. */
  begin(sweep: Sweep): Promise<void>;
  sweep(at: Instant): Promise<Sweep | undefined>;
  lastBefore(at: Instant): Promise<Sweep | undefined>;
  /** The runs of that time, of those scopes that have one. */
  runs(scopes: readonly Scope[], at: Instant): Promise<readonly Run[]>;
  /** True for one caller only, whoever else calls. */
  complete(at: Instant, completed: Completion): Promise<boolean>;
}

/** How far a long answer has been read: opaque to everybody but the one who gave it. */
export type Place = readonly string[];

/** Some of a long answer, and the place after which the rest begins. */
export interface Part<T> {
  readonly items: readonly T[];
  readonly place: Place;
}

export interface Walk {
  /** Begin after this place; default: at the start. */
  readonly after?: Place;
  /** Most items to read at once; default: as many as one answer holds. */
  readonly atOnce?: number;
}

/** Answers about the past. What may be long is walked, a part at a time. */
export interface Archive {
  /** All scopes that were ever surveyed. */
  scopes(): Promise<readonly Scope[]>;
  standing(scope: Scope): Promise<Map<string, Known>>;
  /** Everything on record as gone, of one id or of the whole scope. */
  gone(scope: Scope, id?: string): Promise<readonly Known[]>;
  /** Whatever bears or bore the id, living or gone, each once. Costs the same however large the scope is. */
  bearers(scope: Scope, id: string): Promise<readonly Known[]>;
  /** One image's entries, oldest first; with the one that its current state still carries inside. */
  history(image: Image): Promise<readonly Entry[]>;
  /**
   * The first entry later than `at`, if any: its `before` is how the image stood then. Who has read the image's state
   * already gives it, and saves a read.
   */
  firstAfter(image: Image, at: Instant, known?: Known): Promise<Entry | undefined>;
  /** Entries of the scope with `from` ≤ time < `to`, in order of time. */
  between(scope: Scope, from: Instant, to: Instant): Promise<readonly Entry[]>;
  runs(scope: Scope, from: Instant, to: Instant): Promise<readonly Run[]>;
  /** The newest runs with `from` ≤ scheduled time < `to`, the newest first. */
  newestRuns(scope: Scope, from: Instant, to: Instant, most: number): Promise<readonly Run[]>;
  /** The newest sweeps with `from` ≤ scheduled time < `to`, the newest first. */
  newestSweeps(from: Instant, to: Instant, most: number): Promise<readonly Sweep[]>;
  /** Between which times there can be entries of the scope. */
  extent(scope: Scope): Promise<{ readonly from: Instant; readonly to: Instant }>;
  /** What stands, in order of id; those too whose move to the gone was cut short. With `before`. */
  walkStanding(scope: Scope, walk?: Walk): AsyncIterable<Part<Known>>;
  /** What is gone now, and of which something was recorded later than `since`, in order of that time. */
  walkGone(scope: Scope, since: Instant, walk?: Walk): AsyncIterable<Part<Known>>;
  /** Like `history`, and like `between`. Entries of one moment are in order within a part only. */
  walkHistory(image: Image, walk?: Walk): AsyncIterable<Part<Entry>>;
  walkChanges(scope: Scope, from: Instant, to: Instant, walk?: Walk): AsyncIterable<Part<Entry>>;
}
