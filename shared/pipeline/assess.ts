/** A scope looked at and judged: observe, then decide. What `plan` shows, and what `survey` and `retire` rest on. */
import type { BlindSpot, Sighting, Survey } from '../domain/evidence.ts';
import { keyOf } from '../domain/image.ts';
import type { Many } from '../domain/many.ts';
import type { Policy } from '../domain/policy.ts';
import type { Instant } from '../domain/time.ts';
import { judgeOf, planOf, type Judge, type Marks, type Plan } from './decide/decide.ts';
import { needsOf } from './decide/needs.ts';
import { observe, type Before } from './observe/observe.ts';
import { inRounds, type Looked, type Rounds } from './observe/rounds.ts';
import type { Clock, Findings, ImageSource } from './ports.ts';

export interface Assessment {
  readonly survey: Survey;
  readonly plan: Plan;
}

const nothingKnown: Before = {
  known: new Set(),
  images: async () => Promise.resolve([]),
  lingering: async () => Promise.resolve(new Set()),
};

/** A scope looked at, and who judges what was seen. */
export interface Weighed {
  readonly survey: Survey;
  readonly judge: Pick<Judge, 'judge'>;
  /** How far the closer look came, where it was taken in rounds. */
  readonly looked?: Looked;
  /** Keys of the candidates that it left to other parts: what is judged of them says nothing. */
  readonly apart: ReadonlySet<string>;
}

/** Narrows the closer look: to some images by their keys, or to what there is time for. */
export interface Closer {
  readonly only?: ReadonlySet<string>;
  readonly rounds?: Rounds;
}

/**
 * Judges twice: by the listings alone, to find the candidates that deserve the readings which cost calls per image,
 * and again with what those showed. An image that was not looked at closer is kept.
 */
export async function weigh(
  source: ImageSource,
  policy: Policy,
  now: Instant,
  marks: Marks,
  clock: Clock,
  before: Before = nothingKnown,
  { only, rounds }: Closer = {},
): Promise<Weighed> {
  let first: Judge | undefined;
  let looked: Looked | undefined;
  let examined: ReadonlySet<string> = new Set();
  const apart = new Set<string>();
  const candidates = (sightings: Many<Sighting>): Sighting[] => {
    const judge = judgeOf(sightings, policy, now, marks);
    const chosen = judge.retired().filter(({ image }) => only?.has(keyOf(image)) ?? true);
    // Where nothing is looked at closer, nothing comes to be known that could change a verdict.
    first = chosen.length === 0 ? judge : undefined;
    return chosen;
  };
  const askedOf = async (some: readonly Sighting[]): Promise<Findings> =>
    source.examine(some, policy.readings);
  const examine = async (chosen: readonly Sighting[]): Promise<Findings> => {
    looked = rounds && (await inRounds(chosen, rounds, askedOf, clock));
    const findings = looked ?? (await askedOf(chosen));
    examined = new Set(findings.sightings.map(({ image }) => keyOf(image)));
    if (looked === undefined) return findings;
    for (const key of chosen.map(({ image }) => keyOf(image))) if (!examined.has(key)) apart.add(key);
    return looked;
  };
  const survey = await observe(
    source,
    needsOf(policy, source.scope.kind),
    candidates,
    examine,
    clock,
    before,
  );
  const judge = first ?? judgeOf(survey.sightings, policy, now, marks);
  return { survey, judge: keepingUnlooked(judge, examined), ...(looked && { looked }), apart };
}

/**
 * An image may come to be due only by what the closer look showed of others: nobody has asked yet who uses it. So no
 * clock of its grace begins, either.
 */
const keepingUnlooked = ({ judge }: Judge, examined: ReadonlySet<string>): Weighed['judge'] => ({
  judge: (sighting) => {
    const line = judge(sighting);
    return line.verdict === 'keep' || examined.has(keyOf(sighting.image))
      ? line
      : judge({ ...sighting, blind: [...sighting.blind, notLookedAt] });
  },
});

const notLookedAt: BlindSpot = { reading: 'imagewarden:CloserLook', error: 'NotTaken' };

/** The same, with the whole plan. */
export async function assess(...asked: Parameters<typeof weigh>): Promise<Assessment> {
  const { survey, judge } = await weigh(...asked);
  return { survey, plan: planOf(survey.sightings, judge) };
}
