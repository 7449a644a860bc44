/** One scope in one run: look again, guard, act, record. The only code path that deletes. */
import type { BlindSpot, Doubt, Survey } from '../domain/evidence.ts';
import type { Entry, Outcomes } from '../domain/history.ts';
import { same } from '../domain/same.ts';
import { minute, type Duration } from '../domain/time.ts';
import type { Outcome, Reason } from '../domain/verdict.ts';
import { act, type Receipt } from './act/act.ts';
import { retryLeftovers } from './act/leftovers.ts';
import { readStop } from './act/stop.ts';
import { noEnds, outcomesOf, outcomesOfRun, type Ends } from './ends.ts';
import { overLimit, type Held } from './guard/guard.ts';
import { hasEvidence, isWhole, pickUpLook, type Look, type LookPickedUp, type LookSoFar } from './look.ts';
import type { Clock } from './ports.ts';
import { isBegun, keyOfKnown, secondLook, type Retiring, type Stage } from './second-look.ts';

/** How old evidence may be when a deletion that rests on it is asked for. EC2 itself does not refuse what is in use. */
const evidenceAge: Duration = 5 * minute;

export interface Retired {
  /** How many images came to which end by this delivery. */
  readonly outcomes: Outcomes;
  /** What the second look could not see. */
  readonly blindSpots: readonly BlindSpot[];
  /** Throttled, or out of time: the rest is for the next delivery of the message. */
  readonly unfinished: boolean;
  /** Something came to its end, or a look got on. Otherwise another delivery would get no further than this one. */
  readonly moved: boolean;
  /** Something was tried on the strength of the look that is handed on. */
  readonly tried: boolean;
  /** Somebody stopped all deletion, or that could not be told; in words. */
  readonly stopped?: string;
  /** The second look showed too little to be believed. */
  readonly doubt?: Doubt;
  /** What it has looked at, for the next delivery to go on with. */
  readonly look?: LookSoFar;
}

/** What earlier deliveries of the errand came to. */
export interface Earlier {
  readonly look?: LookSoFar;
  /** Something was tried on the strength of that look: it is worth while to look again. */
  readonly tried: boolean;
}

/** `earlier`: undefined for the first delivery of the errand. */
export async function retire(retiring: Retiring, earlier?: Earlier): Promise<Retired> {
  const { ledger, clock, run, scope } = retiring;
  const ends = noEnds();
  let blindSpots: readonly BlindSpot[] = [];
  let stop: Reason | undefined;
  let doubt: Doubt | undefined;
  const ended = async (unfinished: boolean, look?: LookSoFar, looked = false): Promise<Retired> => {
    const at = clock.now();
    const outcomes = outcomesOfRun(ends);
    if (!unfinished) await ledger.endRun(scope, run, { outcomes, retiredAt: at });
    else if (ends.own.size > 0) await ledger.endRun(scope, run, { outcomes });
    return {
      outcomes: outcomesOf(ends.own.values()),
      blindSpots,
      unfinished,
      // Who was throttled waits in the queue, whatever was held before. Where earlier deliveries got on by the same look, one
      // that was too slow for it is no reason to give up; the look is soon old, and then something has to come of a new one.
      moved: looked || hasTried(ends) || (at >= retiring.deadline && (ends.own.size > 0 || triedBefore())),
      tried: hasTried(ends) || triedBefore(),
      ...(stop && { stopped: stop.detail }),
      ...(doubt && { doubt }),
      ...(look && { look }),
    };
  };
  const triedBefore = (): boolean => goesOn && earlier?.tried === true;
  const before = earlier?.look;
  const picked = before && isFresh(before, clock) ? await pickUpLook(ledger, scope, before) : undefined;
  let goesOn = picked !== undefined;
  // Looking again and again, with nothing tried on the strength of it, would go on for ever.
  const mayLook = earlier === undefined || goesOn || earlier.tried;
  let onHand: LookPickedUp | Look | undefined = picked;
  for (;;) {
    // As far as it was picked up, it is there for the next.
    if (clock.now() >= retiring.deadline)
      return ended(true, goesOn && onHand === picked ? before : undefined);
    const stage = await secondLook(retiring, ends, onHand);
    if (stage === undefined) break;
    if ('open' in stage) return ended(true, stage.open, mayLook);
    ({ blindSpots, doubt } = stage.survey);
    await recordHeld(stage.held, retiring, ends);
    const rest = await actOn(stage, retiring, ends);
    const late = rest === 'unfinished' || (rest === 'done' && stage.more && clock.now() >= retiring.deadline);
    onHand = stage.hurried && isFresh(stage.look, clock) ? stage.look : undefined;
    if (onHand === undefined && !late) goesOn = false;
    if (!late && (rest === 'stale' || (rest === 'done' && stage.more))) continue;
    if (late) {
      const look = await leftFor(stage, retiring);
      return ended(true, look, look !== undefined && mayLook && !isWhole(picked));
    }
    stop = typeof rest === 'object' ? rest : await tidy(stage.survey, retiring);
    break;
  }
  return ended(false);
}

const hasTried = ({ own }: Ends): boolean =>
  [...own.values()].some((outcome) => outcome !== 'held' && outcome !== 'none');

/** Whether a deletion may rest on it yet. */
const isFresh = (look: Pick<LookSoFar, 'takenAt'> & Partial<LookSoFar>, clock: Clock): boolean =>
  clock.now() <= look.takenAt + evidenceAge || (look.listed !== undefined && !hasEvidence(look.listed));

/**
 * The look is worth being gone on with where time ran out, while it is fresh, and believed. Who was throttled comes again
 * later, and looks anew.
 */
const leftFor = async (
  { survey, look }: Stage,
  { clock, deadline }: Retiring,
): Promise<LookSoFar | undefined> =>
  clock.now() >= deadline && isFresh(look, clock) && survey.doubt === undefined ? look.putAway() : undefined;

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
