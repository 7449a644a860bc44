/**
 * What a retention policy says, once parsed: durations in milliseconds, defaults filled in. Plain data, so that it is
 * parsed when the service is packaged and travels to Lambda as JSON.
 */
import type { ImageState, Kind, Platform } from './image.ts';
import type { Duration } from './time.ts';

export type Mode = 'preview' | 'enforce';

/** An account to look at: the one we run in, or another that is entered through a role. */
export type AccountRef =
  'self' | { readonly id: string; readonly role: string; readonly externalId?: string };

export interface Target {
  /** Empty: the region we run in. */
  readonly regions: readonly string[];
  readonly accounts: readonly AccountRef[];
  readonly kinds: readonly Kind[];
}

export interface Limits {
  /** Most images that one run may attempt in one scope. */
  readonly perRun: number;
  /** The same as a fraction (0 to 1) of the scope's owned images. */
  readonly share: number;
}

/** Tag key → the values that match; '*' means any value. */
export type TagMatch = Readonly<Record<string, '*' | readonly string[]>>;

export interface Select {
  readonly kinds?: readonly Kind[];
  readonly states: readonly ImageState[];
  /** Globs on the image's name; one has to match. The same for `recipes` and `pipelines`. */
  readonly names?: readonly string[];
  /** Every key has to match. */
  readonly tags?: TagMatch;
  readonly platforms?: readonly Platform[];
  readonly recipes?: readonly string[];
  readonly pipelines?: readonly string[];
  readonly accounts?: readonly string[];
  readonly regions?: readonly string[];
}

export type FamilyField =
  'kind' | 'name' | 'name-stem' | 'architecture' | 'platform' | 'recipe' | 'pipeline' | `tag:${string}`;

export interface Rule {
  readonly name: string;
  readonly select: Select;
  readonly family: readonly FamilyField[];
  readonly keep: { readonly newest: number; readonly launchedWithin?: Duration };
  readonly retire: { readonly olderThan: Duration };
  /** Fingerprint of everything this rule and the grace say: see `Mark.basis`. */
  readonly basis: string;
}

export interface Policy {
  readonly mode: Mode;
  /** `sha256:` and the hash of the policy's meaning: the same for YAML, JSON, and any layout of them. */
  readonly hash: string;
  /** Absent: the own account, the own region, all kinds. */
  readonly targets?: readonly Target[];
  readonly limits: Limits;
  readonly grace: Duration;
  readonly historyDays: number;
  readonly readings: { readonly launchTemplateVersions: number; readonly usageReports: boolean };
  /** Any one tag or name protects. */
  readonly protect: { readonly tags: TagMatch; readonly names: readonly string[] };
  readonly rules: readonly Rule[];
}

/** What a listing has to find out because some rule asks for it. */
export interface Needs {
  /** A rule may select or group images of this kind by tag. */
  readonly tags: boolean;
  /** A rule may select or group by recipe or pipeline. */
  readonly origin: boolean;
}

/** The tag that protects an image, or the snapshot it is on, whatever its value. */
export const keepTag = 'imagewarden:keep';
