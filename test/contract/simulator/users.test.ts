import {
  DescribeAutoScalingGroupsCommand,
  DescribeLaunchConfigurationsCommand,
  paginateDescribeLaunchConfigurations,
} from '@aws-sdk/client-auto-scaling';
import type { DescribeLaunchTemplateVersionsCommandInput } from '@aws-sdk/client-ec2';
import {
  DescribeFleetsCommand,
  DescribeInstancesCommand,
  DescribeLaunchTemplateVersionsCommand,
  DescribeSpotFleetRequestsCommand,
  paginateDescribeInstances,
  paginateDescribeLaunchTemplateVersions,
} from '@aws-sdk/client-ec2';
import {
  DescribeParametersCommand,
  GetParameterCommand,
  GetParameterHistoryCommand,
  GetParametersCommand,
} from '@aws-sdk/client-ssm';
import { describe, expect, it } from 'vitest';
import { account, many, refusalOf, simulate } from './support.ts';

const managed = { Operator: { Managed: true, Principal: 'eks.amazonaws.com' } };

describe('DescribeInstances', () => {
  const Instances = [
    {
      InstanceId: 'i-1',
      ImageId: 'ami-1',
      State: { Name: 'running', Code: 16 },
      LaunchTime: '2026-01-01T00:00:00Z',
    },
    { InstanceId: 'i-2', ImageId: 'ami-1', State: { Name: 'terminated' } },
    { InstanceId: 'i-3', ImageId: 'ami-2', ...managed },
  ];
  const idsIn = (answer: {
    Reservations?: { Instances?: { InstanceId?: string | undefined }[] | undefined }[] | undefined;
  }) =>
    (answer.Reservations ?? []).flatMap(({ Instances: held }) =>
      (held ?? []).map(({ InstanceId }) => InstanceId),
    );

  it('answers instances in reservations, with times as dates', async () => {
    const { ec2 } = await simulate({ ec2: { Instances } });
    const { Reservations } = await ec2.send(new DescribeInstancesCommand({ InstanceIds: ['i-1'] }));
    const instance = { ...Instances[0], LaunchTime: new Date('2026-01-01T00:00:00Z') };
    expect(Reservations).toEqual([{ ReservationId: 'r-1', OwnerId: account, Instances: [instance] }]);
  });

  it('filters by image and state', async () => {
    const { ec2 } = await simulate({ ec2: { Instances } });
    const Filters = [
      { Name: 'image-id', Values: ['ami-1'] },
      { Name: 'instance-state-name', Values: ['pending', 'running', 'stopped'] },
    ];
    expect(idsIn(await ec2.send(new DescribeInstancesCommand({ Filters })))).toEqual(['i-1']);
  });

  it('trap 6: hides instances that another service manages unless they are asked for', async () => {
    const { ec2 } = await simulate({ ec2: { Instances } });
    expect(idsIn(await ec2.send(new DescribeInstancesCommand({})))).toEqual(['i-1', 'i-2']);
    const all = await ec2.send(new DescribeInstancesCommand({ IncludeManagedResources: true }));
    expect(idsIn(all)).toEqual(['i-1', 'i-2', 'i-3']);
  });

  it('pages to the last instance', async () => {
    const { ec2 } = await simulate({ ec2: { Instances: many(12, (at) => ({ InstanceId: `i-${at}` })) } });
    const seen: unknown[] = [];
    for await (const page of paginateDescribeInstances({ client: ec2, pageSize: 5 }, {}))
      seen.push(...idsIn(page));
    expect(seen).toHaveLength(12);
  });

  it('refuses ids with a page size, and ids that do not exist', async () => {
    const { ec2 } = await simulate({ ec2: { Instances } });
    const both = ec2.send(new DescribeInstancesCommand({ InstanceIds: ['i-1'], MaxResults: 5 }));
    expect((await refusalOf(both)).name).toBe('InvalidParameterCombination');
    const missing = ec2.send(new DescribeInstancesCommand({ InstanceIds: ['i-404'] }));
    expect((await refusalOf(missing)).name).toBe('InvalidInstanceID.NotFound');
  });
});

