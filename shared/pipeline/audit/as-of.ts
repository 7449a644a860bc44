/** How things stood at a time: told by the first entry after it, or by the present. */
import pMap from 'p-map';
import type { Fact, Known } from '../../domain/history.ts';
import { scopeId, type Scope } from '../../domain/image.ts';
import type { Instant } from '../../domain/time.ts';
import type { Archive } from '../ports.ts';
import { matches } from './filters.ts';
import { atOnce, scopesWithin } from './find.ts';
import type { ImagesQuestion } from './question.ts';
import { stepsThrough, type Route, type Segment, type Step } from './walk.ts';

/** How an image stood at a time. Undefined: nothing was known of it yet, or it was gone already. */
export async function factAsOf(archive: Archive, known: Known, at: Instant): Promise<Fact | undefined> {
  const fact = await lastWordAt(archive, known, at);
  return fact?.gone === undefined ? fact : undefined;
}

/** What was on record of an image at a time, gone or not. Undefined: nothing yet. */
export async function lastWordAt(archive: Archive, known: Known, at: Instant): Promise<Fact | undefined> {
  if (known.latest.at <= at) return known.latest.after;
  const next = await archive.firstAfter(known.latest.after.image, at, known);
  return next?.before;
}

/**
 * All images that were there at a time, place by place: those that still stand in order of their ids, then those gone
 * since in the order in which they went. An image that goes between two parts may be told in both.
 */
export async function* imagesAsOf(
  archive: Archive,
  { at, filters }: Pick<ImagesQuestion, 'at' | 'filters'>,
  route: Route,
): AsyncGenerator<Step<Fact>> {
  const scopes = await scopesWithin(archive, filters);
  const factOf = async (known: Known) =>
    at === undefined ? known.latest.after : lastWordAt(archive, known, at);
  yield* stepsThrough(segmentsOf(archive, scopes, at), route, async (items) => {
    const facts = await pMap(items, factOf, { concurrency: atOnce });
    return facts.flatMap((fact) => (fact && !fact.gone && matches(filters, fact) ? [fact] : []));
  });
}

const segmentsOf = (archive: Archive, scopes: readonly Scope[], at: Instant | undefined): Segment<Known>[] =>
  scopes.flatMap((scope) => [
    { name: `${scopeId(scope)} standing`, walk: (walk) => archive.walkStanding(scope, walk) },
    ...(at === undefined
      ? []
      : [{ name: `${scopeId(scope)} gone`, walk: (walk: object) => archive.walkGone(scope, at, walk) }]),
  ]);
