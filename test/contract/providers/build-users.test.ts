/** What needs an Image Builder build: recipes that start from it, and the AMIs that only its record explains. */
import { describe, expect, it } from 'vitest';
import type { AccountFileInput } from '../../../infra/local/account/account-file.ts';
import { ami } from '../../support/amis.ts';
import { build, buildArn, outputs, recipeArn, type MadeAmi } from '../../support/builds.ts';
import type { PlanDocument } from '../../../shared/pipeline/plan-document.ts';
import { detailIn, planOf, policyFor, verdictsIn } from '../../support/simulated.ts';

type Builds = NonNullable<AccountFileInput['imagebuilder']>;

const planWith = async (
  imagebuilder: Builds,
  rest: Omit<AccountFileInput, 'imagebuilder'> = {},
  more: readonly AccountFileInput[] = [],
  changes: Readonly<Record<string, unknown>> = { rules: [everything] },
) => planOf([{ ...rest, imagebuilder }, ...more], { policy: policyFor('imagebuilder', changes) });

const everything = {
  name: 'old',
  select: { states: ['available', 'deprecated', 'disabled', 'failed', 'cancelled'] },
  keep: { newest: 0 },
  retire: { olderThan: '30d' },
};

/** Two regions are looked at. */
const inBoth = {
  rules: [everything],
  targets: [{ regions: ['us-east-1', 'eu-west-1'], kinds: ['imagebuilder'] }],
};

const codes = (verdicts: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(verdicts).map(([arn, code]) => [arn.split(':image/')[1] ?? arn, code]));

const parentOf = (parentImage: string): Builds => ({
  imageRecipes: [{ arn: recipeArn('child'), parentImage }],
});
const inState = (path: string, status: string) => build(path, { state: { status } });

describe('a recipe', () => {
  const imageSummaryList = [
    build('web/1.0.0/1'),
    build('web/1.0.0/2'),
    build('web/1.2.0/1'),
    build('web/1.10.0/1'),
    build('web/2.0.0/1'),
    build('other/9.9.9/1'),
  ];

  it.each([
    ['a build', 'web/1.0.0/1', 'web/1.0.0/1'],
    ['the newest build of a version', 'web/1.0.0', 'web/1.0.0/2'],
    ['the newest version of a major one', 'web/1.x.x', 'web/1.10.0/1'],
    ['the newest patch of a minor version', 'web/1.2.x', 'web/1.2.0/1'],
    ['the newest version of all', 'web/x.x.x', 'web/2.0.0/1'],
  ])('keeps %s that it names as its parent (%s), and no other', async (_, parent, kept) => {
    const plan = await planWith({ imageSummaryList, ...parentOf(buildArn(parent)) });
    const others = imageSummaryList.map(({ arn = '' }) => [arn.split(':image/')[1], 'retire']);
    expect(codes(verdictsIn(plan))).toEqual({ ...Object.fromEntries(others), [kept]: 'in-use' });
    expect(detailIn(plan, buildArn(kept), 'in-use')).toBe(recipeArn('child'));
  });

  it('for containers keeps its parent as well', async () => {
    const containerRecipes = [{ arn: recipeArn('child'), parentImage: buildArn('web/x.x.x') }];
    const plan = await planWith({ imageSummaryList, containerRecipes });
    expect(detailIn(plan, buildArn('web/2.0.0/1'), 'in-use')).toBe(recipeArn('child'));
  });

  it('trap 28: with a wildcard keeps the newest build in every way of counting that AWS may use', async () => {
    const plan = await planWith({
      imageSummaryList: [
        build('web/1.0.0/1'),
        build('web/1.0.1/1'),
        inState('web/1.0.2/1', 'DEPRECATED'),
        inState('web/1.0.3/1', 'DISABLED'),
        inState('web/1.0.4/1', 'FAILED'),
      ],
      ...parentOf(buildArn('web/x.x.x')),
    });
    expect(codes(verdictsIn(plan))).toEqual({
      'web/1.0.0/1': 'retire',
      'web/1.0.1/1': 'in-use',
      'web/1.0.2/1': 'in-use',
      'web/1.0.3/1': 'in-use',
      'web/1.0.4/1': 'retire',
    });
  });

  it("keeps no build of another account's image of the same name", async () => {
    const parent = buildArn('web/x.x.x').replace('123456789012', '210987654321');
    const plan = await planWith({ imageSummaryList: [build('web/1.0.0/1')], ...parentOf(parent) });
    expect(codes(verdictsIn(plan))).toEqual({ 'web/1.0.0/1': 'retire' });
  });
});

