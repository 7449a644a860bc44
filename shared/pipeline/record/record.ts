/** Survey + what was known → Changes: what is news. Pure. */
import type { Sighting } from '../../domain/evidence.ts';
import type { Entry, Event, Fact, Known } from '../../domain/history.ts';
import { keyOf } from '../../domain/image.ts';
import type { Policy } from '../../domain/policy.ts';
import { hour, type Duration, type Instant } from '../../domain/time.ts';
import type { Line } from '../../domain/verdict.ts';
import type { Judge } from '../decide/decide.ts';
import type { Outline } from '../ports.ts';
import { factOf, isNews } from './fact.ts';

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
type Recorded = Pick<Outline, 'has'> & Partial<Pick<Outline, 'agrees'>>;

export interface Recording {
  readonly judge: Judge['judge'];
  readonly policy: Policy;
  readonly run: Instant;
  readonly now: Instant;
  readonly known: Recorded;
  readonly departed: ReadonlyMap<string, Known>;
}

/** On record, and not as it was when that was written: what is on record tells whether it is news. */
export interface Differing {
  readonly key: string;
  readonly line: Line;
  readonly sighting: Sighting;
}

export interface Compared {
  readonly line: Line;
  /** Never seen, or back again. */
  readonly coming?: Change;
  readonly differing?: Differing;
}

/** One image judged, and compared with what is on record. */
export function compare(sighting: Sighting, recording: Recording): Compared {
  const { known, policy, run, judge } = recording;
  const key = keyOf(sighting.image);
  const line = judge(sighting);
  if (!known.has(key)) return { line, coming: coming(key, line, sighting, recording) };
  // Whatever is open there (an intent, a result to come back to) is not in this, and so would not agree.
  const agrees = known.agrees?.(key, factOf(line, sighting, policy, run, undefined)) === true;
  return agrees ? { line } : { line, differing: { key, line, sighting } };
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
