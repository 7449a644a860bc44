/** What a survey works with. */
import type { Known, Run } from '../domain/history.ts';
import type { Policy } from '../domain/policy.ts';
import type { Instant } from '../domain/time.ts';
import type { Carried } from './carried.ts';
import type { Look } from './look.ts';
import type { Part } from './part.ts';
import type { Clock, ImageSource, Ledger } from './ports.ts';

export interface Surveying {
  readonly source: ImageSource;
  readonly ledger: Ledger;
  readonly policy: Policy;
  readonly clock: Clock;
  /** The scheduled time: judged by, and the run's identity together with the scope. */
  readonly run: Instant;
  /** Nothing further is begun after this; without one there is no hurry. */
  readonly deadline?: Instant;
  /** What earlier messages of the errand came to. */
  readonly part?: Part;
}

/** In the middle of it: everything is listed. */
export interface At extends Required<Omit<Surveying, 'part'>> {
  readonly carried: Carried;
  readonly look: Look;
  /** No further look is begun after this. */
  readonly until: Instant;
  /** The newest run of the scope. */
  readonly last: Run | undefined;
  /** Gone images that the listing brought up again. */
  readonly departed: Map<string, Known>;
}
