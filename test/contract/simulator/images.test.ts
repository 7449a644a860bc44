import type { ImageAttributeName } from '@aws-sdk/client-ec2';
import {
  DeregisterImageCommand,
  DescribeImageAttributeCommand,
  DescribeImagesCommand,
  paginateDescribeImages,
} from '@aws-sdk/client-ec2';
import { describe, expect, it } from 'vitest';
import { account, many, refusalOf, simulate } from './support.ts';

const image = (id: string, more: object = {}) => ({
  ImageId: id,
  OwnerId: account,
  State: 'available',
  ...more,
});

const idsIn = (answer: { Images?: { ImageId?: string | undefined }[] | undefined }) =>
  (answer.Images ?? []).map(({ ImageId }) => ImageId);

describe('DescribeImages', () => {
  it('answers an image as it stands in the account file', async () => {
    const whole = image('ami-1', {
      Name: 'web <1> & "2"\r\n\u0007é 😀 ',
      CreationDate: 'no date at all',
      DeprecationTime: '2027-01-01T00:00:00.000Z',
      Public: false,
      BlockDeviceMappings: [
        { DeviceName: '/dev/xvda', Ebs: { SnapshotId: 'snap-1', VolumeSize: 8, Encrypted: true } },
      ],
      StateReason: { Code: 'Client.X', Message: 'because' },
      Tags: [{ Key: 'team', Value: '' }],
    });
    const { ec2 } = await simulate({ ec2: { Images: [whole] } });
    const { Images } = await ec2.send(new DescribeImagesCommand({ Owners: ['self'] }));
    expect(Images).toEqual([whole]);
  });

  it('gives its own account as owner of an image that names none', async () => {
    const { ec2 } = await simulate({ ec2: { Images: [{ ImageId: 'ami-1' }] } });
    const { Images } = await ec2.send(new DescribeImagesCommand({ Owners: ['self'] }));
    expect(Images).toEqual([{ ImageId: 'ami-1', OwnerId: account }]);
  });

  it('pages to the last image', async () => {
    const { ec2, simulator } = await simulate({ ec2: { Images: many(25, (at) => image(`ami-${at}`)) } });
    const seen: (string | undefined)[] = [];
    for await (const page of paginateDescribeImages({ client: ec2, pageSize: 10 }, { Owners: ['self'] }))
      seen.push(...idsIn(page));
    expect(seen).toEqual(many(25, (at) => `ami-${at}`));
    expect(simulator.calls()).toEqual({ 'ec2:DescribeImages': 3 });
  });

  it('answers everything at once when no page size is given', async () => {
    const { ec2 } = await simulate({ ec2: { Images: many(1_500, (at) => image(`ami-${at}`)) } });
    const answer = await ec2.send(new DescribeImagesCommand({}));
    expect([answer.Images?.length, answer.NextToken]).toEqual([1_500, undefined]);
  });

  it('shows images of others, but not as own', async () => {
    const Images = [image('ami-1'), image('ami-2', { OwnerId: '999999999999', ImageOwnerAlias: 'amazon' })];
    const { ec2 } = await simulate({ ec2: { Images } });
    expect(idsIn(await ec2.send(new DescribeImagesCommand({ Owners: ['self'] })))).toEqual(['ami-1']);
    expect(idsIn(await ec2.send(new DescribeImagesCommand({ Owners: ['amazon'] })))).toEqual(['ami-2']);
    expect(idsIn(await ec2.send(new DescribeImagesCommand({})))).toEqual(['ami-1', 'ami-2']);
  });

  it('hides others’ deprecated images unless they are asked for, never one’s own', async () => {
    const DeprecationTime = '2026-11-01T00:00:00.000Z';
    const Images = [
      image('ami-1', { DeprecationTime }),
      image('ami-2', { DeprecationTime, OwnerId: '999999999999' }),
    ];
    const { ec2 } = await simulate({ ec2: { Images } });
    expect(idsIn(await ec2.send(new DescribeImagesCommand({})))).toEqual(['ami-1']);
    expect(idsIn(await ec2.send(new DescribeImagesCommand({ IncludeDeprecated: true })))).toEqual([
      'ami-1',
      'ami-2',
    ]);
    expect(idsIn(await ec2.send(new DescribeImagesCommand({ ImageIds: ['ami-2'] })))).toEqual(['ami-2']);
  });

  it.each([
    [{ Name: 'image-id', Values: ['ami-2'] }, ['ami-2']],
    [{ Name: 'name', Values: ['web-*'] }, ['ami-1', 'ami-2']],
    [{ Name: 'name', Values: ['web-?0'] }, ['ami-2']],
    [{ Name: 'state', Values: ['failed', 'pending'] }, ['ami-3']],
    [{ Name: 'block-device-mapping.snapshot-id', Values: ['snap-2'] }, ['ami-2', 'ami-3']],
    [{ Name: 'tag:team', Values: ['web'] }, ['ami-1']],
    [{ Name: 'tag-key', Values: ['team'] }, ['ami-1', 'ami-2']],
  ])('filters by %j', async (filter, expected) => {
    const mapped = [{ Ebs: { SnapshotId: 'snap-2' } }];
    const Images = [
      image('ami-1', { Name: 'web-1', Tags: [{ Key: 'team', Value: 'web' }] }),
      image('ami-2', { Name: 'web-20', Tags: [{ Key: 'team', Value: 'Web' }], BlockDeviceMappings: mapped }),
      image('ami-3', { Name: 'db-1', State: 'failed', BlockDeviceMappings: mapped }),
    ];
    const { ec2 } = await simulate({ ec2: { Images } });
    expect(idsIn(await ec2.send(new DescribeImagesCommand({ Filters: [filter] })))).toEqual(expected);
  });

  it('needs every filter to match', async () => {
    const { ec2 } = await simulate({
      ec2: { Images: [image('ami-1', { Name: 'a' }), image('ami-2', { Name: 'b' })] },
    });
    const Filters = [
      { Name: 'image-id', Values: ['ami-1', 'ami-2'] },
      { Name: 'name', Values: ['b'] },
    ];
    expect(idsIn(await ec2.send(new DescribeImagesCommand({ Filters })))).toEqual(['ami-2']);
  });

  it.each([
    [
      'a filter it does not have',
      { Filters: [{ Name: 'constructor', Values: ['x'] }] },
      'InvalidParameterValue',
    ],
    ['an id that is none', { ImageIds: ['image-1'] }, 'InvalidAMIID.Malformed'],
    ['an id that does not exist', { ImageIds: ['ami-1', 'ami-404'] }, 'InvalidAMIID.NotFound'],
    ['a token it did not give', { NextToken: 'bm8', MaxResults: 5 }, 'InvalidNextToken'],
    ['a page that is too large', { MaxResults: 1_001 }, 'InvalidParameterValue'],
  ])('refuses %s', async (_, input, code) => {
    const { ec2 } = await simulate({ ec2: { Images: [image('ami-1')] } });
    expect(await refusalOf(ec2.send(new DescribeImagesCommand(input)))).toMatchObject({
      name: code,
      status: 400,
    });
  });

  it.each([
    [5, 'refused'],
    [1, 'answered'],
  ])('least page of %i: one image a page is %s', async (leastImagesPage, outcome) => {
    const { ec2 } = await simulate({}, { switches: { leastImagesPage } });
    const call = ec2.send(new DescribeImagesCommand({ MaxResults: 1 })).then(
      () => 'answered',
      () => 'refused',
    );
    expect(await call).toBe(outcome);
  });
});

