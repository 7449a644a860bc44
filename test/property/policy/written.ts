/** Random policies as somebody might write them: the document, before any text is made of it. */
import fc from 'fast-check';
import { imageStates, kinds, platforms } from '../../../shared/domain/image.ts';

const some = <Word>(words: readonly Word[]) => fc.uniqueArray(fc.constantFrom(...words), { minLength: 1 });

const glob = fc.string({ unit: fc.constantFrom('*', '?', 'a', 'b'), minLength: 1, maxLength: 3 });
const globs = fc.array(glob, { minLength: 1, maxLength: 2 });
const tagValues = fc.oneof(fc.constant('*'), fc.constantFrom('x', 'y'), some(['x', 'y', 'z']));
const tags = fc.dictionary(fc.constantFrom('s', 't', 'imagewarden:keep'), tagValues, { maxKeys: 2 });

/** Narrow enough alphabets that rules and images meet often. */
export const regions = ['us-east-1', 'eu-west-1'] as const;
export const accounts = ['111111111111', '222222222222'] as const;

const select = fc.record(
  {
    kinds: some(kinds),
    states: some(imageStates),
    names: globs,
    tags,
    platforms: some(platforms),
    recipes: globs,
    pipelines: globs,
    accounts: some(accounts),
    regions: some(regions),
  },
  { requiredKeys: [] },
);

const duration = fc
  .tuple(fc.integer({ min: 0, max: 99_999 }), fc.constantFrom('h', 'd', 'w', '.5d', '.25h'))
  .map(([count, unit]) => `${count}${unit}`);

const rule = fc.record(
  {
    select,
    family: some(['kind', 'name', 'recipe', 'tag:a', 'tag:b c']),
    keep: fc.record({ newest: fc.nat(9), launchedWithin: duration }, { requiredKeys: [] }),
    retire: fc.record({ olderThan: duration }),
  },
  { requiredKeys: ['select', 'retire'] },
);

/** A rule that also selects as the first rule does, and so often nothing that the first leaves. */
const narrowed = <Rule extends { select: object }>(own: Rule, first: Rule | undefined): Rule => ({
  ...own,
  select: { ...own.select, ...first?.select },
});

const role = (id: string) => ({ id, role: `arn:aws:iam::${id}:role/x` });
const target = fc.record(
  {
    regions: some(regions),
    accounts: some(['self', ...accounts]).map((ids) => ids.map((id) => (id === 'self' ? id : role(id)))),
    kinds: some(kinds),
  },
  { requiredKeys: [] },
);

export const written = fc.record(
  {
    version: fc.constant(1),
    mode: fc.constantFrom('preview', 'enforce'),
    targets: fc.array(target, { minLength: 1, maxLength: 2 }),
    limits: fc.record({ perRun: fc.nat(50), share: fc.constantFrom('0%', '2.5%', '100%') }),
    grace: duration,
    historyDays: fc.integer({ min: 1, max: 900 }),
    readings: fc.record({ usageReports: fc.boolean() }, { requiredKeys: [] }),
    protect: fc.record({ tags, names: globs }, { requiredKeys: [] }),
    rules: fc.array(fc.tuple(rule, fc.boolean()), { maxLength: 4 }).map((drawn) =>
      drawn.map(([rest, heir], i) => ({
        name: `rule-${i}`,
        ...(heir ? narrowed(rest, drawn[0]?.[0]) : rest),
      })),
    ),
  },
  { requiredKeys: ['version', 'limits', 'rules'] },
);

/** The same mappings with their keys the other way round. */
export function turned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(turned);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, member]) => [key, turned(member)]),
  );
}
