/** A scope looked at and judged: observe, then decide. What `plan` shows, and what `survey` and `retire` rest on. */
import type { Sighting, Survey } from '../domain/evidence.ts';
import { keyOf } from '../domain/image.ts';
import type { Policy } from '../domain/policy.ts';
import type { Instant } from '../domain/time.ts';
import { decide, type Marks, type Plan } from './decide/decide.ts';
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

/**
 * Judges twice: by the listings alone, to find the candidates that deserve the readings which cost calls per image,
 * and again with what those showed. `only` narrows the closer look: of other lines, a `retire` says nothing then.
 */
export async function assess(
  source: ImageSource,
  policy: Policy,
  now: Instant,
  marks: Marks,
  clock: Clock,
  before: Before = nothingKnown,
  only?: ReadonlySet<string>,
): Promise<Assessment> {
  const candidates = (sightings: readonly Sighting[]): Sighting[] => {
    const retire = decide(sightings, policy, now, marks).filter(({ verdict }) => verdict === 'retire');
    const keys = new Set(retire.map(({ image }) => keyOf(image)).filter((key) => only?.has(key) ?? true));
    return sightings.filter(({ image }) => keys.has(keyOf(image)));
  };
  const needs = needsOf(policy, source.scope.kind);
  const survey = await observe(source, needs, policy.readings, candidates, clock, before);
  return { survey, plan: decide(survey.sightings, policy, now, marks) };
}
