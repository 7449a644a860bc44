/** One scope in one run: look, judge, record; and say whether there is anything to retire. */
import type { Sighting } from '../domain/evidence.ts';
import type { Run } from '../domain/history.ts';
import { examined, judgeAfter, weighed, type Weighed } from './assess.ts';
import { carriedBy } from './carried.ts';
import { concluded } from './conclude.ts';
import { judgeOf } from './decide/decide.ts';
import { closerIn, handedOn } from './hand-on.ts';
import { knownBefore } from './known-before.ts';
import { isWhole, lookOn, type LookSoFar } from './look.ts';
import { nothingKnown, observe, withFindings, type Observed } from './observe/observe.ts';
import { inRounds, type Looked } from './observe/rounds.ts';
import type { Unfinished } from './part.ts';
import type { At, Surveying } from './surveying.ts';

/** Of the time that there is, what looking may take: the rest is for writing down what it showed, or putting it away. */
const lookingShare = 0.7;

/** Undefined where a later run has been here already: what it wrote is newer than what we would. */
export async function survey(surveying: Surveying): Promise<Run | Unfinished | undefined> {
  const { source, ledger, policy, clock, run, deadline = Infinity } = surveying;
  const begun = clock.now();
  const last = await ledger.lastRun(source.scope);
  if (last !== undefined && last.at > run) return undefined;
  const carried = await carriedBy(surveying.part, policy.hash, ledger, source.scope, begun);
  const until = begun + (deadline - begun) * lookingShare;
  const look = await lookOn(surveying, carried.look, until);
  const { closer } = carried.part;
  const further = (open: LookSoFar): Unfinished =>
    handedOn({ look: open, ...(closer && { closer }) }, [], true, { source, carried });
  if ('open' in look) return further(look.open);
  // To judge a large scope takes its time, too: who has come to the end of the look only now leaves that to the next.
  const open = clock.now() >= until && !isWhole(carried.look) ? await look.putAway() : undefined;
  if (open !== undefined) return further(open);
  const at: At = { ...surveying, deadline, carried, look, until, last, departed: new Map() };
  const observed = await observe(source, look.listing, look.takenAt, beforeThis(at));
  return carried.newest === undefined
    ? lookedCloser(observed, at)
    : concluded(observed, goneOn(observed, carried.newest, at), at);
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
  return concluded(observed, weighed(listed, first, findings, weighing(at)), at, looked);
}

async function inTime(candidates: readonly Sighting[], at: At): Promise<Looked> {
  const { source, policy, clock, deadline, until, carried } = at;
  const asked = async (some: readonly Sighting[]) => examined(source, some, policy);
  if (deadline === Infinity) return { ...(await asked(candidates)), more: false };
  const after = carried.part.closer?.after;
  return inRounds(candidates, { until, ...(after && { after }) }, asked, clock);
}
