/** Families: images that succeed one another, and which of them are the newest. */
import type { Sighting } from '../../domain/evidence.ts';
import { byAge, keyOf, type Image, type ImageKey } from '../../domain/image.ts';
import type { Instant } from '../../domain/time.ts';
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

type Aged = ImageKey & { readonly createdAt: Instant };

/**
 * The newest available images of each family, out of those that one rule selects. Images of another state, or of unknown
 * age, take no slot; nor does one while we cannot tell its family: counted in a wrong one, it would push out an image
 * that is the newest of its own.
 */
export interface Families {
  /** `rule` is the one that selects it. */
  add(sighting: Sighting, rule: Rule | undefined): void;
  /** Their keys, of all that were added. */
  newest(): ReadonlySet<string>;
}

export function createFamilies(): Families {
  const families = new Map<Rule, Map<string, Aged[]>>();
  return {
    add({ image, unclassified }, rule) {
      const { id, incarnation, createdAt, state } = image;
      if (unclassified === true || state !== 'available' || createdAt === undefined) return;
      if (rule === undefined || rule.keep.newest === 0) return;
      const ofRule = families.get(rule) ?? new Map<string, Aged[]>();
      const key = familyKey(image, rule);
      const members = joinedBy({ id, incarnation, createdAt }, ofRule.get(key) ?? [], rule.keep.newest);
      families.set(rule, ofRule.set(key, members));
    },
    newest: () => new Set([...families.values()].flatMap((ofRule) => [...ofRule.values()].flat().map(keyOf))),
  };
}

/** The newest of both, `most` of them. Of a large scope all the others need not be held. */
const joinedBy = (one: Aged, newest: readonly Aged[], most: number): Aged[] =>
  [...newest, one].sort((a, b) => byAge(b, a)).slice(0, most);
