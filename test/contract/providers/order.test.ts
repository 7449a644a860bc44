/** Same account, same plan: in whatever order AWS tells of its things, and however it cuts its pages. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { AccountFileInput } from '../../../infra/local/account/account-file.ts';
import { aPolicy, aRule } from '../../support/policies.ts';
import { blindSpotsIn, planOf, verdictsIn } from '../../support/simulated.ts';
import { richAccount } from './rich.ts';

/** Rules that look at everything: families of equal ages, recipes, tags. */
const policy = aPolicy({
  rules: [
    aRule({ name: 'made', select: { recipes: ['free', 'life'] }, family: ['recipe'], keep: { newest: 1 } }),
    aRule({ name: 'tagged', select: { tags: { 'imagewarden:keep': '*' } } }),
    aRule({ name: 'numbered', select: { names: ['*-free-*'] }, keep: { newest: 1 } }),
    aRule({ name: 'rest' }),
  ],
});

/** Other orders of a list: each item draws a lot. */
function reordered<T>(list: readonly T[] | undefined, lots: readonly number[]): T[] {
  const drawn = (list ?? []).map((item, at) => ({ item, lot: lots[at % lots.length] ?? 0, at }));
  return drawn.sort((a, b) => a.lot - b.lot || b.at - a.at).map(({ item }) => item);
}

function inAnotherOrder(lots: readonly number[]): AccountFileInput {
  const { ec2, autoscaling, ssm, imagebuilder, appstream } = richAccount;
  const other = <T>(list: readonly T[] | undefined): T[] => reordered(list, lots);
  return {
    ec2: {
      ...ec2,
      Images: other(ec2?.Images).map((image) => ({ ...image, Tags: other(image.Tags) })),
      Snapshots: other(ec2?.Snapshots),
      Instances: other(ec2?.Instances),
      LaunchTemplateVersions: other(ec2?.LaunchTemplateVersions),
      Fleets: other(ec2?.Fleets),
      SpotFleetRequestConfigs: other(ec2?.SpotFleetRequestConfigs),
    },
    autoscaling: {
      LaunchConfigurations: other(autoscaling?.LaunchConfigurations),
      AutoScalingGroups: other(autoscaling?.AutoScalingGroups),
    },
    ssm: { Parameters: other(ssm?.Parameters) },
    imagebuilder: {
      imageSummaryList: other(imagebuilder?.imageSummaryList),
      images: other(imagebuilder?.images),
      imageRecipes: other(imagebuilder?.imageRecipes),
      containerRecipes: other(imagebuilder?.containerRecipes),
      lifecyclePolicies: other(imagebuilder?.lifecyclePolicies),
    },
    appstream: {
      ...appstream,
      Images: other(appstream?.Images),
      Fleets: other(appstream?.Fleets),
      ImageBuilders: other(appstream?.ImageBuilders),
    },
  };
}

it('makes the same plan of an account in any order of its images, pages and members', async () => {
  const plan = await planOf(richAccount, { policy });
  expect(new Set(Object.values(verdictsIn(plan))).size).toBeGreaterThan(5);
  expect(blindSpotsIn(plan)).toEqual([]);
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.nat(1_000), { minLength: 3, maxLength: 20 }),
      fc.integer(),
      fc.integer({ min: 1, max: 7 }),
      fc.record({
        emptyPageWithToken: fc.boolean(),
        emptyLastToken: fc.boolean(),
        buildsListedWithoutVersion: fc.boolean(),
      }),
      async (lots, shuffle, pageSize, switches) => {
        const other = await planOf(inAnotherOrder(lots), {
          policy,
          pageSize,
          switches: { ...switches, shuffle },
        });
        expect(other).toEqual(plan);
      },
    ),
    { numRuns: Number(process.env['FC_ORDERS'] ?? 40) },
  );
});
