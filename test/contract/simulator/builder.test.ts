import {
  DeleteImageCommand,
  GetContainerRecipeCommand,
  GetImageCommand,
  GetImageRecipeCommand,
  GetLifecyclePolicyCommand,
  ListContainerRecipesCommand,
  ListImageBuildVersionsCommand,
  ListImageRecipesCommand,
  ListImagesCommand,
  ListLifecyclePoliciesCommand,
  paginateListImageBuildVersions,
} from '@aws-sdk/client-imagebuilder';
import { describe, expect, it } from 'vitest';
import { account, many, refusalOf, simulate } from './support.ts';

const root = `arn:aws:imagebuilder:us-east-1:${account}:image`;
const build = (arn: string, status = 'AVAILABLE', more: object = {}) => ({
  arn,
  name: 'Web',
  state: { status },
  ...more,
});
const arnsIn = (answer: { imageSummaryList?: { arn?: string | undefined }[] | undefined }) =>
  (answer.imageSummaryList ?? []).map(({ arn }) => arn);

describe('listing builds', () => {
  it('answers a build as it stands, with its deprecation time as a date', async () => {
    const whole = build(`${root}/web/1.0.0/1`, 'FAILED', {
      dateCreated: 'Jul 28, 2022 1:13:45 AM',
      deprecationTime: '2026-12-01T00:00:00.000Z',
      outputResources: {
        amis: [
          {
            region: 'eu-west-1',
            image: 'ami-1',
            accountId: '111111111111',
            state: { status: 'FAILED', reason: 'x' },
          },
        ],
      },
      tags: { team: 'web' },
    });
    const { builder } = await simulate({ imagebuilder: { imageSummaryList: [whole] } });
    const { imageSummaryList } = await builder.send(new ListImageBuildVersionsCommand({}));
    expect(imageSummaryList).toEqual([{ ...whole, deprecationTime: new Date('2026-12-01T00:00:00.000Z') }]);
  });

  it('gives 25 builds a page, to the last, without a version', async () => {
    const imageSummaryList = many(60, (at) => build(`${root}/web/1.0.${at}/1`));
    const { builder, simulator } = await simulate({ imagebuilder: { imageSummaryList } });
    const seen: unknown[] = [];
    for await (const page of paginateListImageBuildVersions({ client: builder }, {}))
      seen.push(...arnsIn(page));
    expect(seen).toEqual(imageSummaryList.map(({ arn }) => arn));
    expect(simulator.calls()).toEqual({ 'imagebuilder:ListImageBuildVersions': 3 });
  });

  it('lists the builds of one version', async () => {
    const imageSummaryList = [
      build(`${root}/web/1.0.0/1`),
      build(`${root}/web/1.0.0/2`),
      build(`${root}/web/1.0.1/1`),
      build(`${root}/web2/1.0.0/1`),
    ];
    const { builder } = await simulate({ imagebuilder: { imageSummaryList } });
    const list = async (imageVersionArn: string) =>
      arnsIn(await builder.send(new ListImageBuildVersionsCommand({ imageVersionArn })));
    expect(await list(`${root}/web/1.0.0`)).toEqual([`${root}/web/1.0.0/1`, `${root}/web/1.0.0/2`]);
    expect(await list(`${root}/web/1.x.x`)).toHaveLength(3);
  });

  it('lists own builds only, unless a version of another owner is named', async () => {
    const foreign = 'arn:aws:imagebuilder:us-east-1:aws:image/base/1.0.0/1';
    const { builder } = await simulate({
      imagebuilder: { imageSummaryList: [build(foreign), build(`${root}/web/1.0.0/1`)] },
    });
    expect(arnsIn(await builder.send(new ListImageBuildVersionsCommand({})))).toEqual([
      `${root}/web/1.0.0/1`,
    ]);
    const imageVersionArn = 'arn:aws:imagebuilder:us-east-1:aws:image/base/1.0.0';
    expect(arnsIn(await builder.send(new ListImageBuildVersionsCommand({ imageVersionArn })))).toEqual([
      foreign,
    ]);
  });

  it('lists a build that is given only as GetImage answers it', async () => {
    const arn = `${root}/web/1.0.0/1`;
    const { builder } = await simulate({
      imagebuilder: { images: [{ arn, name: 'Web', sourcePipelineName: 'p' }] },
    });
    const { imageSummaryList } = await builder.send(new ListImageBuildVersionsCommand({}));
    expect(imageSummaryList).toEqual([{ arn, name: 'Web', owner: account }]);
  });

  it.each([
    [true, 1],
    [false, 'InvalidParameterException'],
  ])(
    'all builds of the account are listed without a version: %s',
    async (buildsListedWithoutVersion, outcome) => {
      const { builder } = await simulate(
        { imagebuilder: { imageSummaryList: [build(`${root}/web/1.0.0/1`)] } },
        { switches: { buildsListedWithoutVersion } },
      );
      const answer = builder.send(new ListImageBuildVersionsCommand({})).then(
        (page) => page.imageSummaryList?.length,
        (fault: unknown) => (fault instanceof Error ? fault.name : ''),
      );
      expect(await answer).toBe(outcome);
    },
  );

  it.each([
    [{}, ['AVAILABLE', 'DISABLED', 'DELETED']],
    [{ disabledBuildsListed: false }, ['AVAILABLE', 'DELETED']],
    [{ deletedBuildsListed: false }, ['AVAILABLE', 'DISABLED']],
  ])('with %j it lists builds in %j', async (switches, states) => {
    const imageSummaryList = ['AVAILABLE', 'DISABLED', 'DELETED'].map((state, at) =>
      build(`${root}/web/1.0.${at}/1`, state),
    );
    const { builder } = await simulate({ imagebuilder: { imageSummaryList } }, { switches });
    const answer = await builder.send(new ListImageBuildVersionsCommand({}));
    expect(answer.imageSummaryList?.map(({ state }) => state?.status)).toEqual(states);
  });

  it('trap 26: a new build shows after two minutes, while GetImage has it at once', async () => {
    const { builder, simulator, clock } = await simulate({});
    const arn = `${root}/web/1.0.0/1`;
    simulator.world().imagebuilder.summaries.add(build(arn));
    const list = async () => arnsIn(await builder.send(new ListImageBuildVersionsCommand({})));
    expect((await builder.send(new GetImageCommand({ imageBuildVersionArn: arn }))).image?.arn).toBe(arn);
    clock.advance(119_999);
    expect(await list()).toEqual([]);
    clock.advance(1);
    expect(await list()).toEqual([arn]);
  });

  it('shows a build that was added as GetImage answers it after two minutes, too', async () => {
    const { builder, simulator, clock } = await simulate({});
    simulator.world().imagebuilder.images.add({ arn: `${root}/web/1.0.0/1` });
    const list = async () => arnsIn(await builder.send(new ListImageBuildVersionsCommand({})));
    expect(await list()).toEqual([]);
    clock.advance(120_000);
    expect(await list()).toHaveLength(1);
  });

  it('trap 26: ListImages gives versions without state', async () => {
    const imageSummaryList = [
      build(`${root}/web/1.0.0/1`, 'AVAILABLE', { version: '1.0.0/1' }),
      build(`${root}/web/1.0.0/2`),
      build(`${root}/web/1.0.1/1`, 'DEPRECATED'),
    ];
    const { builder } = await simulate({ imagebuilder: { imageSummaryList } });
    const plain = await builder.send(new ListImagesCommand({}));
    expect(plain.imageVersionList).toEqual([{ arn: `${root}/web/1.0.0`, name: 'Web', version: '1.0.0' }]);
    const all = await builder.send(new ListImagesCommand({ includeDeprecated: true }));
    expect(all.imageVersionList).toHaveLength(2);
    const amazons = await builder.send(new ListImagesCommand({ owner: 'Amazon' }));
    expect(amazons.imageVersionList).toEqual([]);
  });

  it('filters builds, and refuses a filter that it does not have', async () => {
    const imageSummaryList = [
      build(`${root}/web/1.0.0/1`),
      build(`${root}/db/1.0.0/1`, 'AVAILABLE', { name: 'Db' }),
    ];
    const { builder } = await simulate({ imagebuilder: { imageSummaryList } });
    const list = async (name: string, value: string) =>
      arnsIn(await builder.send(new ListImageBuildVersionsCommand({ filters: [{ name, values: [value] }] })));
    expect(await list('name', 'Db')).toEqual([`${root}/db/1.0.0/1`]);
    expect((await refusalOf(list('colour', 'red'))).name).toBe('InvalidParameterValueException');
  });

  it('refuses a page of 26 and a token that it did not give', async () => {
    const { builder } = await simulate({});
    const large = builder.send(new ListImageBuildVersionsCommand({ maxResults: 26 }));
    expect(await refusalOf(large)).toMatchObject({ name: 'InvalidParameterValueException', status: 400 });
    const strange = builder.send(new ListImageBuildVersionsCommand({ nextToken: 'x' }));
    expect(await refusalOf(strange)).toMatchObject({ name: 'InvalidPaginationTokenException', status: 400 });
  });
});

