/** images + policy + now → Plan: one line for every image, whatever its fate. Pure. */
import type { Sighting } from '../../domain/evidence.ts';
import { byPlace, keyOf, type Image } from '../../domain/image.ts';
import type { Many } from '../../domain/many.ts';
import type { Policy, Rule } from '../../domain/policy.ts';
import type { Instant } from '../../domain/time.ts';
import type { Line, Mark, Reason } from '../../domain/verdict.ts';
import { newestOf } from './family.ts';
import { ageText, keepsOf, protectionOf, protectionsOf, type Keep } from './keeps.ts';
import { markToRetire, markWhileKept } from './mark.ts';
import { tell } from './reasons.ts';
import { ruleFor } from './select.ts';

/** The grace clocks that earlier runs left, by `keyOf`. */
export type Marks = ReadonlyMap<string, Mark>;

export type Plan = readonly Line[];

/** Judges the images of one scope one by one, each by what all of them are. The order in which they come changes nothing. */
export interface Judge {
  readonly judge: (sighting: Sighting) => Line;
  /** Whether it would be retired: the verdict, without putting all reasons into words. */
  readonly retires: (sighting: Sighting) => boolean;
}

export function judgeOf(sightings: Many<Sighting>, policy: Policy, now: Instant, marks: Marks): Judge {
  const newest = newestOf(sightings, policy.rules);
  const protecting = protectionOf(policy);
  const ruled = (sighting: Sighting, rule: Rule | undefined): Keep[] =>
    keepsOf(sighting, rule, newest, keyOf(sighting.image), now);
  return {
    judge: (sighting) => {
      const { image } = sighting;
      const rule = ruleFor(image, policy.rules);
      const keeps = [...protectionsOf(sighting, protecting), ...ruled(sighting, rule)];
      return judge(image, rule, keeps, policy, now, marks.get(keyOf(image)));
    },
    retires: (sighting) =>
      ruled(sighting, ruleFor(sighting.image, policy.rules)).length === 0 &&
      protectionsOf(sighting, protecting).length === 0,
  };
}

/** All of them, in the order of every listing that we print. */
export const decide = (sightings: Many<Sighting>, policy: Policy, now: Instant, marks: Marks): Plan =>
  planOf(sightings, judgeOf(sightings, policy, now, marks));

export const planOf = (sightings: Many<Sighting>, { judge }: Pick<Judge, 'judge'>): Plan =>
  Array.from(sightings, judge).sort((a, b) => byPlace(a.image, b.image));

function judge(
  image: Image,
  rule: Rule | undefined,
  keeps: readonly Reason[],
  policy: Policy,
  now: Instant,
  before: Mark | undefined,
): Line {
  if (rule === undefined || keeps.length > 0) {
    const mark = markWhileKept(keeps, before);
    return {
      image,
      ...(rule && { rule: rule.name }),
      verdict: 'keep',
      reasons: tell(keeps),
      ...(mark && { mark }),
    };
  }
  const mark = markToRetire(policy, rule, now, before);
  const dueAt = mark.since + policy.grace;
  return { image, rule: rule.name, verdict: 'retire', dueAt, reasons: [because(image, rule)], mark };
}

function because(image: Image, rule: Rule): Reason {
  const unfinished = image.state === 'failed' || image.state === 'cancelled';
  return unfinished
    ? { code: 'failed', detail: `${image.stateReason ?? image.state}; ${ageText(rule)}` }
    : { code: 'stale', detail: ageText(rule) };
}
