/** One scope in one run: look, judge, record; and say whether there is anything to retire. */
import type { BlindSpot, Sighting } from '../domain/evidence.ts';
import type { Known, Run } from '../domain/history.ts';
import type { Policy } from '../domain/policy.ts';
import type { Instant } from '../domain/time.ts';
import { examined, judgeAfter, weighed, type Weighed } from './assess.ts';
import { carriedBy, type Carried } from './carried.ts';
import { judgeOf } from './decide/decide.ts';
import { knownBefore } from './known-before.ts';
import { isWhole, lookOn, type Look } from './look.ts';
import { leave } from './luggage.ts';
import { settleOn } from './missing.ts';
import {
  distinct,
  nothingKnown,
  observe,
  seenCloser,
  withFindings,
  type Observed,
} from './observe/observe.ts';
import { inRounds, type Looked } from './observe/rounds.ts';
import { addUp, type CloserSoFar, type Part, type RecordedSoFar, type Unfinished } from './part.ts';
import type { Clock, ImageSource, Ledger } from './ports.ts';
import { noTotals, type Totals } from './record/totals.ts';
import { writeDown } from './write-down.ts';

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

/** Of the time that there is, what looking may take: the rest is for writing down what it showed, or putting it away. */
const lookingShare = 0.7;

interface At extends Required<Omit<Surveying, 'part'>> {
  readonly carried: Carried;
  readonly look: Look;
  /** No further look is begun after this. */
  readonly until: Instant;
  /** The newest run of the scope. */
  readonly last: Run | undefined;
  /** Gone images that the listing brought up again. */
  readonly departed: Map<string, Known>;
}

/** Undefined where a later run has been here already: what it wrote is newer than what we would. */
export async function survey(surveying: Surveying): Promise<Run | Unfinished | undefined> {
  const { source, ledger, policy, clock, run, deadline = Infinity } = surveying;
  const begun = clock.now();
  const last = await ledger.lastRun(source.scope);
  if (last !== undefined && last.at > run) return undefined;
  const carried = await carriedBy(surveying.part, policy.hash, ledger, source.scope, begun);
  const until = begun + (deadline - begun) * lookingShare;
  const look = await lookOn(surveying, carried.look, until);
  if ('open' in look) return handedOn({ look: look.open }, [], true, { source, carried });
  // To judge a large scope takes its time, too: who has come to the end of the look only now leaves that to the next.
  const open = clock.now() >= until && !isWhole(carried.look) ? await look.putAway() : undefined;
  if (open !== undefined) return handedOn({ look: open }, [], true, { source, carried });
  const at: At = { ...surveying, deadline, carried, look, until, last, departed: new Map() };
  const observed = await observe(source, look.listing, look.takenAt, beforeThis(at));
  return carried.newest === undefined
    ? lookedCloser(observed, at)
    : writtenDown(observed, goneOn(observed, carried.newest, at), at);
}

/** Nothing can be known of a scope that no run has seen, unless by events, or by an earlier part of its first run. */
function beforeThis({ source: { scope }, ledger, look: { outline, takenAt }, last, departed }: At) {
  if (last === undefined && outline.size === 0) return nothingKnown;
  // A part that comes later looks at the same listing.
  const clock = { now: () => takenAt };
  return knownBefore(scope, ledger, outline, async () => ledger.standing(scope), departed, clock);
}

/** All candidates were looked at by earlier parts. */
function goneOn({ survey: listed }: Observed, newest: ReadonlySet<string>, at: At): Weighed {
  const findings = { sightings: at.carried.found, blindSpots: [] };
  const survey = withFindings(listed, findings);
  return { survey, newest, findings, judge: judgeAfter(newest, findings, weighing(at)) };
}

const weighing = ({ policy, run, look: { outline } }: At) => ({ policy, now: run, marks: outline.marks });

/** Candidates after those that earlier parts looked at, while there is time. */
async function lookedCloser(observed: Observed, at: At): Promise<Run | Unfinished> {
  const { carried, look, policy, run } = at;
  const { survey: listed } = observed;
  const first = judgeOf(listed.sightings, policy, run, look.outline.marks);
  const looked = await inTime(first.retired(), at);
  if (looked.more) {
    const putAway = await look.putAway();
    const rest = { ...(putAway && { look: putAway }), ...(await closerIn(looked, at)) };
    return handedOn(rest, [...listed.blindSpots, ...looked.blindSpots], true, at);
  }
  const findings = {
    sightings: [...carried.found, ...looked.sightings],
    blindSpots: looked.blindSpots,
  };
  return writtenDown(observed, weighed(listed, first, findings, weighing(at)), at, looked);
}

async function inTime(candidates: readonly Sighting[], at: At): Promise<Looked> {
  const { source, policy, clock, deadline, until, carried } = at;
  const asked = async (some: readonly Sighting[]) => examined(source, some, policy);
  if (deadline === Infinity) return { ...(await asked(candidates)), more: false };
  const after = carried.part.closer?.after;
  return inRounds(candidates, { until, ...(after && { after }) }, asked, clock);
}

