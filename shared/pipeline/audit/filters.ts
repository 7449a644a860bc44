import type { Fact } from '../../domain/history.ts';
import type { Scope } from '../../domain/image.ts';
import { globCovers } from '../../domain/match.ts';
import type { Filters, Narrowing } from './question.ts';

export const coversScope = ({ kind, account, region }: Narrowing, scope: Scope): boolean =>
  (kind ?? scope.kind) === scope.kind &&
  (account ?? scope.account) === scope.account &&
  (region ?? scope.region) === scope.region;

/** Whether the image, as it stood then, is among those that are meant. Its scope is not looked at again. */
export function matches({ state, rule, reason, tag, name }: Filters, fact: Fact): boolean {
  const { image, decision, result } = fact;
  const reasons = [...decision.reasons, ...(result?.held ?? [])];
  return (
    (state ?? image.state) === image.state &&
    (rule === undefined || rule === decision.rule) &&
    (reason === undefined || reasons.some(({ code }) => code === reason)) &&
    (tag === undefined || bears(image.tags ?? {}, tag)) &&
    (name === undefined || globCovers(name, image.name))
  );
}

const bears = (
  tags: Readonly<Record<string, string>>,
  { key, value }: NonNullable<Filters['tag']>,
): boolean => Object.hasOwn(tags, key) && (value === undefined || tags[key] === value);