describe('DescribeLaunchTemplateVersions', () => {
  const version = (LaunchTemplateId: string, VersionNumber: number, ImageId: string, more: object = {}) => ({
    LaunchTemplateId,
    LaunchTemplateName: `name-of-${LaunchTemplateId}`,
    VersionNumber,
    LaunchTemplateData: { ImageId },
    ...more,
  });
  const file = {
    ec2: {
      LaunchTemplateVersions: [
        version('lt-1', 1, 'ami-1'),
        version('lt-1', 2, 'ami-2', { DefaultVersion: true }),
        version('lt-1', 3, 'ami-3'),
        version('lt-2', 1, 'resolve:ssm:/golden:prod'),
        version('lt-3', 1, 'ami-9', managed),
      ],
    },
    ssm: {
      Parameters: [
        { Name: '/golden', Value: 'ami-7', Version: 1, Labels: ['prod'] },
        { Name: '/golden', Value: 'ami-8', Version: 2 },
      ],
    },
  };

  async function versions(input: Partial<DescribeLaunchTemplateVersionsCommandInput>, switches = {}) {
    const { ec2 } = await simulate(file, { switches });
    const answer = await ec2.send(new DescribeLaunchTemplateVersionsCommand(input));
    return (answer.LaunchTemplateVersions ?? []).map(
      (held) => `${held.LaunchTemplateId}:${held.VersionNumber}=${held.LaunchTemplateData?.ImageId}`,
    );
  }

  it('gives the latest and default versions of all templates', async () => {
    expect(await versions({ Versions: ['$Latest', '$Default'] })).toEqual([
      'lt-1:3=ami-3',
      'lt-1:2=ami-2',
      'lt-2:1=resolve:ssm:/golden:prod',
    ]);
  });

  it('gives all versions of a template, newest first, by id and by name', async () => {
    const all = ['lt-1:3=ami-3', 'lt-1:2=ami-2', 'lt-1:1=ami-1'];
    expect(await versions({ LaunchTemplateId: 'lt-1' })).toEqual(all);
    expect(await versions({ LaunchTemplateName: 'name-of-lt-1' })).toEqual(all);
  });

  it('gives the versions that are named', async () => {
    expect(await versions({ LaunchTemplateId: 'lt-1', Versions: ['1', '$Default'] })).toEqual([
      'lt-1:2=ami-2',
      'lt-1:1=ami-1',
    ]);
    expect(await versions({ LaunchTemplateId: 'lt-1', MinVersion: '2', MaxVersion: '2' })).toEqual([
      'lt-1:2=ami-2',
    ]);
  });

  it('takes the first version as default where none is marked', async () => {
    expect(await versions({ LaunchTemplateId: 'lt-2', Versions: ['$Default'] })).toHaveLength(1);
  });

  it('resolves a label of a parameter when it is asked to', async () => {
    expect(await versions({ LaunchTemplateId: 'lt-2', ResolveAlias: true })).toEqual(['lt-2:1=ami-7']);
  });

  it.each([
    ['resolve:ssm:/golden', 'ami-8'],
    ['resolve:ssm:/golden:1', 'ami-7'],
    ['resolve:ssm:/golden:prod', 'ami-7'],
    [`resolve:ssm:arn:aws:ssm:us-east-1:${account}:parameter/golden:2`, 'ami-8'],
    [`resolve:ssm:arn:aws:ssm:us-east-1:${account}:parameter/plain`, 'ami-6'],
    ['resolve:ssm:/missing', 'resolve:ssm:/missing'],
  ])('resolves %s to %s', async (ImageId, resolved) => {
    const { ec2 } = await simulate({
      ec2: { LaunchTemplateVersions: [version('lt-1', 1, ImageId)] },
      ssm: { Parameters: [...file.ssm.Parameters, { Name: 'plain', Value: 'ami-6' }] },
    });
    const input = { Versions: ['$Latest'], ResolveAlias: true };
    const answer = await ec2.send(new DescribeLaunchTemplateVersionsCommand(input));
    expect(answer.LaunchTemplateVersions?.[0]?.LaunchTemplateData?.ImageId).toBe(resolved);
  });

  it('refuses an alias of nothing where the switch says so', async () => {
    const { ec2 } = await simulate(
      { ec2: { LaunchTemplateVersions: [version('lt-1', 1, 'resolve:ssm:/missing')] } },
      { switches: { unresolvedAliasRefused: true } },
    );
    const call = ec2.send(
      new DescribeLaunchTemplateVersionsCommand({ LaunchTemplateId: 'lt-1', ResolveAlias: true }),
    );
    expect((await refusalOf(call)).name).toBe('InvalidParameterValue');
  });

  it('trap 9: its image filter does not match what a parameter stands for', async () => {
    const Filters = [{ Name: 'image-id', Values: ['ami-7'] }];
    expect(await versions({ Versions: ['$Latest'], ResolveAlias: true, Filters })).toEqual([]);
  });

  it('trap 6: hides templates that another service manages unless they are asked for', async () => {
    expect(await versions({ Versions: ['$Latest'], IncludeManagedResources: true })).toContain(
      'lt-3:1=ami-9',
    );
    expect(await versions({ Versions: ['$Latest'] })).not.toContain('lt-3:1=ami-9');
  });

  it.each([
    ['numbers without a template', { Versions: ['1'] }, 'InvalidParameterValue'],
    ['neither template nor versions', {}, 'MissingParameter'],
    ['id and name', { LaunchTemplateId: 'lt-1', LaunchTemplateName: 'x' }, 'InvalidParameterCombination'],
    ['a template that does not exist', { LaunchTemplateId: 'lt-404' }, 'InvalidLaunchTemplateId.NotFound'],
    [
      'a name that does not exist',
      { LaunchTemplateName: 'x' },
      'InvalidLaunchTemplateName.NotFoundException',
    ],
    [
      'a version that does not exist',
      { LaunchTemplateId: 'lt-1', Versions: ['9'] },
      'InvalidLaunchTemplateId.VersionNotFound',
    ],
    ['a page of 201', { Versions: ['$Latest'], MaxResults: 201 }, 'InvalidParameterValue'],
  ])('refuses %s', async (_, input, code) => {
    expect((await refusalOf(versions(input))).name).toBe(code);
  });

  it('gives 200 versions a page, to the last', async () => {
    const LaunchTemplateVersions = many(450, (at) => version(`lt-${at}`, 1, 'ami-1'));
    const { ec2 } = await simulate({ ec2: { LaunchTemplateVersions } });
    const sizes: unknown[] = [];
    for await (const page of paginateDescribeLaunchTemplateVersions(
      { client: ec2 },
      { Versions: ['$Latest'] },
    ))
      sizes.push(page.LaunchTemplateVersions?.length);
    expect(sizes).toEqual([200, 200, 50]);
  });
});

