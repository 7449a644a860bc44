/**
 * One image that an event spoke of: look at it now, judge it among its family as the ledger knows it, record. Never
 * retires: an event is a hint, and may be late, doubled or forged.
 */
import type { Sighting } from '../domain/evidence.ts';
import type { Known } from '../domain/history.ts';
import { keyOf } from '../domain/image.ts';
import type { Policy } from '../domain/policy.ts';
import { day, type Instant } from '../domain/time.ts';
import { judgeOf, type Judge } from './decide/decide.ts';
import { needsOf } from './decide/needs.ts';
import type { Clock, ImageSource, Ledger, Standing } from './ports.ts';
import { changesOf, compare, isLocked, type Change } from './record/record.ts';
import { knownBefore, marksOf } from './known-before.ts';
import { settleMissing } from './missing.ts';

export interface Reacting {
  readonly source: ImageSource;
  readonly ledger: Ledger;
  readonly policy: Policy;
  readonly clock: Clock;
  readonly id: string;
  /** Who deleted it, and when, where the event tells. */
  readonly by?: string;
  readonly at?: Instant;
}

/**
 * `unread`: it could not be looked at. `absent`: it is not there and was not known; a listing may lag behind an event.
 * `gone`: it was known, and is on record as gone now.
 */
export type Reaction = 'recorded' | 'nothing-new' | 'absent' | 'gone' | 'unread';

export async function react(reacting: Reacting): Promise<Reaction> {
  const { source, ledger, policy, clock, id } = reacting;
  const standing = await ledger.standing(source.scope);
  const listing = await source.sight(id, needsOf(policy, source.scope.kind));
  const sighted = [...listing.sightings];
  if (!listing.complete) return 'unread';
  const known = [...standing.values()].filter(({ latest }) => latest.after.image.id === id);
  const departed = new Map<string, Known>();
  const all = async () => Promise.resolve(standing);
  const { lingering } = knownBefore(source.scope, ledger, standing, all, departed, clock);
  const shownStill = await lingering(sighted.map(({ image }) => image));
  const seen = sighted.filter(({ image }) => !shownStill.has(keyOf(image)));
  const changes = await newsOf(seen, { ...reacting, standing, departed });
  for (const { previous, entry } of changes) await ledger.write(previous, entry);
  const keys = new Set(seen.map(({ image }) => keyOf(image)));
  const missing = known.filter(
    ({ latest: { after } }) => !keys.has(keyOf(after.image)) && !isLocked(after, clock.now()),
  );
  const ended = await endedOne(reacting);
  const settled = await Promise.all(
    missing.map(async (one) => settleMissing(one, settling(one, ended, reacting))),
  );
  // Another event of the same end may be handled at this moment, and its handler, who does not know who it was, be quicker.
  const attributed = await attribute(await endedOne(reacting), reacting);
  if (missing.length > 0) return settled.includes(false) ? 'unread' : 'gone';
  if (attributed) return 'recorded';
  if (seen.length === 0) return shownStill.size > 0 ? 'nothing-new' : 'absent';
  return changes.length > 0 ? 'recorded' : 'nothing-new';
}

/**
 * Whose end the event tells: of AppStream images that bore a name one after the other, the newest by then that was not
 * known to be gone before.
 */
async function endedOne({ source, ledger, id, by, at }: Reacting): Promise<Known | undefined> {
  if (by === undefined) return undefined;
  const bearers = await ledger.bearers(source.scope, id);
  return bearers
    .filter((one) => at === undefined || (madeAt(one) <= at && at <= (one.latest.after.gone?.at ?? at)))
    .toSorted((one, other) => madeAt(one) - madeAt(other))
    .at(-1);
}

const madeAt = ({ latest }: Known): Instant => latest.after.image.createdAt ?? -Infinity;
const keyOfKnown = ({ latest }: Known): string => keyOf(latest.after.image);

const settling = (one: Known, ended: Known | undefined, { by, ...reacting }: Reacting) => ({
  ...reacting,
  run: reacting.clock.now(),
  ...(by !== undefined && ended !== undefined && keyOfKnown(one) === keyOfKnown(ended) && { by }),
});

/** CloudTrail's events come minutes later than EC2's own: the one that tells who it was may find the image gone already. */
const lateness = day;

/** Adds who deleted an image to what is on record of its vanishing. */
async function attribute(known: Known | undefined, { ledger, clock, by }: Reacting): Promise<boolean> {
  const before = known?.latest.after;
  if (known === undefined || by === undefined) return false;
  if (before?.gone?.how !== 'vanished' || before.gone.by !== undefined) return false;
  const at = clock.now();
  if (before.gone.at + lateness < at) return false;
  const after = { ...before, gone: { ...before.gone, by } };
  return (await ledger.write(known, { at, run: at, event: 'vanished', before, after })) !== undefined;
}

interface Judging extends Reacting {
  readonly standing: Standing;
  readonly departed: ReadonlyMap<string, Known>;
}

/** Judged by what it is now and by what its siblings were when they were last looked at. */
async function newsOf(seen: readonly Sighting[], judging: Judging): Promise<readonly Change[]> {
  const { source, policy, clock, standing, departed, id } = judging;
  const siblings = [...standing.values()].flatMap(({ latest: { after } }): Sighting[] =>
    after.image.id === id ? [] : [{ image: after.image, users: [], protections: [], blind: [] }],
  );
  // A grace clock is started by a run, never by an event: it goes on from here, or stays unarmed.
  const unarmed: Policy = { ...policy, mode: 'preview' };
  const now = clock.now();
  const judgeAmong = (sightings: readonly Sighting[]): Judge =>
    judgeOf([...siblings, ...sightings], unarmed, now, marksOf(standing));
  const first = judgeAmong(seen);
  const candidates = seen.some((one) => first.judge(one).verdict === 'retire');
  const sightings = candidates ? (await source.examine(seen, policy.readings)).sightings : seen;
  const { judge } = judgeAmong(sightings);
  const recording = { judge, policy, run: now, now, known: standing, departed };
  const compared = sightings.map((one) => compare(one, recording));
  const news = compared.flatMap(({ coming }) => coming ?? []);
  const differing = compared.flatMap((one) => one.differing ?? []);
  return [...news, ...changesOf(differing, standing, recording)];
}
