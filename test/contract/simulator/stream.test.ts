import {
  DeleteImageCommand,
  DescribeFleetsCommand,
  DescribeImageBuildersCommand,
  DescribeImagePermissionsCommand,
  DescribeImagesCommand,
  ListTagsForResourceCommand,
  paginateDescribeImages,
} from '@aws-sdk/client-appstream';
import { describe, expect, it } from 'vitest';
import { account, many, refusalOf, simulate } from './support.ts';

const arnOf = (name: string) => `arn:aws:appstream:us-east-1:${account}:image/${name}`;
const image = (Name: string, more: object = {}) => ({
  Name,
  Arn: arnOf(Name),
  Visibility: 'PRIVATE',
  State: 'AVAILABLE',
  ...more,
});
const namesIn = (answer: { Images?: { Name?: string | undefined }[] | undefined }) =>
  (answer.Images ?? []).map(({ Name }) => Name);
const outcomeOf = async (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => 'done',
    (fault: unknown) => (fault instanceof Error ? fault.name : ''),
  );

describe('AppStream images', () => {
  it('answers an image as it stands, with its time to the millisecond', async () => {
    const whole = image('app', {
      CreatedTime: '2026-01-01T00:00:00.123Z',
      ImageSharedWithOthers: 'FALSE',
      ImagePermissions: { allowFleet: true },
    });
    const { stream } = await simulate({ appstream: { Images: [whole] } });
    const { Images } = await stream.send(new DescribeImagesCommand({ Type: 'PRIVATE' }));
    expect(Images).toEqual([{ ...whole, CreatedTime: new Date('2026-01-01T00:00:00.123Z') }]);
  });

  it('gives 25 images a page, to the last', async () => {
    const { stream, simulator } = await simulate({
      appstream: { Images: many(60, (at) => image(`app-${at}`)) },
    });
    const seen: unknown[] = [];
    for await (const page of paginateDescribeImages({ client: stream }, { Type: 'PRIVATE' }))
      seen.push(...namesIn(page));
    expect(seen).toEqual(many(60, (at) => `app-${at}`));
    expect(simulator.calls()).toEqual({ 'appstream:DescribeImages': 3 });
  });

  it('trap 37: without a type it lists public images too, with no account in their ARN', async () => {
    const { stream } = await simulate({
      appstream: { Images: [image('app'), { Name: 'base', Visibility: 'PUBLIC' }] },
    });
    const { Images } = await stream.send(new DescribeImagesCommand({}));
    expect(Images?.map(({ Arn }) => Arn)).toEqual([arnOf('app'), 'arn:aws:appstream:us-east-1::image/base']);
    expect(namesIn(await stream.send(new DescribeImagesCommand({ Type: 'PRIVATE' })))).toEqual(['app']);
  });

  it('finds a shared image by its ARN and not by its name', async () => {
    const Arn = 'arn:aws:appstream:us-east-1:999999999999:image/theirs';
    const { stream } = await simulate({
      appstream: { Images: [image('theirs', { Arn, Visibility: 'SHARED' })] },
    });
    expect(namesIn(await stream.send(new DescribeImagesCommand({ Arns: [Arn] })))).toEqual(['theirs']);
    const byName = stream.send(new DescribeImagesCommand({ Names: ['theirs'] }));
    expect(await refusalOf(byName)).toMatchObject({ name: 'ResourceNotFoundException', status: 404 });
  });

  it.each([
    [false, 'InvalidParameterCombinationException'],
    [true, 'done'],
  ])('names together with ARNs, taken: %s', async (namesWithArns, outcome) => {
    const { stream } = await simulate(
      { appstream: { Images: [image('app')] } },
      { switches: { namesWithArns } },
    );
    const call = stream.send(new DescribeImagesCommand({ Names: ['app'], Arns: [arnOf('app')] }));
    expect(await outcomeOf(call)).toBe(outcome);
  });

  it('takes a page size together with names, and none above 25', async () => {
    const { stream } = await simulate({ appstream: { Images: [image('app')] } });
    expect(namesIn(await stream.send(new DescribeImagesCommand({ Names: ['app'], MaxResults: 25 })))).toEqual(
      ['app'],
    );
    expect((await refusalOf(stream.send(new DescribeImagesCommand({ MaxResults: 26 })))).name).toBe(
      'ValidationException',
    );
  });

  it('trap 34: tells tags one image at a time', async () => {
    const { stream } = await simulate({
      appstream: {
        Images: [image('app'), image('bare'), { Name: 'base', Visibility: 'PUBLIC' }],
        ImageBuilders: [{ Name: 'maker', Arn: 'arn:maker' }],
        Tags: { [arnOf('app')]: { team: 'web' } },
      },
    });
    const tags = async (ResourceArn: string) =>
      (await stream.send(new ListTagsForResourceCommand({ ResourceArn }))).Tags;
    expect(await tags(arnOf('app'))).toEqual({ team: 'web' });
    expect(await tags(arnOf('bare'))).toEqual({});
    expect(await tags('arn:maker')).toEqual({});
    expect((await refusalOf(tags('arn:nothing'))).name).toBe('ResourceNotFoundException');
    expect((await refusalOf(tags('arn:aws:appstream:us-east-1::image/base'))).name).toBe(
      'ResourceNotFoundException',
    );
  });

  it('tells with whom an image is shared', async () => {
    const Images = [image('app'), image('lent', { ImageSharedWithOthers: 'TRUE' }), image('known')];
    const { stream, simulator } = await simulate({ appstream: { Images } });
    const share = {
      sharedAccountId: '111111111111',
      imagePermissions: { allowFleet: true, allowImageBuilder: false },
    };
    simulator.world().appstream.shares.set('known', [share]);
    const shares = async (Name: string) =>
      (await stream.send(new DescribeImagePermissionsCommand({ Name }))).SharedImagePermissionsList;
    expect(await shares('app')).toEqual([]);
    expect(await shares('lent')).toHaveLength(1);
    expect(await shares('known')).toEqual([share]);
    expect((await refusalOf(shares('nobody'))).name).toBe('ResourceNotFoundException');
  });

  it('answers fleets in any state and image builders', async () => {
    const Fleets = many(30, (at) => ({
      Name: `fleet-${at}`,
      Arn: `arn-${at}`,
      InstanceType: 'stream.standard.small',
      ComputeCapacityStatus: { Desired: 0 },
      State: at % 2 ? 'STOPPED' : 'RUNNING',
      ImageName: 'app',
    }));
    const ImageBuilders = [{ Name: 'maker', ImageArn: arnOf('app'), State: 'STOPPED' }];
    const { stream } = await simulate({ appstream: { Fleets, ImageBuilders } });
    const first = await stream.send(new DescribeFleetsCommand({}));
    const second = await stream.send(new DescribeFleetsCommand({ NextToken: first.NextToken }));
    expect([...(first.Fleets ?? []), ...(second.Fleets ?? [])]).toEqual(Fleets);
    expect((await stream.send(new DescribeFleetsCommand({ Names: ['fleet-7'] }))).Fleets).toEqual([
      Fleets[7],
    ]);
    expect((await stream.send(new DescribeImageBuildersCommand({}))).ImageBuilders).toEqual(ImageBuilders);
    expect((await refusalOf(stream.send(new DescribeFleetsCommand({ Names: ['x'] })))).name).toBe(
      'ResourceNotFoundException',
    );
  });
});

