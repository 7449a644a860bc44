/** Rules that can match no image, or retire none. At most one warning a rule: the first says why. */
import { settledStates } from '../../domain/image.ts';
import { keepTag } from '../../domain/policy.ts';
import type { Policy, Rule, Target } from '../../domain/policy.ts';
import { casesOf } from './cases.ts';
import { globsWithin, tagWithin } from './within.ts';

export const idleRules = (policy: Policy): string[] =>
  policy.rules.flatMap((rule) => {
    const why = whyIdle(rule, policy);
    return why === undefined ? [] : [`rule ${rule.name}: ${why}`];
  });

function whyIdle(rule: Rule, policy: Policy): string | undefined {
  const cases = casesOf(rule.select);
  if (cases.length === 0) {
    return 'matches no image, since its kinds have none of its states, recipes or pipelines; change kinds or states';
  }
  if (!cases.some(({ state }) => settledStates.includes(state))) {
    return `retires nothing, since images are left alone in the states it selects; add one of ${settledStates.join(', ')}`;
  }
  if (policy.targets && !policy.targets.some((target) => isLookedAt(rule, target))) {
    return 'matches no image, since no target looks at its kinds, accounts and regions; add a target, or change them';
  }
  return protectedWholly(rule, policy);
}

/** Which account `self` is, and which region no region is, shows only where it runs. */
function isLookedAt({ select }: Rule, { regions, accounts, kinds }: Target): boolean {
  const ids = select.accounts;
  return (
    casesOf(select).some(({ kind }) => kinds.includes(kind)) &&
    (select.regions === undefined ||
      regions.length === 0 ||
      select.regions.some((region) => regions.includes(region))) &&
    (ids === undefined || accounts.some((account) => account === 'self' || ids.includes(account.id)))
  );
}

function protectedWholly({ select }: Rule, { protect }: Policy): string | undefined {
  const selected = Object.keys(select.tags ?? {});
  const tag = selected.find((key) => key === keepTag || tagWithin(key, select.tags, protect.tags));
  if (tag !== undefined)
    return `retires nothing, since the tag ${tag} that it selects by protects; select by another`;
  return globsWithin(select.names, protect.names, true)
    ? 'retires nothing, since protect.names covers every name that it selects; change one of them'
    : undefined;
}
