/** One scope in one run: look again, guard, act, record. The only code path that deletes. */
import type { BlindSpot, Doubt, Survey } from '../domain/evidence.ts';
import type { Entry, Known, Outcomes, Run } from '../domain/history.ts';
import { byAge, keyOf, type Scope } from '../domain/image.ts';
import { those } from '../domain/many.ts';
import type { Policy } from '../domain/policy.ts';
import { same } from '../domain/same.ts';
import { minute, type Duration, type Instant } from '../domain/time.ts';
import type { Outcome, Reason } from '../domain/verdict.ts';
import { act, type Receipt } from './act/act.ts';
import { retryLeftovers } from './act/leftovers.ts';
import { readStop } from './act/stop.ts';
import { weigh } from './assess.ts';
import { noEnds, outcomesOf, outcomesOfRun, recall, type Ends } from './ends.ts';
import { guard, limitOf, overLimit, type Cleared, type Held } from './guard/guard.ts';
import type { Clock, ImageActor, ImageSource, Ledger } from './ports.ts';
import { isLocked } from './record/record.ts';
import { knownBefore, marksOf } from './survey.ts';

/** How old evidence may be when a deletion that rests on it is asked for. EC2 itself does not refuse what is in use. */
const evidenceAge: Duration = 5 * minute;

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

export interface Retired {
  /** How many images came to which end by this delivery. */
  readonly outcomes: Outcomes;
  /** What the second look could not see. */
  readonly blindSpots: readonly BlindSpot[];
  /** Throttled, or out of time: the rest is for the next delivery of the message. */
  readonly unfinished: boolean;
  /** Somebody stopped all deletion, or that could not be told; in words. */
  readonly stopped?: string;
  /** The second look showed too little to be believed. */
  readonly doubt?: Doubt;
}

export async function retire(retiring: Retiring): Promise<Retired> {
  const { ledger, clock, run, scope } = retiring;
  const ends = noEnds();
  let blindSpots: readonly BlindSpot[] = [];
  let stop: Reason | undefined;
  let doubt: Doubt | undefined;
  const ended = async (unfinished: boolean): Promise<Retired> => {
    const at = clock.now();
    const outcomes = outcomesOfRun(ends);
    if (!unfinished) await ledger.endRun(scope, run, { outcomes, retiredAt: at });
    else if (ends.own.size > 0) await ledger.endRun(scope, run, { outcomes });
    return {
      outcomes: outcomesOf(ends.own.values()),
      blindSpots,
      unfinished,
      ...(stop && { stopped: stop.detail }),
      ...(doubt && { doubt }),
    };
  };
  for (;;) {
    if (clock.now() >= retiring.deadline) return ended(true);
    const stage = await look(retiring, ends);
    if (stage === undefined) break;
    ({ blindSpots, doubt } = stage.survey);
    await recordHeld(stage.held, retiring, ends);
    const rest = await actOn(stage, retiring, ends);
    if (rest === 'stale' || (rest === 'done' && stage.more)) continue;
    stop = typeof rest === 'object' ? rest : await tidy(stage.survey, retiring);
    if (rest === 'unfinished') return ended(true);
    break;
  }
  return ended(false);
}

interface Stage {
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
async function look(retiring: Retiring, ends: Ends): Promise<Stage | undefined> {
  const { ledger, policy, clock, run, scope } = retiring;
  const current = await ledger.run(scope, run);
  const standing = await ledger.standing(scope);
  recall(ends, run, current, standing.values());
  const due = [...standing.values()]
    .filter((known) => isDue(known, run, clock.now()) && !ends.own.has(keyOfKnown(known)))
    .sort(oldestFirst);
  const leftovers = await ledger.leftovers(scope);
  if (current === undefined || (due.length === 0 && leftovers.length === 0)) return undefined;
  const departed = new Map<string, Known>();
  const before = knownBefore(scope, ledger, standing, departed, clock);
  const begun = new Set(due.filter((known) => isBegun(known, run)).map(keyOfKnown));
  const left = Math.max(0, limitOf(policy.limits, current.owned) - current.attempts);
  const within = due.filter((known, i) => i < left + margin || begun.has(keyOfKnown(known)));
  const asked = within.slice(0, atOnce);
  const only = new Set(asked.map(keyOfKnown));
  const { survey, judge } = await weigh(retiring.source(), policy, run, marksOf(standing), clock, before, {
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

const keyOfKnown = ({ latest }: Known): string => keyOf(latest.after.image);

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
const isBegun = ({ latest: { after } }: Known, run: Instant): boolean =>
  after.intent?.run === run || (after.result?.run === run && after.result.outcome === 'none');

/** Held is final for the run; it is written only where it is news. */
async function recordHeld(held: readonly Held[], { ledger, clock, run }: Retiring, ends: Ends) {
  for (const { known, reasons } of held) {
    ends.own.set(keyOfKnown(known), 'held');
    const before = known.latest.after;
    const result = { run, outcome: 'held' as const, held: reasons };
    const codes = (before.result?.held ?? []).map(({ code }) => code);
    const news =
      before.result?.outcome !== 'held' ||
      !same(
        codes,
        reasons.map(({ code }) => code),
      );
    if (!news) continue;
    const entry: Entry = { at: clock.now(), run, event: 'held', before, after: { ...before, result } };
    await ledger.write(known, entry);
  }
}

/** Images are taken one after the other, so that limits, order and AWS's rates hold. */
async function actOn(
  { cleared, survey, limit }: Stage,
  retiring: Retiring,
  ends: Ends,
): Promise<'done' | 'stale' | 'unfinished' | Reason<'stopped'>> {
  const { ledger, clock, run, deadline } = retiring;
  for (const [at, next] of cleared.entries()) {
    if (clock.now() >= deadline) return 'unfinished';
    if (clock.now() > survey.takenAt + evidenceAge) return 'stale';
    const stop = await readStop(ledger);
    if (stop !== undefined) {
      const rest = cleared.slice(at).map(({ known }) => ({ known, reasons: [stop] }));
      await recordHeld(rest, retiring, ends);
      return stop;
    }
    if (!isBegun(next.known, run) && !(await ledger.takeAttempt(survey.scope, run, limit))) {
      await recordHeld([{ known: next.known, reasons: [overLimit] }], retiring, ends);
      continue;
    }
    const receipt = await act(next, { ...retiring, freshUntil: survey.takenAt + evidenceAge });
    if (receipt.receipt === 'throttled') return 'unfinished';
    if (receipt.receipt !== 'taken') ends.own.set(keyOfKnown(next.known), outcomeOf(receipt));
  }
  return 'done';
}

function outcomeOf({ receipt }: Receipt): Outcome {
  switch (receipt) {
    case 'accepted':
      return 'deleted';
    case 'changed':
    case 'taken':
      return 'held';
    case 'throttled':
      return 'none';
    case 'already-gone':
    case 'refused':
    case 'unsure':
      return receipt;
  }
}

/** Snapshots that earlier deletions left behind, unless an image that is listed uses them. */
async function tidy(survey: Survey, retiring: Retiring): Promise<Reason | undefined> {
  const { ledger, policy, run } = retiring;
  if (policy.mode !== 'enforce' || !survey.complete) return undefined;
  const older = (await ledger.leftovers(survey.scope)).filter(({ since }) => since < run);
  const used = new Set<string>();
  for (const { image } of survey.sightings) for (const { id } of image.snapshots ?? []) used.add(id);
  return retryLeftovers(older, used, retiring);
}
