/** Survey + what was known → Changes: what is news, and what is missing. Pure. */
import type { Sighting, Survey } from '../../domain/evidence.ts';
import type { Entry, Event, Fact, Known } from '../../domain/history.ts';
import { keyOf } from '../../domain/image.ts';
import { seenAs } from '../../domain/many.ts';
import type { Policy } from '../../domain/policy.ts';
import { hour, type Duration, type Instant } from '../../domain/time.ts';
import type { Line } from '../../domain/verdict.ts';
import type { Judge } from '../decide/decide.ts';
import type { Standing } from '../ports.ts';
import { factOf, isNews } from './fact.ts';
import { createTotals, type Totals } from './totals.ts';

/**
 * How long a listing may go on showing what is gone, and how long an unanswered deletion may yet take effect. AWS says
 * "a short while"; a longer time here only delays, it never deletes.
 */
export const lingering: Duration = hour;

export interface Change {
  readonly previous?: Known;
  readonly entry: Entry;
}

export interface Changes {
  readonly news: readonly Change[];
  /** Known, and absent from a listing that reached its end: to be looked for by id. */
  readonly missing: readonly Known[];
  readonly totals: Totals;
}

export interface Recording {
  readonly survey: Survey;
  readonly judge: Judge;
  readonly policy: Policy;
  readonly run: Instant;
  readonly now: Instant;
  readonly standing: Standing;
  readonly departed: ReadonlyMap<string, Known>;
  /** Keys of images that another part of this run speaks of: they count as they are on record. */
  readonly apart?: ReadonlySet<string>;
}

/** Each image is judged, compared and done with before the next: all lines of a large scope at once are much to hold. */
export function record(recording: Recording): Changes {
  const { survey, standing, now, run, apart } = recording;
  const totals = createTotals(run);
  const news: Change[] = [];
  let met = 0;
  for (const sighting of survey.sightings) {
    const key = keyOf(sighting.image);
    if (standing.has(key)) met++;
    if (isUnseen(key, recording)) continue;
    const line = lineOf(sighting, recording);
    totals.add(line);
    if (apart?.has(key) === true) continue;
    const change = changeOf(key, line, sighting, recording);
    if (change !== undefined) news.push(change);
  }
  const missing = missingFrom(survey, standing, met);
  return { news, missing: missing.filter((known) => !isLocked(known.latest.after, now)), totals };
}

/**
 * It came up, or came back, among those that another part of this run had to look at: nothing is known of it yet, so
 * nothing is said of it before the next run.
 */
export const isUnseen = (key: string, { standing, apart }: Pick<Recording, 'standing' | 'apart'>): boolean =>
  apart?.has(key) === true && !standing.has(key);

/** What this look decides; of what it left to another part of the run, what is on record. */
export function lineOf(
  sighting: Sighting,
  { judge, standing, apart }: Pick<Recording, 'judge' | 'standing' | 'apart'>,
): Line {
  const line = judge.judge(sighting);
  const key = keyOf(sighting.image);
  const known = apart?.has(key) === true ? standing.get(key) : undefined;
  if (known === undefined) return line;
  const { verdict, dueAt } = known.latest.after.decision;
  const { dueAt: _, ...rest } = line;
  return { ...rest, verdict, ...(dueAt !== undefined && { dueAt }) };
}

/** `met`: how many of the standing were seen; each image is seen once. */
function missingFrom(survey: Survey, standing: Standing, met: number): Known[] {
  if (survey.complete && met === standing.size) return [];
  const seen = new Set(survey.complete ? seenAs(survey.sightings, ({ image }) => keyOf(image)) : []);
  const isMissing = (key: string): boolean =>
    survey.complete ? !seen.has(key) : survey.doubt?.unlisted.has(key) === true;
  return [...standing.keys()].filter(isMissing).flatMap((key) => standing.get(key) ?? []);
}

/** Somebody who announced a deletion may still be at it: nobody else writes about the image. */
export const isLocked = ({ intent }: Fact, now: Instant): boolean =>
  intent !== undefined && intent.until > now;

function changeOf(
  key: string,
  line: Line,
  sighting: Sighting,
  { standing, departed, policy, run, now }: Recording,
): Change | undefined {
  // Whatever is open there (an intent, a result to come back to) is not in this, and so would not agree.
  if (standing.agrees?.(key, factOf(line, sighting, policy, run, undefined)) === true) return undefined;
  const known = standing.get(key);
  const gone = departed.get(key);
  if (known !== undefined && isLocked(known.latest.after, now)) return undefined;
  const before = known?.latest.after;
  const after = settled(factOf(line, sighting, policy, run, before), now);
  if (before !== undefined && !isNews(before, after)) return undefined;
  const previous = known ?? gone;
  const entry: Entry = {
    at: now,
    run,
    event: eventOf(before, after, gone),
    ...(previous && { before: previous.latest.after }),
    after,
  };
  return { ...(previous && { previous }), entry };
}

function eventOf(before: Fact | undefined, after: Fact, gone: Known | undefined): Event {
  if (before === undefined) return gone === undefined ? 'appeared' : 'returned';
  return before.intent !== undefined && after.intent === undefined ? 'settled' : 'changed';
}

/** An announced deletion that nobody is at any more, of an image that is still there after all that time, did not happen. */
function settled(fact: Fact, now: Instant): Fact {
  if (fact.intent === undefined || fact.intent.at + lingering > now) return fact;
  const { intent, ...rest } = fact;
  return { ...rest, result: { run: intent.run, outcome: 'unsure', error: 'it did not take effect' } };
}
