/** Every key of the table, named by the question it answers. Order within a partition is the order of its sort key. */
import type { ImageKey, Image, Scope } from '../domain/image.ts';
import { keyOf, scopeId } from '../domain/image.ts';
import { day, iso } from '../domain/time.ts';
import type { Instant } from '../domain/time.ts';

export interface Key {
  readonly pk: string;
  readonly sk: string;
}

export const keyOfItem = (item: Readonly<Record<string, unknown>>): Key => ({
  pk: String(item['pk']),
  sk: String(item['sk']),
});

/** Ids hold any characters; the separator is escaped in them, so that no two images share a key. */
const part = (text: string): string => text.replace(/[%#]/g, encodeURIComponent);
const imagePart = (image: ImageKey): string => `${part(image.id)}#${part(image.incarnation)}`;

/** The same as `keyOf` gives for the image that a sort key names. */
export const imageKeyTextIn = (sk: string): string =>
  // Nothing is escaped in most: a scope may have a hundred thousand.
  sk.includes('%') ? keyOf(imageKeyIn(sk)) : sk.replace('#', '\n');

/** Which image a sort key names. */
export function imageKeyIn(sk: string): ImageKey {
  const [id = '', incarnation = ''] = sk
    .split('#')
    .map((text) => text.replace(/%2[35]/g, decodeURIComponent));
  return { id, incarnation };
}

/** Start of the sort keys of everything that ever bore the id. */
export const bearersOf = (id: string): string => `${part(id)}#`;

/** Which images are there? */
export const standingIn = (scope: Scope): string => `standing#${scopeId(scope)}`;
export const standingKey = (image: Image): Key => keyIn(standingIn(image), image);

/** Which images were there once? */
export const goneFrom = (scope: Scope): string => `gone#${scopeId(scope)}`;
export const goneKey = (image: Image): Key => keyIn(goneFrom(image), image);

export const keyIn = (pk: string, image: ImageKey): Key => ({ pk, sk: imagePart(image) });

/**
 * Which images went in this month, or were written about after they had gone? In the index, by the time of what was
 * recorded last: years of gone images need not be read to find those of last week.
 */
export const goneMonthOf = (scope: Scope, at: Instant): string =>
  `gone#${scopeId(scope)}#${iso(at).slice(0, 7)}`;

/** What happened to this image, in order of time? The version sets apart entries of one moment. */
export const historyOf = (image: Image): string => historyIn(image, imagePart(image));
export const historyIn = (scope: Scope, imageSortKey: string): string =>
  `history#${scopeId(scope)}#${imageSortKey}`;
export const historyKey = (image: Image, at: Instant, version: number): Key => ({
  pk: historyOf(image),
  sk: historySortKey(iso(at), version),
});
export const historySortKey = (at: string, version: number): string =>
  `${at}#${String(version).padStart(10, '0')}`;
/** Sorts after every entry of that moment and before those of the next. */
export const lastAt = (at: Instant): string => `${iso(at)}#~`;

/** What happened in this scope on this day? The index `changes`: partition `day`, sort key `at`. */
export const changes = 'changes';
export const dayOf = (scope: Scope, at: Instant): string =>
  `changes#${scopeId(scope)}#${iso(at).slice(0, 10)}`;
export const startOfDay = (at: Instant): Instant => Math.floor(at / day) * day;

/** What did the runs see and do? */
export const runsOf = (scope: Scope): string => `runs#${scopeId(scope)}`;
export const runKey = (scope: Scope, at: Instant): Key => ({ pk: runsOf(scope), sk: iso(at) });

/** Which snapshots outlived their AMI? */
export const leftoversOf = (scope: Scope): string => `leftovers#${scopeId(scope)}`;
export const leftoverKey = (scope: Scope, snapshot: string): Key => ({
  pk: leftoversOf(scope),
  sk: snapshot,
});

/** What did a function leave for the one that goes on with its work? A page may be larger than an item. */
export const interimOf = (scope: Scope, name: string): string => `interim#${scopeId(scope)}#${name}`;
export const interimKey = (scope: Scope, name: string, page: number, piece: number): Key => ({
  pk: interimOf(scope, name),
  sk: `${String(page).padStart(6, '0')}#${String(piece).padStart(4, '0')}`,
});

/** Which sweeps were there, and are they over? */
export const allSweeps = 'sweeps';
export const sweepKey = (at: Instant): Key => ({ pk: allSweeps, sk: iso(at) });

/** Where was ever looked? */
export const allScopes = 'scopes';
export const scopeKey = (scope: Scope): Key => ({ pk: allScopes, sk: scopeId(scope) });

/** Is all deletion stopped? */
export const stopKey: Key = { pk: 'stop', sk: 'stop' };
