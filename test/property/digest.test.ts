/** What is told by digests is what is told by looking: no two facts that are news to each other are taken for one. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import * as z from 'zod/mini';
import type { Fact } from '../../shared/domain/history.ts';
import { isNews } from '../../shared/pipeline/record/fact.ts';
import { digestOf } from '../../shared/store/digest.ts';
import { runs } from '../support/arbitraries.ts';
import { aFact, anImage, noon } from '../support/facts.ts';

/** Few values, so that facts are often the same; and those that a text could mistake for one another. */
const word = fc.constantFrom('', 'a', 'null', '"a","b"', '\ud800', '\ud801', '__proto__');
const words = fc.array(word, { maxLength: 2 });
const time = fc.constantFrom(0, 1, noon);
const maybe = { noNullPrototype: true };

const someFact: fc.Arbitrary<Fact> = fc
  .record({
    image: fc.record(
      {
        name: word,
        state: fc.constantFrom('available' as const, 'disabled' as const),
        createdAt: time,
        lastLaunchedAt: time,
        lastLaunchUnreadable: fc.constant(true as const),
        tags: fc.dictionary(word, word, { maxKeys: 2, ...maybe }),
        recipe: word,
        pipeline: word,
      },
      { requiredKeys: ['name', 'state'], ...maybe },
    ),
    decision: fc.record(
      {
        verdict: fc.constantFrom('keep' as const, 'retire' as const),
        reasons: fc.array(
          fc.record({ code: fc.constantFrom('in-use' as const, 'newest' as const), detail: word }),
          {
            maxLength: 2,
          },
        ),
        rule: word,
        dueAt: time,
      },
      { requiredKeys: ['verdict', 'reasons'], ...maybe },
    ),
    users: words,
    intent: fc.option(fc.constant({ run: noon, at: noon, until: noon }), { nil: undefined }),
    result: fc.option(
      fc.record({ run: time, outcome: fc.constantFrom('held' as const, 'refused' as const) }),
      { nil: undefined },
    ),
  })
  .map(({ image, intent, result, ...rest }) =>
    aFact({ ...rest, image: anImage(image), ...(intent && { intent }), ...(result && { result }) }),
  );

/** Another fact, or the same but for one part of it. */
const somePair = fc
  .tuple(someFact, someFact, fc.constantFrom(...(['all', 'users', 'decision', 'result', 'none'] as const)))
  .map(([one, other, part]): [Fact, Fact] => {
    if (part === 'all') return [one, other];
    return [one, part === 'none' ? structuredClone(one) : { ...one, [part]: other[part] }];
  });

/** As the table gives it back. */
const asRead = (fact: Fact): Fact => z.parse(z.custom<Fact>(), JSON.parse(JSON.stringify(fact)));

const agree = (written: Fact, seen: Fact): boolean => digestOf(written) === digestOf(seen);

it('agrees with no fact that is news, and with every one that says the same in the same words', () => {
  const seen = { agreed: 0, differed: 0 };
  fc.assert(
    fc.property(somePair, ([written, fact]) => {
      const agreed = agree(written, fact);
      seen[agreed ? 'agreed' : 'differed']++;
      if (agreed) expect(isNews(asRead(written), fact)).toBe(false);
      expect(agree(fact, fact)).toBe(true);
    }),
    runs,
  );
  expect(Math.min(seen.agreed, seen.differed)).toBeGreaterThan(runs.numRuns / 20);
});
