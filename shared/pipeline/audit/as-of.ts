/** How things stood at a time: told by the first entry after it, or by the present. */
import type { Fact, Known } from '../../domain/history.ts';
import { byPlace } from '../../domain/image.ts';
import type { Instant } from '../../domain/time.ts';
import type { Archive } from '../ports.ts';
import { scopesWithin, type Narrowing } from './find.ts';

/** Undefined: nothing was known of the image yet, or it was gone already. */
export async function factAsOf(archive: Archive, known: Known, at: Instant): Promise<Fact | undefined> {
  if (known.latest.at <= at) return living(known.latest.after);
  const next = await archive.firstAfter(known.latest.after.image, at);
  return next === undefined ? undefined : next.before && living(next.before);
}

const living = (fact: Fact): Fact | undefined => (fact.gone === undefined ? fact : undefined);

/** All images that were there at a time, in the order of every listing. */
export async function imagesAsOf(archive: Archive, at: Instant, narrowing: Narrowing): Promise<Fact[]> {
  const scopes = await scopesWithin(archive, narrowing);
  const known = (
    await Promise.all(
      scopes.map(async (scope) => [
        ...(await archive.standing(scope)).values(),
        ...(await archive.gone(scope)),
      ]),
    )
  ).flat();
  const facts = await Promise.all(known.map(async (one) => factAsOf(archive, one, at)));
  return facts.flatMap((fact) => fact ?? []).sort((a, b) => byPlace(a.image, b.image));
}
