/** Candidates looked at closer while there is time for it: the rest is for another look at the same scope. */
import type { Sighting } from '../../domain/evidence.ts';
import { byAge, type Image } from '../../domain/image.ts';
import type { Duration, Instant } from '../../domain/time.ts';
import type { Clock, Findings } from '../ports.ts';

/** At AWS's rates some ten seconds; and a whole number of the batches in which references are asked for. */
const perRound = 100;

export interface Rounds {
  /** Only candidates after this one, oldest first. */
  readonly after?: Pick<Image, 'createdAt' | 'id'>;
  /** No round begins that would last longer, going by those before it; the first does in any case, so that every look gets on. */
  readonly until: Instant;
}

export interface Looked extends Findings {
  /** The last that was looked at. */
  readonly reached?: Image;
  /** There are candidates after it. */
  readonly more: boolean;
}

type Examine = (candidates: readonly Sighting[]) => Promise<Findings>;

/** Oldest first: they are what a limit lets go first. */
export async function inRounds(
  candidates: readonly Sighting[],
  { after, until }: Rounds,
  examine: Examine,
  clock: Clock,
): Promise<Looked> {
  const asked = candidates
    .filter(({ image }) => after === undefined || byAge(image, after) > 0)
    .toSorted((a, b) => byAge(a.image, b.image));
  const findings: Findings[] = [];
  let next = 0;
  let longest: Duration = 0;
  while (next < asked.length && (next === 0 || clock.now() + longest < until)) {
    const begun = clock.now();
    findings.push(await examine(asked.slice(next, next + perRound)));
    next = Math.min(next + perRound, asked.length);
    longest = Math.max(longest, clock.now() - begun);
  }
  const reached = asked[next - 1]?.image;
  return {
    sightings: findings.flatMap(({ sightings }) => sightings),
    blindSpots: findings.flatMap(({ blindSpots }) => blindSpots),
    ...(reached && { reached }),
    more: next < asked.length,
  };
}
