/** Rules that an earlier rule leaves nothing to decide. */
import type { Rule, Select } from '../../domain/policy.ts';
import { casesOf } from './cases.ts';
import { otherPartsWithin } from './within.ts';

export function shadowedRules(rules: readonly Rule[]): string[] {
  return rules.flatMap((rule, i) => {
    if (casesOf(rule.select).length === 0) return [];
    const earlier = rules.slice(0, i).find(({ select }) => within(rule.select, select));
    if (earlier === undefined) return [];
    return [
      `rule ${rule.name}: decides nothing, since rule ${earlier.name} comes first and selects all that it does; ` +
        `put ${rule.name} before it, or remove one of them`,
    ];
  });
}

function within(inner: Select, outer: Select): boolean {
  const wider = casesOf(outer);
  return (
    otherPartsWithin(inner, outer) &&
    casesOf(inner).every(({ kind, state }) =>
      wider.some((other) => other.kind === kind && other.state === state),
    )
  );
}