describe('fleets', () => {
  it('answers EC2 fleets; an instant one only by its id', async () => {
    const Fleets = [
      { FleetId: 'fleet-1', Type: 'maintain' },
      { FleetId: 'fleet-2', Type: 'instant' },
    ];
    const { ec2 } = await simulate({ ec2: { Fleets } });
    expect((await ec2.send(new DescribeFleetsCommand({}))).Fleets).toEqual([Fleets[0]]);
    expect((await ec2.send(new DescribeFleetsCommand({ FleetIds: ['fleet-2'] }))).Fleets).toEqual([
      Fleets[1],
    ]);
    expect((await refusalOf(ec2.send(new DescribeFleetsCommand({ FleetIds: ['fleet-3'] })))).name).toBe(
      'InvalidFleetId.NotFound',
    );
  });

  it('answers Spot fleet requests', async () => {
    const SpotFleetRequestConfigs = [
      {
        SpotFleetRequestId: 'sfr-1',
        SpotFleetRequestConfig: {
          IamFleetRole: 'role',
          TargetCapacity: 1,
          LaunchSpecifications: [{ ImageId: 'ami-1' }],
          LaunchTemplateConfigs: [{ Overrides: [{ InstanceType: 't3.micro' }] }],
        },
      },
    ];
    const { ec2 } = await simulate({ ec2: { SpotFleetRequestConfigs } });
    const answer = await ec2.send(new DescribeSpotFleetRequestsCommand({}));
    expect(answer.SpotFleetRequestConfigs).toEqual(SpotFleetRequestConfigs);
  });
});

describe('Auto Scaling', () => {
  const CreatedTime = '2026-01-01T00:00:00.000Z';
  const groupNamed = (AutoScalingGroupName: string) => ({
    AutoScalingGroupName,
    MinSize: 0,
    MaxSize: 1,
    DesiredCapacity: 0,
    DefaultCooldown: 300,
    AvailabilityZones: ['us-east-1a', 'us-east-1b'],
    HealthCheckType: 'EC2',
    CreatedTime,
    MixedInstancesPolicy: {
      LaunchTemplate: {
        LaunchTemplateSpecification: { LaunchTemplateId: 'lt-1', Version: '3' },
        Overrides: [
          { ImageId: 'ami-1' },
          { LaunchTemplateSpecification: { LaunchTemplateId: 'lt-2', Version: '$Latest' } },
        ],
      },
    },
    Instances: [],
  });

  it('answers groups with their launch templates and overrides', async () => {
    const AutoScalingGroups = [groupNamed('a'), groupNamed('b')];
    const { scaling } = await simulate({ autoscaling: { AutoScalingGroups } });
    const answer = await scaling.send(
      new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: ['b', 'nobody'] }),
    );
    expect(answer.AutoScalingGroups).toEqual([
      { ...AutoScalingGroups[1], CreatedTime: new Date(CreatedTime) },
    ]);
  });

  it('takes an empty list of names for all', async () => {
    const { scaling } = await simulate({
      autoscaling: { AutoScalingGroups: [groupNamed('a'), groupNamed('b')] },
    });
    const answer = await scaling.send(new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [] }));
    expect(answer.AutoScalingGroups).toHaveLength(2);
  });

  it('gives 50 launch configurations a page, to the last', async () => {
    const LaunchConfigurations = many(120, (at) => ({
      LaunchConfigurationName: `lc-${at}`,
      ImageId: 'ami-1',
      InstanceType: 't3.micro',
      CreatedTime,
    }));
    const { scaling } = await simulate({ autoscaling: { LaunchConfigurations } });
    const sizes: unknown[] = [];
    for await (const page of paginateDescribeLaunchConfigurations({ client: scaling }, {}))
      sizes.push(page.LaunchConfigurations?.length);
    expect(sizes).toEqual([50, 50, 20]);
  });

  it('refuses a page of 101', async () => {
    const { scaling } = await simulate({});
    const call = scaling.send(new DescribeLaunchConfigurationsCommand({ MaxRecords: 101 }));
    expect(await refusalOf(call)).toMatchObject({ name: 'ValidationError', status: 400 });
  });
});

