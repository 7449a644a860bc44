/** The grace clock: when it starts, goes on, pauses, and starts anew. */
import type { Policy, Rule } from '../../domain/policy.ts';
import type { Instant } from '../../domain/time.ts';
import type { Mark, Reason } from '../../domain/verdict.ts';

/**
 * The clock of an image that is to be retired. It runs from the first `enforce` run that said so; what a preview
 * marked tells when an image was first seen so, but never runs out.
 */
export function markToRetire(policy: Policy, rule: Rule, now: Instant, before: Mark | undefined): Mark {
  const armed = policy.mode === 'enforce';
  const goesOn = before?.basis === rule.basis && (before.armed || !armed);
  return goesOn ? before : { since: now, basis: rule.basis, armed };
}

/** A keep verdict ends the clock, unless all that speaks for keeping is that we could not look. */
export const markWhileKept = (
  keeps: readonly Pick<Reason, 'code'>[],
  before: Mark | undefined,
): Mark | undefined => (keeps.every(({ code }) => code === 'users-unknown') ? before : undefined);
