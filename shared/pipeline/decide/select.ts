/** Which rule decides about an image: the first whose select matches. */
import type { Image } from '../../domain/image.ts';
import { allTagsMatch, globFor } from '../../domain/match.ts';
import type { Rule, Select } from '../../domain/policy.ts';

export const ruleFor = (image: Image, rules: readonly Rule[]): Rule | undefined =>
  rules.find((rule) => selects(rule.select, image));

/** Every part that is given has to match; inside a part one alternative is enough. */
function selects(select: Select, image: Image): boolean {
  return (
    among(select.kinds, image.kind) &&
    select.states.includes(image.state) &&
    among(select.accounts, image.account) &&
    among(select.regions, image.region) &&
    among(select.platforms, image.platform) &&
    covered(select.names, image.name) &&
    covered(select.recipes, image.recipe) &&
    covered(select.pipelines, image.pipeline) &&
    (select.tags === undefined || (image.tags !== undefined && allTagsMatch(image.tags, select.tags)))
  );
}

const among = <T>(wanted: readonly T[] | undefined, value: T): boolean =>
  wanted === undefined || wanted.includes(value);

const covered = (globs: readonly string[] | undefined, text: string | undefined): boolean =>
  globs === undefined || (text !== undefined && globFor(globs, text) !== undefined);
