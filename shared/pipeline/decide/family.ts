/** Families: images that succeed one another, and which of them are the newest. */
import { byAge, keyOf, type Image } from '../../domain/image.ts';
import type { FamilyField, Rule } from '../../domain/policy.ts';
import { nameStem } from './name-stem.ts';

/** One field of a family, or undefined where the image lacks it, which is a value of its own. */
function familyField(image: Image, field: FamilyField): string | undefined {
  switch (field) {
    case 'name-stem':
      return nameStem(image.name);
    case 'kind':
    case 'name':
    case 'architecture':
    case 'platform':
    case 'recipe':
    case 'pipeline':
      return image[field];
    default: {
      const key = field.slice('tag:'.length);
      return image.tags !== undefined && Object.hasOwn(image.tags, key) ? image.tags[key] : undefined;
    }
  }
}

/** JSON tells an absent field (null) from every text, the empty one included. */
const familyKey = (image: Image, rule: Rule): string =>
  JSON.stringify(rule.family.map((field) => familyField(image, field) ?? null));

export const familyText = (image: Image, rule: Rule): string =>
  rule.family.map((field) => `${field}=${familyField(image, field) ?? '(none)'}`).join(', ');

/**
 * Keys of the newest available images of each family, out of those that one rule selects. Images of another state, or
 * of unknown age, take no slot.
 */
export function newestOf(selected: readonly Image[], rule: Rule): ReadonlySet<string> {
  const eligible = selected.filter((image) => image.state === 'available' && image.createdAt !== undefined);
  const families = Map.groupBy(eligible, (image) => familyKey(image, rule));
  return new Set(
    [...families.values()].flatMap((family) =>
      family
        .sort((a, b) => byAge(b, a))
        .slice(0, rule.keep.newest)
        .map(keyOf),
    ),
  );
}
