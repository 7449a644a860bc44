/**
 * Seven years of published AMIs, and what Cloud Custodian selects of them. Each case goes from an account file through
 * the simulated account to the printed plan; the two with a limit go through the functions, up to the deletions.
 */
import { expect, it } from 'vitest';
import * as z from 'zod/mini';
import type { Policy } from '../../shared/domain/policy.ts';
import { parsePolicy } from '../../shared/policy/parse.ts';
import { startService } from '../support/service.ts';
import { exists, planOf, read, retired, sorted, withRecordings } from './recordings.ts';

const filter = z.looseObject({
  type: z.optional(z.string()),
  days: z.optional(z.number()),
  op: z.optional(z.string()),
  discard: z.optional(z.number()),
  limit: z.optional(z.number()),
});
const shape = z.object({
  cases: z.array(
    z.object({
      id: z.string(),
      now: z.string(),
      n_images: z.number(),
      source: z.object({ region: z.string(), families: z.array(z.string()) }),
      c7n_filters: z.array(filter),
      selected_ids: z.array(z.string()),
      order_matters: z.boolean(),
    }),
  ),
});
type Case = z.infer<typeof shape>['cases'][number];

const lists = z.record(
  z.string(),
  z.record(z.string(), z.array(z.object({ ImageId: z.string(), CreationDate: z.string() }))),
);

/** What our policy language does not say, and on purpose. */
const unsayable: readonly { readonly cases: RegExp; readonly count: number; readonly why: string }[] = [
  {
    cases: /-ge$/,
    count: 6,
    why: 'olderThan is strict: an image exactly that old is kept',
  },
  {
    cases: /^hist-age-then-keep-/,
    count: 2,
    why: 'keep.newest counts before any age test, so that a quiet family does not lose its newest',
  },
  {
    cases: /^hist-keep-or-age-/,
    count: 2,
    why: 'retired is what is older AND not kept; no rule lets age override keep.newest',
  },
];

const path = 'history/derived_cases.json';
const cases = exists(path) ? z.parse(shape, read(path)).cases : [];
const isSayable = ({ id }: Case): boolean => !unsayable.some(({ cases: named }) => named.test(id));

/** The kinds of case that are said below; a case of another kind is a decision that nobody has taken. */
function ruleFor({ id, c7n_filters: filters }: Case) {
  const ages = filters.filter(({ type }) => type === 'image-age');
  const keeps = filters.filter(({ discard }) => discard !== undefined);
  const limits = filters.filter(({ limit }) => limit !== undefined);
  const known = ages.length + keeps.length + limits.length === filters.length;
  if (!known || ages.length > 1 || keeps.length > 1) throw new Error(`${id}: nobody decided how to say this`);
  return {
    name: 'case',
    select: {},
    family: ['tag:Family'],
    keep: { newest: keeps[0]?.discard ?? 0 },
    retire: { olderThan: `${ages[0]?.days ?? 0}d` },
  };
}

function accountFor({ source, n_images }: Case) {
  const all = z.parse(lists, read('history/ami_publication_history.json'))[source.region] ?? {};
  const Images = source.families.flatMap((family) =>
    (all[family] ?? []).map(({ ImageId, CreationDate }) => ({
      ImageId,
      CreationDate,
      Name: `${family} ${CreationDate}`,
      State: 'available' as const,
      Tags: [{ Key: 'Family', Value: family }],
    })),
  );
  expect(Images).toHaveLength(n_images);
  return { region: source.region, ec2: { Images } };
}

const policyFor = (one: Case, limits = { perRun: 1000, share: '100%' }) => ({
  version: 1,
  mode: 'enforce',
  targets: [{ regions: [one.source.region], kinds: ['ec2'] }],
  limits,
  rules: [ruleFor(one)],
});

const limitOf = ({ c7n_filters }: Case): number | undefined =>
  c7n_filters.find(({ limit }) => limit !== undefined)?.limit;

withRecordings('published images', () => {
  it('are 27 cases, of which 17 can be said; the reasons for the others stand above', () => {
    expect(cases).toHaveLength(27);
    expect(cases.filter(isSayable)).toHaveLength(17);
    for (const { cases: named, count } of unsayable)
      expect(cases.filter(({ id }) => named.test(id))).toHaveLength(count);
  });

  const sayable = cases.filter(isSayable);
  it.each(sayable.filter((one) => limitOf(one) === undefined))('$id', async (one) => {
    const planned = await planOf(accountFor(one), policyFor(one), one.now);
    expect(planned).toHaveLength(one.n_images);
    expect(sorted(retired(planned))).toEqual(sorted(one.selected_ids));
  });

  it.each(sayable.filter((one) => limitOf(one) !== undefined))('$id', async (one) => {
    const limits = { perRun: limitOf(one) ?? 0, share: '100%' };
    const policy: Policy = parsePolicy(JSON.stringify(policyFor(one, limits)), 'policy').policy;
    const now = Date.parse(one.now);
    const service = await startService({ accounts: accountFor(one), policy, now });
    const deleted: string[] = [];
    service.simulator.onCall(({ operation, input }) => {
      const id = /ami-\w+/.exec(JSON.stringify(input))?.[0];
      if (operation === 'DeregisterImage' && id !== undefined) deleted.push(id);
    });
    await service.run();
    expect(one.order_matters).toBe(true);
    expect(deleted).toEqual(one.selected_ids);
    expect(service.world.ec2.images.all()).toHaveLength(one.n_images - one.selected_ids.length);
  });
});
