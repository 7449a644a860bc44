/** The words in which a decision is told. */
import type { Image } from './image.ts';
import type { Instant } from './time.ts';

export const keepCodes = [
  'no-rule',
  'not-settled',
  'age-unknown',
  'too-young',
  'newest',
  'recently-launched',
  'in-use',
  'users-unknown',
  'shared',
  'public',
  'protected-tag',
  'protected-name',
  'deregistration-protected',
  'managed-elsewhere',
  'outputs-exist',
] as const;
export type KeepCode = (typeof keepCodes)[number];

export const retireCodes = ['stale', 'failed'] as const;
export type RetireCode = (typeof retireCodes)[number];

/** Reasons why a run left alone, this time, what the policy would retire. */
export const holdCodes = ['grace', 'limit', 'changed', 'stopped'] as const;
export type HoldCode = (typeof holdCodes)[number];

export type ReasonCode = KeepCode | RetireCode | HoldCode;

export interface Reason<Code extends ReasonCode = ReasonCode> {
  readonly code: Code;
  readonly detail: string;
}

export interface Decision {
  /** The rule that selected the image, or none. */
  readonly rule?: string;
  readonly verdict: 'keep' | 'retire';
  /** When it may be retired; set on `retire` only. */
  readonly dueAt?: Instant;
  /** All that apply, sorted by code, then detail. */
  readonly reasons: readonly Reason[];
}

/** One line of a plan: every image has one. */
export interface Line extends Decision {
  readonly image: Image;
  /** The grace clock as it stands after this decision. */
  readonly mark?: Mark;
}

/** The grace clock of an image that the policy would retire. */
export interface Mark {
  readonly since: Instant;
  /** What the policy says about the image, as a fingerprint: another saying starts the clock anew. */
  readonly basis: string;
  /** Started by a run in `enforce`: only then may it run out. */
  readonly armed: boolean;
}

/** What a run did about one image. */
export const outcomes = [
  'none',
  'previewed',
  'deleted',
  'already-gone',
  'held',
  'refused',
  'unsure',
] as const;
export type Outcome = (typeof outcomes)[number];

/** What became of one snapshot of a deregistered AMI, in AWS's own return code. */
export interface SnapshotResult {
  readonly id: string;
  readonly result: string;
}
