/** Numbers and words that are allowed, and rarely meant. */
import type { Policy, Rule, TagMatch } from '../../domain/policy.ts';
import { casesOf } from './cases.ts';

export function policyBounds({ mode, limits, grace, rules }: Policy): string[] {
  const none = 'nothing is ever retired';
  return [
    ...(rules.length === 0 ? [`rules: there are none, so ${none}; write one`] : []),
    ...(limits.perRun === 0 ? [`limits.perRun: is 0, so ${none}; write how many a run may retire`] : []),
    ...(limits.share === 0 ? [`limits.share: is 0%, so ${none}; write a share, like 25%`] : []),
    ...(mode === 'enforce' && grace === 0
      ? [
          'grace: is 0d in mode enforce, so the run that first finds an image due retires it; write a time, like 7d',
        ]
      : []),
  ];
}

export function ruleBounds({ name, select, keep }: Rule): string[] {
  const cases = casesOf(select);
  const counted = cases.some(({ state }) => state === 'available');
  const launched = cases.some(({ kind }) => kind === 'ec2');
  return [
    ...(keep.newest === 0 && counted
      ? [
          `rule ${name}: keep.newest is 0, so a family may lose its last image; write 1 or more, unless that is meant`,
        ]
      : []),
    ...(keep.launchedWithin !== undefined && cases.length > 0 && !launched
      ? [
          `rule ${name}: keep.launchedWithin keeps nothing, since only EC2 says when an image was launched; take it out`,
        ]
      : []),
  ];
}

/** In names `*` is a wildcard; in tags it is one only where it stands alone. */
export function starredTags({ protect, rules }: Policy): string[] {
  return [
    ...starred('protect.tags', protect.tags),
    ...rules.flatMap(({ name, select }) => starred(`rule ${name}: select.tags`, select.tags ?? {})),
  ];
}

const starred = (where: string, match: TagMatch): string[] =>
  Object.entries(match).flatMap(([key, values]) => {
    const value = values === '*' ? undefined : values.find((text) => text.includes('*'));
    if (value === undefined) return [];
    return [
      `${where}: ${key} has to be exactly ${JSON.stringify(value)}; write whole values, or "*" alone for any`,
    ];
  });
