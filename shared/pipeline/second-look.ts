/** The look before a deletion: the whole scope anew, what is due looked at closer, and every guard on what that showed. */
import type { Sighting, Survey } from '../domain/evidence.ts';
import type { Known, Run } from '../domain/history.ts';
import { byAge, keyOf, type Scope } from '../domain/image.ts';
import { passingBy } from '../domain/many.ts';
import type { Policy } from '../domain/policy.ts';
import { second, type Duration, type Instant } from '../domain/time.ts';
import { examined, weighed, type Weighing } from './assess.ts';
import { judgeOf } from './decide/decide.ts';
import { recall, type Ends } from './ends.ts';
import { guard, limitOf, overLimit, type Cleared, type Held } from './guard/guard.ts';
import { isWhole, lookOn, outlineOn, type Look, type LookPickedUp, type LookSoFar } from './look.ts';
import { observe } from './observe/observe.ts';
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
  /** There was not time for as many as one look may come to: what is left is gone on with by the same listing. */
  readonly hurried: boolean;
  readonly look: Look;
}

/** Looked at beyond the allowance, since the second look may hold some of the first. */
const margin = 20;

/**
 * Looked at closer at once. While so many are looked at, the allowance of deletions that AWS's rates give fills up
 * again (runtime/rates.ts), so that looking costs a long run next to no time; and what is deleted was looked at
 * a minute or two ago.
 */
const atOnce = 250;

/** What half of AWS's rates lets us look at closer, and delete, in a second; of that, no fewer than are asked about in one call. */
const perSecond = 2;
const fewest = 10;

/** Of the time that there is, what reading and listing may take. */
const lookingShare = 0.7;

/**
 * The second look: the whole scope anew, and every guard on what it showed. Undefined: nothing is due but what this
 * delivery has come to an end with. `before` is what was looked at already, by this delivery or an earlier one.
 */
export async function secondLook(
  retiring: Retiring,
  ends: Ends,
  before?: LookPickedUp | Look,
): Promise<Stage | { readonly open: LookSoFar } | undefined> {
  const { ledger, policy, clock, run, scope, deadline } = retiring;
  const until = clock.now() + (deadline - clock.now()) * lookingShare;
  const current = await ledger.run(scope, run);
  const onHand = before !== undefined && 'outline' in before ? before : undefined;
  const begun = before !== undefined && 'outline' in before ? undefined : before;
  const outline = onHand?.outline ?? (await outlineOn({ scope, ledger, clock }, begun, until));
  if ('open' in outline) return outline;
  // What is due has a grace clock, be the grace none; so has what came to an end in this run.
  const marked = await ledger.among(scope, outline.marks.keys());
  recall(ends, run, current, marked.values());
  const due = [...marked.values()]
    .filter((known) => isDue(known, run, clock.now()) && !ends.own.has(keyOfKnown(known)))
    .sort(oldestFirst);
  const leftovers = await ledger.leftovers(scope);
  if (current === undefined || (due.length === 0 && leftovers.length === 0)) return undefined;
  const source = retiring.source();
  const look =
    onHand ??
    (await lookOn({ source, ledger, policy, clock }, begun, until, {
      outline,
      attempts: current.attempts,
    }));
  if ('open' in look) return look;
  // To judge a large scope takes its time, too.
  const late = onHand === undefined && clock.now() >= until && !isWhole(begun);
  const open = late ? await look.putAway() : undefined;
  return open === undefined ? guarded(look, source, due, current, retiring) : { open };
}

async function guarded(
  look: Look,
  source: ImageSource,
  due: readonly Known[],
  current: Run,
  { ledger, policy, clock, run, scope, deadline }: Retiring,
): Promise<Stage> {
  const { outline, listing, takenAt } = look;
  const begun = new Set(due.filter((known) => isBegun(known, run)).map(keyOfKnown));
  const left = Math.max(0, limitOf(policy.limits, current.owned) - current.attempts);
  const within = due.filter((known, i) => i < left + margin || begun.has(keyOfKnown(known)));
  const inTime = Math.max(fewest, Math.floor(((deadline - clock.now()) / second) * perSecond));
  const asked = within.slice(0, Math.min(atOnce, inTime));
  const all = async () => ledger.standing(scope);
  const before = knownBefore(scope, ledger, outline, all, new Map(), clock);
  const { survey: listed } = await observe(source, listing, takenAt, before);
  const { survey, fresh } = await freshOf(asked, listed, source, {
    policy,
    now: run,
    marks: outline.marks,
  });
  if (survey.blindSpots.length > 0) await ledger.putRun(withBlindSpots(current, survey));
  const limit = limitOf(policy.limits, ownedBefore(current, survey, look));
  const allowance = limit - current.attempts;
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
    hurried: inTime < atOnce,
    look,
  };
}

/** Those that are asked about, looked at closer and judged anew among all. */
async function freshOf(asked: readonly Known[], listed: Survey, source: ImageSource, weighing: Weighing) {
  const { policy, now, marks } = weighing;
  const only = new Set(asked.map(keyOfKnown));
  const chosen: Sighting[] = [];
  const passing = passingBy(listed.sightings, (one) => {
    if (only.has(keyOf(one.image))) chosen.push(one);
  });
  const first = judgeOf(passing, policy, now, marks);
  const candidates = first.retired().filter(({ image }) => only.has(keyOf(image)));
  const findings = await examined(source, candidates, policy);
  const { survey, judge } = weighed(listed, first, findings, weighing);
  const found = new Map(findings.sightings.map((one) => [keyOf(one.image), one]));
  return { survey, fresh: chosen.map((one) => judge(found.get(keyOf(one.image)) ?? one)) };
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
const ownedBefore = ({ owned }: Run, { sightings }: Survey, { attempts }: Look): number =>
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
