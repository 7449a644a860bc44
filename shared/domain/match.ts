/** How names and tags are compared with what a policy says. */
import type { TagMatch } from './policy.ts';

type Tags = Readonly<Record<string, string>>;

/**
 * Whether a glob covers the whole name. `*` is any run of characters, `?` is one; everything else, `/` and brackets
 * included, stands for itself. Linear in practice and bounded by name × glob, where a backtracking expression built
 * from the same glob is not.
 */
export function globCovers(glob: string, name: string): boolean {
  let at = 0;
  let g = 0;
  let star = -1;
  let resume = 0;
  while (at < name.length) {
    if (glob[g] === '*') {
      star = g++;
      resume = at;
    } else if (glob[g] === '?' || glob[g] === name[at]) {
      g++;
      at++;
    } else if (star >= 0) {
      g = star + 1;
      at = ++resume;
    } else return false;
  }
  while (glob[g] === '*') g++;
  return g === glob.length;
}

/** The first glob that covers the name. */
export const globFor = (globs: readonly string[], name: string): string | undefined =>
  globs.find((glob) => globCovers(glob, name));

/** The first tag, of those that would protect, that the image bears. */
export const protectingTag = (tags: Tags, match: TagMatch): string | undefined =>
  Object.entries(match).find(([key, wanted]) => tagMatches(tags, key, wanted))?.[0];

export const allTagsMatch = (tags: Tags, match: TagMatch): boolean =>
  Object.entries(match).every(([key, wanted]) => tagMatches(tags, key, wanted));

function tagMatches(tags: Tags, key: string, wanted: TagMatch[string]): boolean {
  const value = Object.hasOwn(tags, key) ? tags[key] : undefined;
  return value !== undefined && (wanted === '*' || wanted.includes(value));
}