describe('one build', () => {
  const arn = `${root}/web/1.0.0/2`;

  it('joins what the listing and GetImage tell', async () => {
    const { builder } = await simulate({
      imagebuilder: {
        imageSummaryList: [build(arn, 'AVAILABLE', { tags: { a: 'b' } })],
        images: [{ arn, sourcePipelineName: 'p', imageRecipe: { arn: 'recipe', name: 'r' } }],
      },
    });
    const { image } = await builder.send(new GetImageCommand({ imageBuildVersionArn: arn }));
    expect(image).toEqual({
      arn,
      name: 'Web',
      state: { status: 'AVAILABLE' },
      tags: { a: 'b' },
      sourcePipelineName: 'p',
      imageRecipe: { arn: 'recipe', name: 'r' },
    });
  });

  it('takes a version for its newest build', async () => {
    const imageSummaryList = [10, 9, 2].map((at) => build(`${root}/web/1.0.0/${at}`));
    const { builder } = await simulate({ imagebuilder: { imageSummaryList } });
    const { image } = await builder.send(new GetImageCommand({ imageBuildVersionArn: `${root}/web/1.x.x` }));
    expect(image?.arn).toBe(`${root}/web/1.0.0/10`);
  });

  it('says with 404 that a build does not exist', async () => {
    const { builder } = await simulate({});
    const get = builder.send(new GetImageCommand({ imageBuildVersionArn: arn }));
    expect(await refusalOf(get)).toMatchObject({ name: 'ResourceNotFoundException', status: 404 });
    const remove = builder.send(new DeleteImageCommand({ imageBuildVersionArn: arn }));
    expect(await refusalOf(remove)).toMatchObject({ name: 'ResourceNotFoundException', status: 404 });
  });

  it('trap 23: deleting takes away the record and leaves the AMI', async () => {
    const { builder, simulator } = await simulate({
      ec2: { Images: [{ ImageId: 'ami-1' }] },
      imagebuilder: {
        imageSummaryList: [build(arn, 'AVAILABLE', { outputResources: { amis: [{ image: 'ami-1' }] } })],
        images: [{ arn }],
      },
    });
    const answer = await builder.send(new DeleteImageCommand({ imageBuildVersionArn: arn }));
    expect(answer.imageBuildVersionArn).toBe(arn);
    const { imagebuilder, ec2 } = simulator.world();
    expect([imagebuilder.summaries.all(), imagebuilder.images.all()]).toEqual([[], []]);
    expect(ec2.images.all()).toHaveLength(1);
  });

  it.each([
    ['a version', `${root}/web/1.0.0`, 'InvalidParameterValueException', 400],
    [
      'a build of another account',
      'arn:aws:imagebuilder:us-east-1:999999999999:image/x/1.0.0/1',
      'AccessDeniedException',
      403,
    ],
    ['a build that a recipe starts from', arn, 'ResourceDependencyException', 400],
  ])('refuses to delete %s', async (_, imageBuildVersionArn, name, status) => {
    const { builder } = await simulate({
      imagebuilder: {
        imageSummaryList: [build(arn), build('arn:aws:imagebuilder:us-east-1:999999999999:image/x/1.0.0/1')],
        imageRecipes: [{ arn: 'recipe', parentImage: arn }],
      },
    });
    const remove = builder.send(new DeleteImageCommand({ imageBuildVersionArn }));
    expect(await refusalOf(remove)).toMatchObject({ name, status });
  });
});

