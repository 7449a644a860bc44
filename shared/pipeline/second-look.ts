/** The look before a deletion: the whole scope anew, what is due looked at closer, and every guard on what that showed. */
import type { Survey } from '../domain/evidence.ts';
import type { Known, Run } from '../domain/history.ts';
import { byAge, keyOf, type Scope } from '../domain/image.ts';
import { those } from '../domain/many.ts';
import type { Policy } from '../domain/policy.ts';
import type { Duration, Instant } from '../domain/time.ts';
import { weigh } from './assess.ts';
import { recall, type Ends } from './ends.ts';
import { guard, limitOf, overLimit, type Cleared, type Held } from './guard/guard.ts';
import type { Clock, ImageActor, ImageSource, Ledger } from './ports.ts';
import { isLocked } from './record/record.ts';
import { knownBefore } from './known-before.ts';

export interface Retiring {
  readonly scope: Scope;
  /** A new one for each look. */
  readonly source: () => ImageSource;
  readonly actor: ImageActor;
  readonly ledger: Ledger;
  readonly policy: Policy;
  readonly clock: Clock;
  readonly run: Instant;
  readonly lease: Duration;
  /** No further image is begun after this. */
  readonly deadline: Instant;
}

export interface Stage {
  readonly survey: Survey;
  readonly limit: number;
  readonly cleared: readonly Cleared[];
  readonly held: readonly Held[];
  /** There are due images that this look did not come to. */
  readonly more: boolean;
}

/** Looked at beyond the allowance, since the second look may hold some of the first. */
const margin = 20;

/**
 * Looked at closer at once. While so many are looked at, the allowance of deletions that AWS's rates give fills up
 * again (runtime/rates.ts), so that looking costs a long run next to no time; and what is deleted was looked at
 * a minute or two ago.
 */
const atOnce = 250;

/**
 * The second look: the whole scope anew, and every guard on what it showed. Undefined: nothing is due but what this
 * delivery has come to an end with.
 */
export async function secondLook(retiring: Retiring, ends: Ends): Promise<Stage | undefined> {
  const { ledger, policy, clock, run, scope } = retiring;
  const current = await ledger.run(scope, run);
  const outline = await ledger.outline(scope);
  // What is due has a grace clock, be the grace none; so has what came to an end in this run.
  const marked = await outline.of(outline.marks.keys());
  recall(ends, run, current, marked.values());
  const due = [...marked.values()]
    .filter((known) => isDue(known, run, clock.now()) && !ends.own.has(keyOfKnown(known)))
    .sort(oldestFirst);
  const leftovers = await ledger.leftovers(scope);
  if (current === undefined || (due.length === 0 && leftovers.length === 0)) return undefined;
  const departed = new Map<string, Known>();
  const all = async () => ledger.standing(scope);
  const before = knownBefore(scope, ledger, outline, all, departed, clock);
  const begun = new Set(due.filter((known) => isBegun(known, run)).map(keyOfKnown));
  const left = Math.max(0, limitOf(policy.limits, current.owned) - current.attempts);
  const within = due.filter((known, i) => i < left + margin || begun.has(keyOfKnown(known)));
  const asked = within.slice(0, atOnce);
  const only = new Set(asked.map(keyOfKnown));
  const { survey, judge } = await weigh(retiring.source(), policy, run, outline.marks, clock, before, {
    only,
  });
  if (survey.blindSpots.length > 0) await ledger.putRun(withBlindSpots(current, survey));
  const limit = limitOf(policy.limits, ownedBefore(current, survey));
  const allowance = limit - current.attempts;
  const fresh = [...those(survey.sightings, ({ image }) => only.has(keyOf(image)))].map(judge.judge);
  const guarding = { due: asked, fresh, policy, now: run, at: clock.now(), allowance, begun };
  const { cleared, held } = guard(guarding);
  const reachable = new Set(within);
  const beyond = due.filter((known) => !reachable.has(known));
  return {
    survey,
    limit,
    cleared,
    held: [...held, ...beyond.map((known) => ({ known, reasons: [overLimit] }))],
    more: within.length > asked.length,
  };
}

export const keyOfKnown = ({ latest }: Known): string => keyOf(latest.after.image);

const oldestFirst = (a: Known, b: Known): number => byAge(a.latest.after.image, b.latest.after.image);

/** A run is as blind as its blindest look. */
function withBlindSpots(run: Run, { blindSpots, doubt }: Survey): Run {
  const all = [...run.blindSpots, ...blindSpots].map(
    (spot) => [`${spot.reading} ${spot.error}`, spot] as const,
  );
  return {
    ...run,
    ...(doubt && { doubt: { known: doubt.known, listed: doubt.listed } }),
    blindSpots: [...new Map(all).values()],
  };
}

/** What the run itself has deleted does not shrink its limit; what others took meanwhile does. */
const ownedBefore = ({ owned, attempts }: Run, { sightings }: Survey): number =>
  Math.min(owned, sightings.length + attempts);

/** Due by the record, with nothing final said about it in this run, and nobody at it. */
function isDue({ latest: { after } }: Known, run: Instant, now: Instant): boolean {
  const { decision, result } = after;
  const due = decision.verdict === 'retire' && decision.dueAt !== undefined && decision.dueAt <= run;
  const final = result?.run === run && result.outcome !== 'none';
  return due && !final && !isLocked(after, now);
}

/** Tried in this run already without a final answer: trying again costs no further attempt. */
export const isBegun = ({ latest: { after } }: Known, run: Instant): boolean =>
  after.intent?.run === run || (after.result?.run === run && after.result.outcome === 'none');
