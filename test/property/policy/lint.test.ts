import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fewer } from '../../support/arbitraries.ts';
import { imageStates, kinds, platforms, settledStates } from '../../../shared/domain/image.ts';
import type { Image, ImageState, Kind } from '../../../shared/domain/image.ts';
import { globCovers, globFor, protectingTag } from '../../../shared/domain/match.ts';
import { keepTag } from '../../../shared/domain/policy.ts';
import type { Policy, Rule, Target } from '../../../shared/domain/policy.ts';
import { ruleFor } from '../../../shared/pipeline/decide/select.ts';
import { globWithin } from '../../../shared/policy/lint/within.ts';
import { parsePolicy } from '../../../shared/policy/parse.ts';
import { accounts, regions, written } from './written.ts';

/** States that AWS does not know for a kind. */
const never: Readonly<Record<Kind, readonly ImageState[]>> = {
  ec2: ['cancelled', 'deleting'],
  imagebuilder: ['deleting'],
  appstream: ['deprecated', 'disabled', 'cancelled'],
};

const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 3 });
const image = fc
  .record(
    {
      id: fc.constant('i'),
      incarnation: fc.constant(''),
      kind: fc.constantFrom(...kinds),
      account: fc.constantFrom(...accounts),
      region: fc.constantFrom(...regions),
      name: word,
      state: fc.constantFrom(...imageStates),
      tags: fc.dictionary(fc.constantFrom('s', 't', keepTag), fc.constantFrom('x', 'y', 'w'), { maxKeys: 3 }),
      platform: fc.constantFrom(...platforms),
      recipe: word,
      pipeline: word,
    },
    { requiredKeys: ['id', 'incarnation', 'kind', 'account', 'region', 'name', 'state'] },
  )
  .filter(({ kind, state, recipe, pipeline }) => {
    const built = recipe !== undefined || pipeline !== undefined;
    return !never[kind].includes(state) && !(kind === 'appstream' && built);
  });

const looksAt =
  ({ kind, account, region }: Image) =>
  (target: Target): boolean =>
    target.kinds.includes(kind) &&
    (target.regions.length === 0 || target.regions.includes(region)) &&
    target.accounts.some((ref) => ref === 'self' || ref.id === account);

const isProtected = ({ name, tags = {} }: Image, { protect }: Policy): boolean =>
  Object.hasOwn(tags, keepTag) ||
  protectingTag(tags, protect.tags) !== undefined ||
  globFor(protect.names, name) !== undefined;

/** Rules that a warning says this of. */
const said = (warnings: readonly string[], what: string, rules: readonly Rule[]): Rule[] =>
  rules.filter(({ name }) => warnings.some((line) => line.includes(`rule ${name}: ${what}`)));

describe('a warning', () => {
  it('is never wrong about what a rule decides, matches or retires', () => {
    const seen = { nothing: 0, noImage: 0, noneRetired: 0 };
    fc.assert(
      fc.property(written, fc.array(image, { minLength: 40, maxLength: 40 }), (document, images) => {
        const { policy, warnings } = parsePolicy(JSON.stringify(document), 'p');
        const shadowed = said(warnings, 'decides nothing', policy.rules);
        const unmatched = said(warnings, 'matches no image', policy.rules);
        const unretired = said(warnings, 'retires nothing', policy.rules);
        seen.nothing += shadowed.length;
        seen.noImage += unmatched.length;
        seen.noneRetired += unretired.length;
        const seenImages = images.filter(
          (one) => policy.targets === undefined || policy.targets.some(looksAt(one)),
        );
        for (const one of seenImages) {
          expect(shadowed).not.toContain(ruleFor(one, policy.rules));
          for (const rule of unmatched) expect(ruleFor(one, [rule])).toBeUndefined();
          if (unretired.some((rule) => ruleFor(one, [rule]) !== undefined))
            expect(isProtected(one, policy) || !settledStates.includes(one.state)).toBe(true);
        }
      }),
      fewer(300),
    );
    expect(Math.min(seen.nothing, seen.noImage, seen.noneRetired)).toBeGreaterThan(3);
  });

  it('knows of two globs only what holds for every name', () => {
    const glob = fc.string({ unit: fc.constantFrom('*', '?', 'a', 'b'), maxLength: 4 });
    let within = 0;
    fc.assert(
      fc.property(glob, glob, fc.array(word, { minLength: 20, maxLength: 20 }), (inner, outer, names) => {
        if (!globWithin(inner, outer)) return;
        within += 1;
        for (const name of names) if (globCovers(inner, name)) expect(globCovers(outer, name)).toBe(true);
      }),
      fewer(2000),
    );
    expect(within).toBeGreaterThan(100);
  });
});
