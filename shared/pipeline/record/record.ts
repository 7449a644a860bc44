/** Survey + what was known → Changes: what is news, and what is missing. Pure. */
import type { Sighting, Survey } from '../../domain/evidence.ts';
import type { Entry, Event, Fact, Known } from '../../domain/history.ts';
import { keyOf } from '../../domain/image.ts';
import { seenAs } from '../../domain/many.ts';
import type { Policy } from '../../domain/policy.ts';
import { hour, type Duration, type Instant } from '../../domain/time.ts';
import type { Decision, Line } from '../../domain/verdict.ts';
import type { Judge } from '../decide/decide.ts';
import type { Outline } from '../ports.ts';
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

/** Which images are on record, and where that is told at once, whether they are as they were. */
type Recorded = Pick<Outline, 'size' | 'has' | 'keys'> & Partial<Pick<Outline, 'agrees'>>;

export interface Recording {
  readonly survey: Survey;
  readonly judge: Pick<Judge, 'judge'>;
  readonly policy: Policy;
  readonly run: Instant;
  readonly now: Instant;
  readonly known: Recorded;
  readonly departed: ReadonlyMap<string, Known>;
  /** What another part of this run speaks of. */
  readonly apart?: Apart;
}

export interface Apart {
  readonly keys: ReadonlySet<string>;
  /** They count as it is on record of them. */
  readonly decided: ReadonlyMap<string, Decision>;
}

/** On record, and not as it was when that was written: what is on record tells whether it is news. */
export interface Differing {
  readonly key: string;
  readonly line: Line;
  readonly sighting: Sighting;
}

export interface Compared {
  /** Never seen, or back again. */
  readonly news: readonly Change[];
  readonly differing: readonly Differing[];
  /** Keys of what is on record, and absent from a listing that reached its end. */
  readonly missing: readonly string[];
  readonly totals: Totals;
}

/** Each image is judged, compared and done with before the next: all lines of a large scope at once are much to hold. */
export function compare(recording: Recording): Compared {
  const { survey, known, policy, run, apart } = recording;
  const totals = createTotals(run);
  const news: Change[] = [];
  const differing: Differing[] = [];
  let met = 0;
  for (const sighting of survey.sightings) {
    const key = keyOf(sighting.image);
    if (known.has(key)) met++;
    if (isUnseen(key, recording)) continue;
    const line = lineOf(sighting, recording);
    totals.add(line);
    if (apart?.keys.has(key) === true) continue;
    if (!known.has(key)) news.push(coming(key, line, sighting, recording));
    // Whatever is open there (an intent, a result to come back to) is not in this, and so would not agree.
    else if (known.agrees?.(key, factOf(line, sighting, policy, run, undefined)) !== true)
      differing.push({ key, line, sighting });
  }
  return { news, differing, missing: missingFrom(survey, known, met), totals };
}

/** What of it is news beside what is `recorded`. What is not there was written about by somebody else meanwhile. */
export const changesOf = (
  differing: readonly Differing[],
  recorded: ReadonlyMap<string, Known>,
  recording: Pick<Recording, 'policy' | 'run' | 'now'>,
): Change[] =>
  differing.flatMap(({ key, line, sighting }) => {
    const known = recorded.get(key);
    return (known && changeOf(known, line, sighting, recording)) ?? [];
  });

/** Known, and absent: to be looked for by id. */
export const toBeLookedFor = (missing: Iterable<Known>, now: Instant): Known[] =>
  [...missing].filter((known) => !isLocked(known.latest.after, now));

/**
 * It came up, or came back, among those that another part of this run had to look at: nothing is known of it yet, so
 * nothing is said of it before the next run.
 */
export const isUnseen = (key: string, { known, apart }: Pick<Recording, 'known' | 'apart'>): boolean =>
  apart?.keys.has(key) === true && !known.has(key);

/** What this look decides; of what it left to another part of the run, what is on record. */
export function lineOf(sighting: Sighting, { judge, apart }: Pick<Recording, 'judge' | 'apart'>): Line {
  const line = judge.judge(sighting);
  const decision = apart?.decided.get(keyOf(sighting.image));
  if (decision === undefined) return line;
  const { verdict, dueAt } = decision;
  const { dueAt: _, ...rest } = line;
  return { ...rest, verdict, ...(dueAt !== undefined && { dueAt }) };
}

/** `met`: how many of those on record were seen; each image is seen once. */
function missingFrom(survey: Survey, known: Recorded, met: number): string[] {
  if (survey.complete && met === known.size) return [];
  const seen = new Set(survey.complete ? seenAs(survey.sightings, ({ image }) => keyOf(image)) : []);
  const isMissing = (key: string): boolean =>
    survey.complete ? !seen.has(key) : survey.doubt?.unlisted.has(key) === true;
  return [...known.keys()].filter(isMissing);
}

/** Somebody who announced a deletion may still be at it: nobody else writes about the image. */
export const isLocked = ({ intent }: Fact, now: Instant): boolean =>
  intent !== undefined && intent.until > now;

function coming(
  key: string,
  line: Line,
  sighting: Sighting,
  { departed, policy, run, now }: Recording,
): Change {
  const gone = departed.get(key);
  const after = factOf(line, sighting, policy, run, undefined);
  if (gone === undefined) return { entry: { at: now, run, event: 'appeared', after } };
  return { previous: gone, entry: { at: now, run, event: 'returned', before: gone.latest.after, after } };
}

function changeOf(
  previous: Known,
  line: Line,
  sighting: Sighting,
  { policy, run, now }: Pick<Recording, 'policy' | 'run' | 'now'>,
): Change | undefined {
  const before = previous.latest.after;
  if (isLocked(before, now)) return undefined;
  const after = settled(factOf(line, sighting, policy, run, before), now);
  if (!isNews(before, after)) return undefined;
  return { previous, entry: { at: now, run, event: eventOf(before, after), before, after } };
}

const eventOf = (before: Fact, after: Fact): Event =>
  before.intent !== undefined && after.intent === undefined ? 'settled' : 'changed';

/** An announced deletion that nobody is at any more, of an image that is still there after all that time, did not happen. */
function settled(fact: Fact, now: Instant): Fact {
  if (fact.intent === undefined || fact.intent.at + lingering > now) return fact;
  const { intent, ...rest } = fact;
  return { ...rest, result: { run: intent.run, outcome: 'unsure', error: 'it did not take effect' } };
}
