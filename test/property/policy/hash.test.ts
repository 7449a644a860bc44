import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fewer } from '../../support/arbitraries.ts';
import { stringify } from 'yaml';
import { parsePolicy } from '../../../shared/policy/parse.ts';
import { turned, written } from './written.ts';

const read = (text: string) => parsePolicy(text, 'p.yml').policy;

describe('any policy', () => {
  it('means the same as YAML and JSON, in blocks and in flow, with its keys in any order', () => {
    fc.assert(
      fc.property(written, (document) => {
        const policy = read(JSON.stringify(document));
        expect(read(stringify(document))).toEqual(policy);
        expect(read(stringify(turned(document), { collectionStyle: 'flow' }))).toEqual(policy);
        expect(read(JSON.stringify(turned(document), null, '\t')).hash).toBe(policy.hash);
      }),
      fewer(80),
    );
  });

  it('survives the way to Lambda as JSON', () => {
    fc.assert(
      fc.property(written, (document) => {
        const policy = read(JSON.stringify(document));
        expect(JSON.parse(JSON.stringify(policy))).toEqual(policy);
      }),
      fewer(60),
    );
  });

  it('shares its hash with no policy that means something else', () => {
    fc.assert(
      fc.property(written, written, (one, other) => {
        const { hash, ...meaning } = read(JSON.stringify(one));
        const { hash: otherHash, ...otherMeaning } = read(JSON.stringify(other));
        const same = JSON.stringify(meaning) === JSON.stringify(otherMeaning);
        expect(hash === otherHash).toBe(same);
      }),
      fewer(80),
    );
  });
});
