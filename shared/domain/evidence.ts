/** What was read about an image, and what could not be. A failed reading is a value here, never an absence. */
import type { Image, Scope } from './image.ts';
import type { Many } from './many.ts';
import type { Instant } from './time.ts';

/** One AWS call, as `service:Operation`. */
export type Reading = string;

/** A reading that failed, was denied, or stopped before its last page. */
export interface BlindSpot {
  readonly reading: Reading;
  /** AWS's own error code, or the transport's. */
  readonly error: string;
}

/** Something that would break if the image went away. */
export interface User {
  /** The ARN where it has one, else the service's own name for it. */
  readonly resource: string;
  /** Durable users are written to the ledger by name; fleeting ones (instances) as a count with one example. */
  readonly durable: boolean;
}

/** A reason to keep that lies in the image itself or in who manages it, found by reading. */
export interface Protection {
  readonly code:
    | 'shared'
    | 'public'
    | 'protected-tag'
    | 'deregistration-protected'
    | 'managed-elsewhere'
    | 'outputs-exist';
  readonly detail: string;
}

/** One image with all that was read about it. */
export interface Sighting {
  readonly image: Image;
  readonly users: readonly User[];
  readonly protections: readonly Protection[];
  /** Readings that failed and could have shown a user or a protection of this very image. */
  readonly blind: readonly BlindSpot[];
  /** Some of those readings would have told which rule and which family the image belongs to. */
  readonly unclassified?: boolean;
}

/** A listing that reached its end and yet holds too little to be believed. */
export interface Doubt {
  /** Images on record, without those whose deletion we announced ourselves. */
  readonly known: number;
  readonly listed: number;
}

/** One scope, looked at once. */
export interface Survey {
  readonly scope: Scope;
  readonly takenAt: Instant;
  /** The listing of images reached its last page: only then does absence mean anything. */
  readonly complete: boolean;
  /** AWS has no such service in this region. */
  readonly offered?: false;
  /** The listing cannot be believed: it is a blind spot, and `unlisted` are the known images that it lacks. */
  readonly doubt?: Doubt & { readonly unlisted: ReadonlySet<string> };
  /** Each image once. */
  readonly sightings: Many<Sighting>;
  readonly blindSpots: readonly BlindSpot[];
}