describe('an output', () => {
  const made = (state: string, ...amis: MadeAmi[]): Builds => ({
    imageSummaryList: [
      build('web/1.0.0/1', { state: { status: state }, ...outputs(...amis) }),
      build('free/1.0.0/1'),
    ],
  });
  const tagged = (id: string) =>
    ami(id, 100, { Tags: [{ Key: 'Ec2ImageBuilderArn', Value: buildArn('web/1.0.0/1') }] });
  const web = buildArn('web/1.0.0/1');

  const expectKept = (plan: PlanDocument, detail: string): void => {
    expect(codes(verdictsIn(plan))).toEqual({ 'free/1.0.0/1': 'retire', 'web/1.0.0/1': 'outputs-exist' });
    expect(detailIn(plan, web, 'outputs-exist')).toBe(detail);
    expect(plan.blindSpots).toEqual([]);
  };

  it.each(['available', 'disabled', 'pending', 'failed'])(
    'trap 23: that still exists and is %s keeps its build',
    async (State) => {
      const plan = await planWith(made('AVAILABLE', { image: 'ami-1' }), {
        ec2: { Images: [ami('ami-1', 1, { State })] },
      });
      expectKept(plan, 'ami-1 in 123456789012/us-east-1');
    },
  );

  it('that is gone does not keep its build', async () => {
    const plan = await planWith(made('AVAILABLE', { image: 'ami-1' }));
    expect(codes(verdictsIn(plan))).toEqual({ 'free/1.0.0/1': 'retire', 'web/1.0.0/1': 'retire' });
  });

  it('trap 27: of a failed build keeps its build', async () => {
    const plan = await planWith(made('FAILED', { image: 'ami-1' }), { ec2: { Images: [ami('ami-1')] } });
    expectKept(plan, 'ami-1 in 123456789012/us-east-1');
  });

  it('trap 24: in another region that is looked at keeps its build', async () => {
    const elsewhere = { region: 'eu-west-1', ec2: { Images: [ami('ami-1')] } };
    const builds = made('AVAILABLE', { image: 'ami-0' }, { image: 'ami-1', region: 'eu-west-1' });
    expectKept(await planWith(builds, {}, [elsewhere], inBoth), 'ami-1 in 123456789012/eu-west-1');
  });

  it('that only its own tag tells of keeps its build', async () => {
    const plan = await planWith(made('AVAILABLE'), { ec2: { Images: [tagged('ami-1')] } });
    expectKept(plan, 'ami-1 in 123456789012/us-east-1');
  });

  it('that only its own tag tells of, in a region where the build names another one, keeps its build', async () => {
    const elsewhere = { region: 'eu-west-1', ec2: { Images: [tagged('ami-2')] } };
    const builds = made('AVAILABLE', { image: 'ami-1', region: 'eu-west-1' });
    expectKept(await planWith(builds, {}, [elsewhere], inBoth), 'ami-2 in 123456789012/eu-west-1');
  });

  it.each([
    ['a region that is not looked at', { image: 'ami-1', region: 'ap-south-1' }],
    ['an account that is not looked at', { image: 'ami-1', accountId: '210987654321' }],
  ])('trap 24: in %s keeps its build, since nobody looked, and is no blind spot', async (_, output) => {
    const plan = await planWith(made('AVAILABLE', output));
    expect(codes(verdictsIn(plan))).toEqual({ 'free/1.0.0/1': 'retire', 'web/1.0.0/1': 'users-unknown' });
    expect(detailIn(plan, web, 'users-unknown')).toContain('ami-1');
    expect(plan.blindSpots).toEqual([]);
  });

  it('without an id keeps its finished build, and not one that failed', async () => {
    expect(codes(verdictsIn(await planWith(made('AVAILABLE', {}))))['web/1.0.0/1']).toBe('users-unknown');
    expect(codes(verdictsIn(await planWith(made('FAILED', {}))))['web/1.0.0/1']).toBe('retire');
  });

  it.each([
    ['whose type says so', { type: 'DOCKER' }],
    [
      'whose outputs say so',
      { outputResources: { containers: [{ region: 'us-east-1', imageUris: ['x'] }] } },
    ],
  ])('trap 29: of a container build %s is not looked at, so its build stays', async (_, parts) => {
    const plan = await planWith({ imageSummaryList: [build('web/1.0.0/1', parts), build('free/1.0.0/1')] });
    expect(codes(verdictsIn(plan))).toEqual({ 'free/1.0.0/1': 'retire', 'web/1.0.0/1': 'users-unknown' });
    expect(plan.blindSpots).toEqual([]);
  });
});
