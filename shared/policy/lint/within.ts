/** Whether one condition lets through no more than another. "No" may also mean "not known": a lint that doubts is silent. */
import { globCovers } from '../../domain/match.ts';
import type { Select, TagMatch } from '../../domain/policy.ts';

/** A list left out lets everything through. */
export const listWithin = <Item>(
  inner: readonly Item[] | undefined,
  outer: readonly Item[] | undefined,
): boolean => outer === undefined || (inner !== undefined && inner.every((item) => outer.includes(item)));

/**
 * Every name that `inner` covers, `outer` covers. The glob itself is taken for a name: a `*` in it can then only fall
 * to a `*` of `outer`, or to a `?`, which would be wrong; so both together are left undecided.
 */
export const globWithin = (inner: string, outer: string): boolean =>
  inner === outer || (!(outer.includes('?') && inner.includes('*')) && globCovers(outer, inner));

/** `always`: every image has such a text, so that a `*` lets all through. */
export function globsWithin(
  inner: readonly string[] | undefined,
  outer: readonly string[] | undefined,
  always: boolean,
): boolean {
  if (outer === undefined || (always && outer.some((glob) => /^\*+$/.test(glob)))) return true;
  return inner !== undefined && inner.every((glob) => outer.some((wider) => globWithin(glob, wider)));
}

/** Both demand every one of their keys. */
export const tagsWithin = (inner: TagMatch | undefined, outer: TagMatch | undefined): boolean =>
  Object.keys(outer ?? {}).every((key) => tagWithin(key, inner, outer ?? {}));

/** Images that bear `key` as `inner` demands bear it as `outer` does. */
export function tagWithin(key: string, inner: TagMatch | undefined, outer: TagMatch): boolean {
  const narrow = inner !== undefined && Object.hasOwn(inner, key) ? inner[key] : undefined;
  const wide = Object.hasOwn(outer, key) ? outer[key] : undefined;
  if (narrow === undefined || wide === undefined) return false;
  return wide === '*' || (narrow !== '*' && narrow.every((value) => wide.includes(value)));
}

/** All parts but kinds and states: those two depend on each other, see cases.ts. */
export const otherPartsWithin = (inner: Select, outer: Select): boolean =>
  globsWithin(inner.names, outer.names, true) &&
  tagsWithin(inner.tags, outer.tags) &&
  listWithin(inner.platforms, outer.platforms) &&
  globsWithin(inner.recipes, outer.recipes, false) &&
  globsWithin(inner.pipelines, outer.pipelines, false) &&
  listWithin(inner.accounts, outer.accounts) &&
  listWithin(inner.regions, outer.regions);