describe('SSM', () => {
  const Parameters = [
    {
      Name: '/golden',
      Type: 'String',
      DataType: 'aws:ec2:image',
      Value: 'ami-1',
      Version: 1,
      Labels: ['prod'],
    },
    { Name: '/golden', Type: 'String', DataType: 'aws:ec2:image', Value: 'ami-2', Version: 2 },
    { Name: 'other', Type: 'String', Value: 'x' },
  ];

  it('gets parameters by name, version and label, and names those it does not have', async () => {
    const { ssm } = await simulate({ ssm: { Parameters } });
    const Names = ['/golden', '/golden:1', '/golden:prod', '/golden:9', 'nobody'];
    const answer = await ssm.send(new GetParametersCommand({ Names }));
    expect(answer.Parameters?.map(({ Value, Version, Selector }) => [Value, Version, Selector])).toEqual([
      ['ami-2', 2, undefined],
      ['ami-1', 1, ':1'],
      ['ami-1', 1, ':prod'],
    ]);
    expect(answer.InvalidParameters).toEqual(['/golden:9', 'nobody']);
  });

  it('gets one parameter, or says that it is not there', async () => {
    const { ssm } = await simulate({ ssm: { Parameters } });
    const { Parameter } = await ssm.send(new GetParameterCommand({ Name: '/golden' }));
    expect(Parameter).toMatchObject({
      ARN: `arn:aws:ssm:us-east-1:${account}:parameter/golden`,
      DataType: 'aws:ec2:image',
    });
    expect((await refusalOf(ssm.send(new GetParameterCommand({ Name: 'nobody' })))).name).toBe(
      'ParameterNotFound',
    );
    expect((await refusalOf(ssm.send(new GetParameterCommand({ Name: '/golden:9' })))).name).toBe(
      'ParameterVersionNotFound',
    );
  });

  it('refuses eleven names at once', async () => {
    const { ssm } = await simulate({});
    const call = ssm.send(new GetParametersCommand({ Names: many(11, (at) => `p${at}`) }));
    expect((await refusalOf(call)).name).toBe('ValidationException');
  });

  it('describes each parameter once, filtered by data type', async () => {
    const { ssm } = await simulate({ ssm: { Parameters } });
    const ParameterFilters = [{ Key: 'DataType', Values: ['aws:ec2:image'] }];
    const all = await ssm.send(new DescribeParametersCommand({}));
    const images = await ssm.send(new DescribeParametersCommand({ ParameterFilters }));
    expect(all.Parameters?.map(({ Name, Version }) => [Name, Version])).toEqual([
      ['/golden', 2],
      ['other', 1],
    ]);
    expect(images.Parameters?.map(({ Name }) => Name)).toEqual(['/golden']);
    const strange = ssm.send(new DescribeParametersCommand({ ParameterFilters: [{ Key: 'Tier' }] }));
    expect((await refusalOf(strange)).name).toBe('InvalidFilterKey');
  });

  it('describes ten parameters a page unless told otherwise', async () => {
    const { ssm } = await simulate({
      ssm: { Parameters: many(12, (at) => ({ Name: `p${at}`, Value: 'x' })) },
    });
    const first = await ssm.send(new DescribeParametersCommand({}));
    const second = await ssm.send(new DescribeParametersCommand({ NextToken: first.NextToken }));
    expect([first.Parameters?.length, second.Parameters?.length, second.NextToken]).toEqual([
      10,
      2,
      undefined,
    ]);
  });

  it('tells the versions of a parameter with their labels', async () => {
    const { ssm } = await simulate({ ssm: { Parameters } });
    const answer = await ssm.send(new GetParameterHistoryCommand({ Name: '/golden' }));
    expect(answer.Parameters?.map(({ Value, Labels }) => [Value, Labels])).toEqual([
      ['ami-1', ['prod']],
      ['ami-2', undefined],
    ]);
  });
});
