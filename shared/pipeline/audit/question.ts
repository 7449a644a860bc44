/** What can be asked of the ledger. Every door makes one of these from what it is given. */
import type { Event } from '../../domain/history.ts';
import type { ImageState, Kind } from '../../domain/image.ts';
import type { Instant } from '../../domain/time.ts';
import type { ReasonCode } from '../../domain/verdict.ts';

/** Which places are meant. */
export interface Narrowing {
  readonly kind?: Kind;
  readonly account?: string;
  readonly region?: string;
}

/** Which images are meant: every part must match. */
export interface Filters extends Narrowing {
  readonly state?: ImageState;
  readonly rule?: string;
  /** A reason of the decision, or of the last run for holding it. */
  readonly reason?: ReasonCode;
  /** A tag that it bears, with any value where none is given. */
  readonly tag?: { readonly key: string; readonly value?: string };
  /** A glob on the name: `*` and `?`. */
  readonly name?: string;
}

/** A part of a long answer: about so many lines, from where an earlier part ended. */
export interface Paging {
  readonly limit: number;
  readonly cursor?: string;
}

interface OfImage {
  /** The image's id; where `byName`, also its name. */
  readonly image: string;
  readonly byName: boolean;
  readonly filters: Narrowing;
}

/** Everything that happened to an image. */
export interface HistoryQuestion extends OfImage, Paging {
  readonly ask: 'history';
}

/** How one image stood, and why it was kept or retired. */
export interface WhyQuestion extends OfImage {
  readonly ask: 'why';
  readonly at?: Instant;
}

/** All images that were there at a time; without one, those that are there. */
export interface ImagesQuestion extends Paging {
  readonly ask: 'images';
  readonly at?: Instant;
  readonly filters: Filters;
}

interface Between {
  readonly from: Instant;
  readonly to: Instant;
}

/** What changed with `from` ≤ time < `to`. */
export interface ChangesQuestion extends Between, Paging {
  readonly ask: 'changes';
  readonly filters: Filters;
  /** Only these events. */
  readonly events?: readonly Event[];
  /** Only what the run of that scheduled time did. */
  readonly run?: Instant;
}

/** The runs with `from` ≤ scheduled time < `to`, the newest first. */
export interface RunsQuestion extends Between, Paging {
  readonly ask: 'runs';
  readonly filters: Narrowing;
}

/** The firings of the schedule with `from` ≤ scheduled time < `to`, the newest first: whether all their scopes finished. */
export interface SweepsQuestion extends Between, Paging {
  readonly ask: 'sweeps';
}

/** What would be retired next, in order of when. */
export interface NextQuestion extends Paging {
  readonly ask: 'next';
  readonly filters: Filters;
}

/** The state of the whole over time. Without times: the ninety days up to the newest run. */
export interface OverviewQuestion {
  readonly ask: 'overview';
  readonly from?: Instant;
  readonly to?: Instant;
  readonly filters: Narrowing;
}

/** Everything of a time range: how each image stood at its beginning, what changed, the runs. */
export interface ExportQuestion extends Between {
  readonly ask: 'export';
  readonly filters: Narrowing;
}

export type Question =
  | HistoryQuestion
  | WhyQuestion
  | ImagesQuestion
  | ChangesQuestion
  | RunsQuestion
  | SweepsQuestion
  | NextQuestion
  | OverviewQuestion
  | ExportQuestion;
export type Ask = Question['ask'];