describe('deleting an AppStream image', () => {
  const remove = (Name: string) => new DeleteImageCommand({ Name });
  const fleet = (more: object) => ({
    Name: 'f',
    Arn: 'f',
    InstanceType: 'x',
    ComputeCapacityStatus: { Desired: 0 },
    State: 'RUNNING',
    ...more,
  });

  it('shows it as being deleted for a while, then not at all, and forgets its tags', async () => {
    const file = { appstream: { Images: [image('app')], Tags: { [arnOf('app')]: { a: 'b' } } } };
    const { stream, clock, simulator } = await simulate(file);
    expect((await stream.send(remove('app'))).Image?.State).toBe('DELETING');
    const list = async () => (await stream.send(new DescribeImagesCommand({ Type: 'PRIVATE' }))).Images;
    expect(await list()).toEqual([image('app', { State: 'DELETING' })]);
    clock.advance(60_000);
    expect(await list()).toEqual([]);
    expect(simulator.accountFiles()[0]?.appstream).toMatchObject({ Images: [], Tags: {} });
  });

  it.each([
    ['by name', { ImageName: 'app' }],
    ['by ARN', { ImageArn: arnOf('app') }],
  ])('trap 35: refuses an image that a fleet uses %s', async (_, use) => {
    const { stream, simulator } = await simulate({
      appstream: { Images: [image('app')], Fleets: [fleet(use)] },
    });
    expect(await refusalOf(stream.send(remove('app')))).toMatchObject({
      name: 'ResourceInUseException',
      status: 400,
    });
    expect(simulator.world().appstream.images.all()).toHaveLength(1);
  });

  it.each([
    [{}, 'ResourceInUseException'],
    [{ stoppedFleetBlocks: false }, 'done'],
  ])('a stopped fleet, with %j: %s', async (switches, outcome) => {
    const file = {
      appstream: { Images: [image('app')], Fleets: [fleet({ State: 'STOPPED', ImageName: 'app' })] },
    };
    const { stream } = await simulate(file, { switches });
    expect(await outcomeOf(stream.send(remove('app')))).toBe(outcome);
  });

  it.each([
    [{}, 'done'],
    [{ imageBuilderBlocks: true }, 'ResourceInUseException'],
  ])('an image builder, with %j: %s', async (switches, outcome) => {
    const file = {
      appstream: { Images: [image('app')], ImageBuilders: [{ Name: 'b', ImageArn: arnOf('app') }] },
    };
    const { stream } = await simulate(file, { switches });
    expect(await outcomeOf(stream.send(remove('app')))).toBe(outcome);
  });

  it.each([
    [{}, 'OperationNotPermittedException'],
    [{ sharedImageRefusal: 'ResourceInUseException' }, 'ResourceInUseException'],
  ])('trap 33: a shared image, with %j: %s', async (switches, outcome) => {
    const file = { appstream: { Images: [image('app', { ImageSharedWithOthers: 'TRUE' })] } };
    const { stream } = await simulate(file, { switches });
    expect(await outcomeOf(stream.send(remove('app')))).toBe(outcome);
  });

  it.each([
    [{}, 'OperationNotPermittedException'],
    [{ unfinishedImageDeletable: true }, 'done'],
  ])('an image that is being copied, with %j: %s', async (switches, outcome) => {
    const { stream } = await simulate(
      { appstream: { Images: [image('app', { State: 'COPYING' })] } },
      { switches },
    );
    expect(await outcomeOf(stream.send(remove('app')))).toBe(outcome);
  });

  it.each([
    [{}, 'ResourceNotFoundException'],
    [{ deletingAgainRefusal: undefined }, 'done'],
    [{ deletingAgainRefusal: 'ConcurrentModificationException' }, 'ConcurrentModificationException'],
  ])('a second time while it is being deleted, with %j: %s', async (switches, outcome) => {
    const { stream } = await simulate({ appstream: { Images: [image('app')] } }, { switches });
    await stream.send(remove('app'));
    expect(await outcomeOf(stream.send(remove('app')))).toBe(outcome);
  });

  it('does not delete public and shared images, nor what is not there', async () => {
    const Images = [
      { Name: 'base', Visibility: 'PUBLIC' },
      { Name: 'theirs', Visibility: 'SHARED' },
    ];
    const { stream } = await simulate({ appstream: { Images } });
    for (const name of ['base', 'theirs', 'nobody'])
      expect(await outcomeOf(stream.send(remove(name)))).toBe('ResourceNotFoundException');
  });

  it('trap 32: the same name made again is another image', async () => {
    const { stream, simulator } = await simulate({
      appstream: { Images: [image('app', { CreatedTime: '2026-01-01T00:00:00Z' })] },
    });
    await stream.send(remove('app'));
    simulator.world().appstream.images.add(image('app', { CreatedTime: '2026-11-01T00:00:00Z' }));
    const { Images } = await stream.send(new DescribeImagesCommand({ Names: ['app'] }));
    expect(Images?.map(({ State, CreatedTime }) => [State, CreatedTime?.getUTCMonth()])).toEqual([
      ['DELETING', 0],
      ['AVAILABLE', 10],
    ]);
    expect((await stream.send(remove('app'))).Image?.CreatedTime).toEqual(new Date('2026-11-01T00:00:00Z'));
  });
});