async function closerSoFar(
  looked: Looked | undefined,
  { carried: { part }, ledger, source }: At,
): Promise<CloserSoFar | undefined> {
  if (looked?.reached === undefined) return part.closer;
  const { id, createdAt } = looked.reached;
  const found = await leave(ledger, source.scope, ledger.packed(looked.sightings));
  return {
    found: [...(part.closer?.found ?? []), ...found],
    after: { id, ...(createdAt !== undefined && { createdAt }) },
  };
}

/** `looked`: what this part added to the closer look. */
async function writtenDown(
  { missing, shown, lingering }: Observed,
  weighed: Weighed,
  at: At,
  looked?: Looked,
): Promise<Run | Unfinished> {
  const { source, ledger, policy, clock, run, deadline, carried, look, departed } = at;
  const { survey, judge, findings } = weighed;
  const keep = async (settled: number, passed: number, totals: Totals) =>
    putAside({ settled, passed, totals }, weighed, at);
  if (carried.newest === undefined && clock.now() >= at.until) {
    // Who has judged a large scope only now leaves the writing to the next.
    const rest = await keep(0, 0, noTotals);
    if (rest !== undefined)
      return handedOn({ ...rest, ...(await closerIn(looked, at)) }, survey.blindSpots, true, at);
  }
  // A place in the listing means nothing where that is not believed any more.
  const before = isSure(survey) ? carried.part.recorded : undefined;
  const settled = await settleOn(missing, look.outline, before?.settled ?? 0, at);
  const recording = { judge, policy, run, now: clock.now(), known: look.outline, departed };
  const from = before ?? { passed: 0 };
  const around = { ledger, clock, deadline };
  const left = settled.gone.size === 0 ? lingering : new Set([...lingering, ...settled.gone]);
  const down = settled.whole
    ? // Of all that was shown, so that a place in it means the same to each part, whatever goes meanwhile.
      await writeDown(seenCloser(shown, findings), look.outline, recording, left, from, around)
    : undefined;
  if (down?.whole === true) {
    const leftovers = await ledger.leftovers(source.scope);
    const done = runOf(at, survey, down.totals, leftovers.length > 0);
    await ledger.putRun(done);
    return done;
  }
  const { passed, totals, written } = down ?? { passed: 0, totals: noTotals, written: 0 };
  const rest = await keep(settled.passed, passed, totals);
  const further = before === undefined || settled.passed > before.settled || passed > before.passed;
  // Without a place to go on at, only what is on record now need not be done again.
  const moved = rest === undefined ? settled.gone.size + written > 0 : further;
  return handedOn({ ...rest, ...(await closerIn(looked, at)) }, survey.blindSpots, moved, at);
}

const isSure = ({ complete, doubt }: Weighed['survey']): boolean => complete && doubt === undefined;

/** What the next part goes on with. Undefined: it has to look anew. */
async function putAside(
  reached: Omit<RecordedSoFar, 'newest'>,
  { survey, newest }: Weighed,
  { source, ledger, look, carried }: At,
): Promise<Pick<Part, 'look' | 'recorded'> | undefined> {
  const putAway = isSure(survey) ? await look.putAway() : undefined;
  if (putAway === undefined) return undefined;
  const kept = carried.part.recorded?.newest ?? (await leave(ledger, source.scope, ledger.packed(newest)));
  return { look: putAway, recorded: { newest: kept, ...reached } };
}

const closerIn = async (looked: Looked | undefined, at: At): Promise<Pick<Part, 'closer'>> => {
  const closer = await closerSoFar(looked, at);
  return closer === undefined ? {} : { closer };
};

/** A run is as blind as its blindest part, and has made the calls of all: of those too that have to come again. */
const handedOn = (
  soFar: Pick<Part, 'look' | 'closer' | 'recorded'>,
  blindSpots: readonly BlindSpot[],
  moved: boolean,
  { source, carried: { part } }: Pick<At, 'source' | 'carried'>,
): Unfinished => ({
  rest: { ...sumOf(part, blindSpots, source), policy: part.policy, number: part.number + 1, ...soFar },
  moved,
});

const sumOf = (part: Part, blindSpots: readonly BlindSpot[], source: ImageSource) => ({
  blindSpots: distinct([...part.blindSpots, ...blindSpots]),
  readings: addUp(part.readings, source.calls()),
});

function runOf(
  { source, policy, run, carried, last }: At,
  seen: Weighed['survey'],
  { owned, keep, retire, states, due }: Totals,
  leftovers: boolean,
): Run {
  // What an earlier delivery of this errand asked for stays asked for: the sweep is not over without it.
  const asked = last?.at === run && last.retiring;
  return {
    scope: source.scope,
    at: run,
    surveyedAt: seen.takenAt,
    policy: policy.hash,
    mode: policy.mode,
    complete: seen.complete,
    ...(seen.doubt && { doubt: { known: seen.doubt.known, listed: seen.doubt.listed } }),
    ...(seen.offered === false && { offered: false }),
    owned,
    keep,
    retire,
    states,
    ...sumOf(carried.part, seen.blindSpots, source),
    attempts: 0,
    retiring: asked || (policy.mode === 'enforce' && (due || leftovers)),
  };
}