describe('traps of DescribeImages', () => {
  it('trap 1: a deregistered image goes on showing, then comes back empty while an instance refers to it, then is not found', async () => {
    const { ec2, clock, simulator } = await simulate({
      ec2: {
        Images: [image('ami-1')],
        Instances: [{ InstanceId: 'i-1', ImageId: 'ami-1', State: { Name: 'running' } }],
      },
    });
    await ec2.send(new DeregisterImageCommand({ ImageId: 'ami-1' }));
    const byId = async () => idsIn(await ec2.send(new DescribeImagesCommand({ ImageIds: ['ami-1'] })));
    clock.advance(59_999);
    expect(await byId()).toEqual(['ami-1']);
    expect(idsIn(await ec2.send(new DescribeImagesCommand({ Owners: ['self'] })))).toEqual(['ami-1']);
    clock.advance(1);
    expect(await byId()).toEqual([]);
    expect(idsIn(await ec2.send(new DescribeImagesCommand({ Owners: ['self'] })))).toEqual([]);
    simulator.world().ec2.instances.get('i-1')!.State = { Name: 'terminated' };
    expect(await refusalOf(byId())).toMatchObject({
      name: 'InvalidAMIID.NotFound',
      message: "The image id '[ami-1]' does not exist",
    });
  });

  it('trap 1: with no lag it is gone at once', async () => {
    const { ec2 } = await simulate({ ec2: { Images: [image('ami-1')] } }, { switches: { deregisterLag: 0 } });
    await ec2.send(new DeregisterImageCommand({ ImageId: 'ami-1' }));
    expect(idsIn(await ec2.send(new DescribeImagesCommand({})))).toEqual([]);
  });

  it('trap 1: an image that nothing refers to shows by its id as long as in the listing', async () => {
    const { ec2, clock } = await simulate({ ec2: { Images: [image('ami-1')] } });
    await ec2.send(new DeregisterImageCommand({ ImageId: 'ami-1' }));
    const byId = async () => idsIn(await ec2.send(new DescribeImagesCommand({ ImageIds: ['ami-1'] })));
    expect(await byId()).toEqual(['ami-1']);
    clock.advance(60_000);
    expect((await refusalOf(byId())).name).toBe('InvalidAMIID.NotFound');
  });

  it('trap 2: an empty list of ids describes everything', async () => {
    const { ec2 } = await simulate({ ec2: { Images: [image('ami-1'), image('ami-2')] } });
    expect(idsIn(await ec2.send(new DescribeImagesCommand({ ImageIds: [] })))).toEqual(['ami-1', 'ami-2']);
  });

  it('trap 3: ids together with a page size are refused', async () => {
    const { ec2 } = await simulate({ ec2: { Images: [image('ami-1')] } });
    const call = ec2.send(new DescribeImagesCommand({ ImageIds: ['ami-1'], MaxResults: 100 }));
    expect((await refusalOf(call)).name).toBe('InvalidParameterCombination');
  });

  it('trap 4: a disabled image shows only when it is asked for, and only to its owner', async () => {
    const Images = [
      image('ami-1', { State: 'disabled' }),
      image('ami-2', { State: 'disabled', OwnerId: '999999999999' }),
    ];
    const { ec2 } = await simulate({ ec2: { Images } });
    expect(idsIn(await ec2.send(new DescribeImagesCommand({})))).toEqual([]);
    expect(idsIn(await ec2.send(new DescribeImagesCommand({ IncludeDisabled: true })))).toEqual(['ami-1']);
  });

  it('trap 13: passes on states that are neither available nor failed', async () => {
    const states = [
      'pending',
      'available',
      'invalid',
      'deregistered',
      'transient',
      'failed',
      'error',
      'disabled',
      'new',
    ];
    const { ec2 } = await simulate({
      ec2: { Images: states.map((State, at) => image(`ami-${at}`, { State })) },
    });
    const { Images } = await ec2.send(new DescribeImagesCommand({ IncludeDisabled: true }));
    expect(Images?.map(({ State }) => State)).toEqual(states);
  });
});

