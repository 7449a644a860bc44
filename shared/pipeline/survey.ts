/** One scope in one run: look, judge, record; and say whether there is anything to retire. */
import pMap from 'p-map';
import type { Survey } from '../domain/evidence.ts';
import type { Known, Run } from '../domain/history.ts';
import { keyOf } from '../domain/image.ts';
import type { Policy } from '../domain/policy.ts';
import type { Instant } from '../domain/time.ts';
import { weigh } from './assess.ts';
import { needsOf } from './decide/needs.ts';
import { knownBefore } from './known-before.ts';
import { settleAll } from './missing.ts';
import { distinct } from './observe/observe.ts';
import { addUp, partOf, type Part, type Unfinished } from './part.ts';
import type { Clock, ImageSource, Ledger, Outline } from './ports.ts';
import {
  changesOf,
  compare,
  isUnseen,
  lineOf,
  toBeLookedFor,
  type Change,
  type Differing,
  type Recording,
} from './record/record.ts';
import { createTotals, type Totals } from './record/totals.ts';

/** DynamoDB takes far more; the SDK's sockets and our memory do not gain by it. */
const writesAtOnce = 32;

/** Images of which more than the digest has to be known, read together. */
const readAtOnce = 1000;

export interface Surveying {
  readonly source: ImageSource;
  readonly ledger: Ledger;
  readonly policy: Policy;
  readonly clock: Clock;
  /** The scheduled time: judged by, and the run's identity together with the scope. */
  readonly run: Instant;
  /** Nothing further is written after this; without one there is no hurry. */
  readonly deadline?: Instant;
  /** What earlier messages of the errand came to. */
  readonly part?: Part;
}

/** Of the time that there is, what the closer look may take: the rest is for writing down what it showed. */
const lookingShare = 0.8;

/** Undefined where a later run has been here already: what it wrote is newer than what we would. */
export async function survey(surveying: Surveying): Promise<Run | Unfinished | undefined> {
  const { source, ledger, policy, clock, run, deadline = Infinity } = surveying;
  const part = partOf(surveying.part, policy.hash);
  const begun = clock.now();
  const last = await ledger.lastRun(source.scope);
  if (last !== undefined && last.at > run) return undefined;
  // Neither needs the other: a large scope takes long to list, and as long to read.
  const underWay = listing(source, policy);
  const outline = await ledger.outline(source.scope);
  const departed = new Map<string, Known>();
  const {
    survey: seen,
    judge,
    looked,
    apart,
  } = await weigh(
    underWay,
    policy,
    run,
    outline.marks,
    clock,
    // Nothing can be known of a scope that no run has seen, unless by events, or by an earlier part of its first run.
    last !== undefined || outline.size > 0
      ? knownBefore(source.scope, ledger, outline, async () => ledger.standing(source.scope), departed, clock)
      : undefined,
    deadline === Infinity ? {} : { rounds: { ...part, until: begun + (deadline - begun) * lookingShare } },
  );
  const others = { keys: apart, decided: await outline.decided(apart) };
  const now = clock.now();
  const recording = { survey: seen, judge, policy, run, now, known: outline, departed, apart: others };
  const { news, differing, missing, totals } = compare(recording);
  const gone = await settle(missing, outline, surveying);
  const coming = await writeAll(news, surveying);
  // Nothing more is said of what is gone: that was written since the outline was read.
  const written = coming + (await writeChanges(differing, outline, recording, surveying));
  const soFar = upTo(part, seen, source);
  // What was not written is news still when this part comes again.
  if (clock.now() >= deadline) return { rest: { ...part, ...soFar }, moved: written + gone.size > 0 };
  if (looked?.more === true && looked.reached !== undefined) {
    const { createdAt, id } = looked.reached;
    return { rest: { ...soFar, after: { id, ...(createdAt !== undefined && { createdAt }) } }, moved: true };
  }
  const leftovers = await ledger.leftovers(source.scope);
  const left = gone.size === 0 ? totals : totalsWithout(gone, recording);
  // What an earlier delivery of this errand asked for stays asked for: the sweep is not over without it.
  const asked = last?.at === run && last.retiring;
  const done = runOf(surveying, seen, soFar, left, leftovers.length > 0, asked);
  await ledger.putRun(done);
  return done;
}

/** A run is as blind as its blindest part, and has made the calls of all: of those too that have to come again. */
const upTo = (part: Part, { blindSpots }: Survey, source: ImageSource): Omit<Part, 'after'> => ({
  policy: part.policy,
  number: part.number + 1,
  blindSpots: distinct([...part.blindSpots, ...blindSpots]),
  readings: addUp(part.readings, source.calls()),
});

/** What is on record of many, a part at a time while there is time: all of it at once is much to hold. */
function* partsOf<T>(all: readonly T[], { clock, deadline = Infinity }: Surveying): Generator<T[]> {
  for (let from = 0; from < all.length && clock.now() < deadline; from += readAtOnce)
    yield all.slice(from, from + readAtOnce);
}

async function writeChanges(
  differing: readonly Differing[],
  outline: Outline,
  recording: Recording,
  surveying: Surveying,
): Promise<number> {
  let written = 0;
  for (const some of partsOf(differing, surveying)) {
    const recorded = await outline.of(some.map(({ key }) => key));
    written += await writeAll(changesOf(some, recorded, recording), surveying);
  }
  return written;
}

/** Keys of those that are gone. */
async function settle(missing: readonly string[], outline: Outline, surveying: Surveying) {
  const gone = new Set<string>();
  for (const some of partsOf(missing, surveying)) {
    const absent = toBeLookedFor((await outline.of(some)).values(), surveying.clock.now());
    for (const key of await settleAll(absent, surveying)) gone.add(key);
  }
  return gone;
}

/** Writes while there is time. Gives how many were taken: one that is lost to somebody else gets us no further. */
async function writeAll(
  changes: readonly Change[],
  { ledger, clock, deadline = Infinity }: Surveying,
): Promise<number> {
  let written = 0;
  const write = async ({ previous, entry }: Change): Promise<void> => {
    if (clock.now() >= deadline) return;
    if ((await ledger.write(previous, entry)) !== undefined) written++;
  };
  await pMap(changes, write, { concurrency: writesAtOnce });
  return written;
}

/** The same source, whose listing has begun. A failed listing is a blind spot, so nothing is thrown that nobody awaits. */
function listing(source: ImageSource, policy: Policy): ImageSource {
  const listed = source.list(needsOf(policy, source.scope.kind));
  return { ...source, list: async () => listed };
}

/** Where a listing was not believed, what turned out to be gone was seen all the same, as it is on record. */
function totalsWithout(gone: ReadonlySet<string>, recording: Recording): Totals {
  const totals = createTotals(recording.run);
  for (const sighting of recording.survey.sightings)
    if (!gone.has(keyOf(sighting.image)) && !isUnseen(keyOf(sighting.image), recording))
      totals.add(lineOf(sighting, recording));
  return totals;
}

function runOf(
  { source, policy, run }: Surveying,
  seen: Survey,
  { blindSpots, readings }: Pick<Part, 'blindSpots' | 'readings'>,
  { owned, keep, retire, states, due }: Totals,
  leftovers: boolean,
  asked: boolean,
): Run {
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
    blindSpots,
    readings,
    attempts: 0,
    retiring: asked || (policy.mode === 'enforce' && (due || leftovers)),
  };
}
