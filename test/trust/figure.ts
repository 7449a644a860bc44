/** What `npm run trust` tells of one thing that it tried. */
export interface Figure {
  readonly name: string;
  readonly value: string;
}

export interface Outcome {
  readonly figures: readonly Figure[];
  /** Everything that did not hold, in words. */
  readonly failures: readonly string[];
}

export interface Wish {
  /** Try one in so many of all fault points. */
  readonly every: number;
  /** Runs of each property. */
  readonly runs: number;
  readonly workers: number;
}

/** Called as the work goes on. */
export type Progress = (done: number, of: number) => void;

export interface Section {
  readonly name: string;
  readonly measure: (wish: Wish, progress: Progress) => Promise<Outcome>;
}

export const counted = (count: number): string => count.toLocaleString('en-US');