describe('DescribeImageAttribute', () => {
  const Images = [
    image('ami-1', { Description: 'd', LastLaunchedTime: '2026-10-01T00:00:00Z' }),
    image('ami-2', { Public: true }),
    image('ami-3', { OwnerId: '999999999999' }),
    image('ami-4'),
  ];

  it('answers launch permissions and the time of the last launch', async () => {
    const LaunchPermissions = [
      { UserId: '111111111111' },
      { OrganizationArn: 'arn:aws:organizations::1:organization/o-1' },
    ];
    const { ec2 } = await simulate({
      ec2: { Images, LaunchPermissions: { 'ami-1': LaunchPermissions, 'ami-2': [{ UserId: '1' }] } },
    });
    const attribute = async (ImageId: string, Attribute: ImageAttributeName) =>
      ec2.send(new DescribeImageAttributeCommand({ ImageId, Attribute }));
    expect((await attribute('ami-1', 'launchPermission')).LaunchPermissions).toEqual(LaunchPermissions);
    expect((await attribute('ami-1', 'description')).Description).toEqual({ Value: 'd' });
    expect((await attribute('ami-1', 'deregistrationProtection')).DeregistrationProtection).toEqual({
      Value: 'disabled',
    });
    expect((await attribute('ami-2', 'launchPermission')).LaunchPermissions).toEqual([
      { Group: 'all' },
      { UserId: '1' },
    ]);
    expect((await attribute('ami-4', 'launchPermission')).LaunchPermissions ?? []).toEqual([]);
    expect((await attribute('ami-1', 'lastLaunchedTime')).LastLaunchedTime).toEqual({
      Value: '2026-10-01T00:00:00Z',
    });
  });

  it.each([
    ['an image of another account', 'ami-3', 'launchPermission', 'AuthFailure'],
    ['an image that does not exist', 'ami-404', 'launchPermission', 'InvalidAMIID.NotFound'],
    ['the attribute that is dead', 'ami-1', 'blockDeviceMapping', 'AuthFailure'],
  ] as const)('refuses %s', async (_, ImageId, Attribute, code) => {
    const { ec2 } = await simulate({ ec2: { Images } });
    expect((await refusalOf(ec2.send(new DescribeImageAttributeCommand({ ImageId, Attribute })))).name).toBe(
      code,
    );
  });

  it('says of a deregistered image that it is unavailable, later that it does not exist', async () => {
    const { ec2, clock } = await simulate({ ec2: { Images } });
    await ec2.send(new DeregisterImageCommand({ ImageId: 'ami-1' }));
    const ask = async () =>
      (
        await refusalOf(
          ec2.send(new DescribeImageAttributeCommand({ ImageId: 'ami-1', Attribute: 'launchPermission' })),
        )
      ).name;
    expect(await ask()).toBe('InvalidAMIID.Unavailable');
    clock.advance(60_000);
    expect(await ask()).toBe('InvalidAMIID.NotFound');
  });
});
