/** A scope looked at and judged: observe, then decide. What `plan` shows, and what `survey` and `retire` rest on. */
import type { BlindSpot, Sighting, Survey } from '../domain/evidence.ts';
import { keyOf } from '../domain/image.ts';
import type { Policy } from '../domain/policy.ts';
import type { Instant } from '../domain/time.ts';
import { judgeBy, judgeOf, planOf, type Judge, type Marks, type Plan } from './decide/decide.ts';
import { needsOf } from './decide/needs.ts';
import { nothingKnown, observe, withFindings, type Before } from './observe/observe.ts';
import type { Clock, Findings, ImageSource } from './ports.ts';

export interface Assessment {
  readonly survey: Survey;
  readonly plan: Plan;
}

/** A scope looked at, and who judges what was seen. */
export interface Weighed {
  readonly survey: Survey;
  readonly judge: Judge['judge'];
  /** Keys of those that the floors of their families keep. */
  readonly newest: ReadonlySet<string>;
  /** What the closer look added. */
  readonly findings: Findings;
}

export interface Weighing {
  readonly policy: Policy;
  readonly now: Instant;
  readonly marks: Marks;
}

const nothingFound: Findings = { sightings: [], blindSpots: [] };

/** `first` judged by the listings alone, and so told the candidates; `findings` is what the closer look at them added. */
export function weighed(listed: Survey, first: Judge, findings: Findings, weighing: Weighing): Weighed {
  const { policy, now, marks } = weighing;
  const survey = withFindings(listed, findings);
  // Who uses an image, or protects it, has no part in which are the newest of a family.
  const { newest } = familiesStand(first, findings) ? first : judgeOf(survey.sightings, policy, now, marks);
  return { survey, newest, findings, judge: judgeAfter(newest, findings, weighing) };
}

/** Whether all looked at closer belong where they belonged before. */
function familiesStand({ retired }: Judge, { sightings }: Findings): boolean {
  const before = new Map(retired().map((one) => [keyOf(one.image), one]));
  return sightings.every((one) => {
    const known = before.get(keyOf(one.image));
    return known?.image === one.image && (known.unclassified === true) === (one.unclassified === true);
  });
}

/**
 * An image may come to be due only by what the closer look showed of others: nobody has asked yet who uses it. So no
 * clock of its grace begins, either.
 */
export function judgeAfter(
  newest: ReadonlySet<string>,
  { sightings }: Findings,
  { policy, now, marks }: Weighing,
): Judge['judge'] {
  const judge = judgeBy(newest, policy, now, marks);
  const examined = new Set(sightings.map(({ image }) => keyOf(image)));
  return (sighting) => {
    const line = judge(sighting);
    return line.verdict === 'keep' || examined.has(keyOf(sighting.image))
      ? line
      : judge({ ...sighting, blind: [...sighting.blind, notLookedAt] });
  };
}

const notLookedAt: BlindSpot = { reading: 'imagewarden:CloserLook', error: 'NotTaken' };

/**
 * Judges twice: by the listings alone, to find the candidates that deserve the readings which cost calls per image,
 * and again with what those showed. An image that was not looked at closer is kept.
 */
export async function assess(
  source: ImageSource,
  policy: Policy,
  now: Instant,
  marks: Marks,
  clock: Clock,
  before: Before = nothingKnown,
): Promise<Assessment> {
  const takenAt = clock.now();
  const listing = await source.list(needsOf(policy, source.scope.kind));
  const { survey: listed } = await observe(source, listing, takenAt, before);
  const first = judgeOf(listed.sightings, policy, now, marks);
  const findings = await examined(source, first.retired(), policy);
  const { survey, judge } = weighed(listed, first, findings, { policy, now, marks });
  return { survey, plan: planOf(survey.sightings, { judge }) };
}

/** Nothing is asked where there is nothing to ask about. */
export const examined = async (
  source: ImageSource,
  chosen: readonly Sighting[],
  { readings }: Policy,
): Promise<Findings> => (chosen.length === 0 ? nothingFound : source.examine(chosen, readings));
