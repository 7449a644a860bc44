import type { Sighting } from '../../shared/domain/evidence.ts';
import type { Image } from '../../shared/domain/image.ts';
import { day } from '../../shared/domain/time.ts';
import type { Line } from '../../shared/domain/verdict.ts';
import { decide, type Marks } from '../../shared/pipeline/decide/decide.ts';
import type { Policy } from '../../shared/domain/policy.ts';
import { anImage, noon } from './facts.ts';

/** An image that nobody uses and nothing protects, a hundred days old, with all that was read about it. */
export const aSighting = (
  image: Partial<Image> = {},
  rest: Partial<Omit<Sighting, 'image'>> = {},
): Sighting => ({
  image: anImage({ createdAt: noon - 100 * day, ...image }),
  users: [],
  protections: [],
  blind: [],
  ...rest,
});

export const codesOf = (line: Line | undefined): string[] => (line?.reasons ?? []).map(({ code }) => code);

/** The one line of a plan over these sightings that is about this id. */
export function lineFor(
  id: string,
  sightings: readonly Sighting[],
  policy: Policy,
  marks: Marks = new Map(),
): Line {
  const line = decide(sightings, policy, noon, marks).find(({ image }) => image.id === id);
  if (line === undefined) throw new Error(`the plan has no line for ${id}`);
  return line;
}
