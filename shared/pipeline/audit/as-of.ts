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
  question: Pick<ImagesQuestion, 'at' | 'filters'>,
  route: Route,
): AsyncGenerator<Step<Fact>> {
  const scopes = await scopesWithin(archive, question.filters);
  yield* stepsThrough(scopesAsOf(archive, scopes, question.at), route, factsSeen(archive, question));
}

/** Of what is known, how those stood that were there and are meant. */
export const factsSeen =
  (archive: Archive, { at, filters }: Pick<ImagesQuestion, 'at' | 'filters'>) =>
  async (known: readonly Known[]): Promise<Fact[]> => {
    const factOf = async (one: Known) => (at === undefined ? one.latest.after : lastWordAt(archive, one, at));
    const facts = await pMap(known, factOf, { concurrency: atOnce });
    return facts.flatMap((fact) => (fact && !fact.gone && matches(filters, fact) ? [fact] : []));
  };

export const scopesAsOf = (
  archive: Archive,
  scopes: readonly Scope[],
  at: Instant | undefined,
): Segment<Known>[] =>
  scopes.flatMap((scope) => [
    { name: `${scopeId(scope)} standing`, walk: (walk) => archive.walkStanding(scope, walk) },
    ...(at === undefined
      ? []
      : [{ name: `${scopeId(scope)} gone`, walk: (walk: object) => archive.walkGone(scope, at, walk) }]),
  ]);
