/** What a listing has to find out for the rules to be applied at all. */
import type { Kind } from '../../domain/image.ts';
import type { Needs, Policy, Rule } from '../../domain/policy.ts';

export function needsOf(policy: Policy, kind: Kind): Needs {
  const rules = policy.rules.filter(
    ({ select }) => select.kinds === undefined || select.kinds.includes(kind),
  );
  return { tags: rules.some(asksTags), origin: rules.some(asksOrigin) };
}

const asksTags = ({ select, family }: Rule): boolean =>
  select.tags !== undefined || family.some((field) => field.startsWith('tag:'));

const asksOrigin = ({ select, family }: Rule): boolean =>
  select.recipes !== undefined ||
  select.pipelines !== undefined ||
  family.some((field) => field === 'recipe' || field === 'pipeline');