describe('recipes and lifecycle policies', () => {
  const recipes = `arn:aws:imagebuilder:us-east-1:${account}`;
  const recipe = {
    arn: `${recipes}:image-recipe/web/1.0.0`,
    name: 'web',
    parentImage: 'ami-1',
    version: '1.0.0',
    components: [],
  };
  const container = {
    arn: `${recipes}:container-recipe/web/1.0.0`,
    name: 'web',
    containerType: 'DOCKER',
    parentImage: 'docker',
    instanceConfiguration: { image: 'ami-2' },
  };
  const policy = {
    arn: `${recipes}:lifecycle-policy/p`,
    name: 'p',
    status: 'ENABLED',
    resourceType: 'AMI_IMAGE',
    dateCreated: '2026-01-01T00:00:00.000Z',
    policyDetails: [{ action: { type: 'DELETE' }, filter: { type: 'AGE', value: 3, unit: 'MONTHS' } }],
    resourceSelection: { tagMap: { a: 'b' } },
  };
  const file = {
    imagebuilder: { imageRecipes: [recipe], containerRecipes: [container], lifecyclePolicies: [policy] },
  };

  it('lists recipes in short and gets them whole', async () => {
    const { builder } = await simulate(file);
    const listed = await builder.send(new ListImageRecipesCommand({ owner: 'Self' }));
    expect(listed.imageRecipeSummaryList).toEqual([{ arn: recipe.arn, name: 'web', parentImage: 'ami-1' }]);
    const got = await builder.send(new GetImageRecipeCommand({ imageRecipeArn: recipe.arn }));
    expect(got.imageRecipe).toEqual(recipe);
    const missing = builder.send(new GetImageRecipeCommand({ imageRecipeArn: container.arn }));
    expect((await refusalOf(missing)).name).toBe('ResourceNotFoundException');
  });

  it('lists container recipes with the image of their build instance', async () => {
    const { builder } = await simulate(file);
    const listed = await builder.send(new ListContainerRecipesCommand({}));
    expect(listed.containerRecipeSummaryList).toEqual([
      {
        arn: container.arn,
        name: 'web',
        containerType: 'DOCKER',
        parentImage: 'docker',
        instanceImage: 'ami-2',
      },
    ]);
    const got = await builder.send(new GetContainerRecipeCommand({ containerRecipeArn: container.arn }));
    expect(got.containerRecipe).toEqual(container);
  });

  it('lists lifecycle policies in short and gets them whole', async () => {
    const { builder } = await simulate(file);
    const { policyDetails: _, resourceSelection: __, ...summary } = policy;
    const dateCreated = new Date(policy.dateCreated);
    const listed = await builder.send(new ListLifecyclePoliciesCommand({}));
    expect(listed.lifecyclePolicySummaryList).toEqual([{ ...summary, dateCreated }]);
    const got = await builder.send(new GetLifecyclePolicyCommand({ lifecyclePolicyArn: policy.arn }));
    expect(got.lifecyclePolicy).toEqual({ ...policy, dateCreated });
  });
});
