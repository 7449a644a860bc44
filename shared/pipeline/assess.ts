/** A scope looked at and judged: observe, then decide. What `plan` shows, and what `survey` and `retire` rest on. */
import type { Sighting, Survey } from '../domain/evidence.ts';
import { keyOf } from '../domain/image.ts';
import { those, type Many } from '../domain/many.ts';
import type { Policy } from '../domain/policy.ts';
import type { Instant } from '../domain/time.ts';
import { judgeOf, planOf, type Judge, type Marks, type Plan } from './decide/decide.ts';
import { needsOf } from './decide/needs.ts';
import { observe, type Before } from './observe/observe.ts';
import type { Clock, ImageSource } from './ports.ts';

export interface Assessment {
  readonly survey: Survey;
  readonly plan: Plan;
}

const nothingKnown: Before = {
  known: new Set(),
  images: () => [],
  lingering: async () => Promise.resolve(new Set()),
};

/** A scope looked at, and who judges what was seen. */
export interface Weighed {
  readonly survey: Survey;
  readonly judge: Judge;
}

/**
 * Judges twice: by the listings alone, to find the candidates that deserve the readings which cost calls per image,
 * and again with what those showed. `only` narrows the closer look: of other lines, a `retire` says nothing then.
 */
export async function weigh(
  source: ImageSource,
  policy: Policy,
  now: Instant,
  marks: Marks,
  clock: Clock,
  before: Before = nothingKnown,
  only?: ReadonlySet<string>,
): Promise<Weighed> {
  let first: Judge | undefined;
  const candidates = (sightings: Many<Sighting>): Sighting[] => {
    const judge = judgeOf(sightings, policy, now, marks);
    const chosen = [
      ...those(sightings, (one) => judge.retires(one) && (only?.has(keyOf(one.image)) ?? true)),
    ];
    // Where nothing is looked at closer, nothing comes to be known that could change a verdict.
    first = chosen.length === 0 ? judge : undefined;
    return chosen;
  };
  const needs = needsOf(policy, source.scope.kind);
  const survey = await observe(source, needs, policy.readings, candidates, clock, before);
  return { survey, judge: first ?? judgeOf(survey.sightings, policy, now, marks) };
}

/** The same, with the whole plan. */
export async function assess(...asked: Parameters<typeof weigh>): Promise<Assessment> {
  const { survey, judge } = await weigh(...asked);
  return { survey, plan: planOf(survey.sightings, judge) };
}
