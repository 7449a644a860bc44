/** images + policy + now → Plan: one line for every image, whatever its fate. Pure. */
import type { Sighting } from '../../domain/evidence.ts';
import { byPlace, keyOf, type Image } from '../../domain/image.ts';
import type { Many } from '../../domain/many.ts';
import type { Policy, Rule } from '../../domain/policy.ts';
import type { Instant } from '../../domain/time.ts';
import type { Line, Mark, Reason } from '../../domain/verdict.ts';
import { createFamilies } from './family.ts';
import { ageText, floorKeep, inWords, keepsOf, protectionOf, protectionsOf, type Keep } from './keeps.ts';
import { markToRetire, markWhileKept } from './mark.ts';
import { tell } from './reasons.ts';
import { ruleFor } from './select.ts';

/** The grace clocks that earlier runs left, by `keyOf`. */
export type Marks = ReadonlyMap<string, Mark>;

export type Plan = readonly Line[];

/** Judges the images of one scope one by one, each by what all of them are. The order in which they come changes nothing. */
export interface Judge {
  readonly judge: (sighting: Sighting) => Line;
  /** Those of the scope that would be retired, in the order in which they came. */
  readonly retired: () => Sighting[];
  /** Keys of those that the floors of their families keep. */
  readonly newest: ReadonlySet<string>;
}

/** Goes through the images once. */
export function judgeOf(sightings: Many<Sighting>, policy: Policy, now: Instant, marks: Marks): Judge {
  const protecting = protectionOf(policy);
  const families = createFamilies();
  const ripe: Sighting[] = [];
  for (const sighting of sightings) {
    const rule = ruleFor(sighting.image, policy.rules);
    families.add(sighting, rule);
    if (keepsOf(sighting, rule, now).length + protectionsOf(sighting, protecting).length === 0)
      ripe.push(sighting);
  }
  const newest = families.newest();
  return {
    judge: judgeBy(newest, policy, now, marks),
    newest,
    retired: () => ripe.filter(({ image }) => !newest.has(keyOf(image))),
  };
}

/** `newest`: keys of those that the floors of their families keep. */
export function judgeBy(
  newest: ReadonlySet<string>,
  policy: Policy,
  now: Instant,
  marks: Marks,
): Judge['judge'] {
  const protecting = protectionOf(policy);
  return (sighting) => {
    const { image } = sighting;
    const key = keyOf(image);
    const rule = ruleFor(image, policy.rules);
    const keeps = [...protectionsOf(sighting, protecting), ...keepsOf(sighting, rule, now)];
    if (rule !== undefined && newest.has(key)) keeps.push(floorKeep(sighting, rule));
    return judge(image, rule, keeps, policy, now, marks.get(key));
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
  keeps: readonly Keep[],
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
      reasons: tell(inWords(keeps)),
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
