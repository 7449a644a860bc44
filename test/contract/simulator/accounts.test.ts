import { DeleteImageCommand, DescribeFleetsCommand, DescribeStacksCommand } from '@aws-sdk/client-appstream';
import { DescribeAutoScalingGroupsCommand } from '@aws-sdk/client-auto-scaling';
import {
  DeleteSnapshotCommand,
  DeregisterImageCommand,
  DescribeImagesCommand,
  DescribeRegionsCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';
import {
  GetImageCommand,
  ListComponentsCommand,
  ListImageBuildVersionsCommand,
} from '@aws-sdk/client-imagebuilder';
import { GetInventoryCommand, GetParametersCommand } from '@aws-sdk/client-ssm';
import { AssumeRoleCommand, GetCallerIdentityCommand, GetSessionTokenCommand } from '@aws-sdk/client-sts';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { parseAccountFile } from '../../../infra/local/account/parse.ts';
import { accountFileText } from '../../../infra/local/account/write.ts';
import { account, clientsFor, refusalOf, simulate } from './support.ts';

type Clients = ReturnType<typeof clientsFor>;

const imagesIn = async (ec2: EC2Client) =>
  (await ec2.send(new DescribeImagesCommand({}))).Images?.map(({ ImageId }) => ImageId);

const twoAccounts = [
  { ec2: { Images: [{ ImageId: 'ami-1' }] } },
  { region: 'eu-west-1', ec2: { Images: [{ ImageId: 'ami-2' }] } },
  { account: '222222222222', ec2: { Images: [{ ImageId: 'ami-3' }] } },
];

describe('accounts and regions', () => {
  it('keeps each account and region apart; other regions of an account are empty', async () => {
    const { simulator } = await simulate(twoAccounts);
    expect(await imagesIn(clientsFor(simulator).ec2)).toEqual(['ami-1']);
    expect(await imagesIn(clientsFor(simulator, { region: 'eu-west-1' }).ec2)).toEqual(['ami-2']);
    expect(await imagesIn(clientsFor(simulator, { region: 'ap-south-1' }).ec2)).toEqual([]);
    expect(await imagesIn(clientsFor(simulator, { account: '222222222222' }).ec2)).toEqual(['ami-3']);
  });

  it('does not know other accounts', async () => {
    const { simulator } = await simulate(twoAccounts);
    const { ec2, sts } = clientsFor(simulator, { account: '333333333333' });
    expect(await refusalOf(imagesIn(ec2))).toMatchObject({ name: 'InvalidClientTokenId', status: 403 });
    expect((await refusalOf(sts.send(new GetCallerIdentityCommand({})))).name).toBe('InvalidClientTokenId');
  });

  it('lets a role of another account be entered, and shows that account', async () => {
    const { sts, simulator } = await simulate(twoAccounts);
    const input = {
      RoleArn: 'arn:aws:iam::222222222222:role/imagewarden',
      RoleSessionName: 's',
      ExternalId: 'any',
    };
    const { Credentials } = await sts.send(new AssumeRoleCommand(input));
    const credentials = {
      accessKeyId: Credentials?.AccessKeyId ?? '',
      secretAccessKey: Credentials?.SecretAccessKey ?? '',
      sessionToken: Credentials?.SessionToken ?? '',
    };
    expect(credentials.accessKeyId).toBe('ASIASIM222222222222');
    const { ec2, sts: theirs } = clientsFor(simulator, {}, { credentials });
    expect(await imagesIn(ec2)).toEqual(['ami-3']);
    expect((await theirs.send(new GetCallerIdentityCommand({}))).Account).toBe('222222222222');
  });

  it('denies a role of an account that is not there', async () => {
    const { sts } = await simulate(twoAccounts);
    const input = { RoleArn: 'arn:aws:iam::333333333333:role/r', RoleSessionName: 's' };
    expect(await refusalOf(sts.send(new AssumeRoleCommand(input)))).toMatchObject({
      name: 'AccessDenied',
      status: 403,
    });
  });

  it('does not answer a request that is not signed', async () => {
    const { simulator } = await simulate({});
    expect((await fetch(simulator.url, { method: 'POST', body: 'Action=DescribeImages' })).status).toBe(403);
  });

  it.each([
    ['ec2', 'InvalidAction', async ({ ec2 }: Clients) => ec2.send(new DescribeRegionsCommand({}))],
    ['sts', 'InvalidAction', async ({ sts }: Clients) => sts.send(new GetSessionTokenCommand({}))],
    ['ssm', 'UnknownOperationException', async ({ ssm }: Clients) => ssm.send(new GetInventoryCommand({}))],
    [
      'imagebuilder',
      'UnknownOperationException',
      async ({ builder }: Clients) => builder.send(new ListComponentsCommand({})),
    ],
    [
      'appstream',
      'UnknownOperationException',
      async ({ stream }: Clients) => stream.send(new DescribeStacksCommand({})),
    ],
  ] as const)('says that %s has no such operation', async (_, code, call) => {
    const clients = await simulate({});
    const { name, message } = await refusalOf(call(clients));
    expect([name, message.slice(0, 20)]).toEqual([code, 'The simulator has no']);
  });

  it.each([
    [
      'ec2',
      'MissingParameter',
      async ({ ec2 }: Clients) => ec2.send(new DeleteSnapshotCommand({ SnapshotId: undefined })),
    ],
    [
      'sts',
      'ValidationError',
      async ({ sts }: Clients) =>
        sts.send(new AssumeRoleCommand({ RoleArn: 'x', RoleSessionName: undefined })),
    ],
    [
      'ssm',
      'ValidationException',
      async ({ ssm }: Clients) => ssm.send(new GetParametersCommand({ Names: undefined })),
    ],
    [
      'imagebuilder',
      'InvalidParameterException',
      async ({ builder }: Clients) => builder.send(new GetImageCommand({ imageBuildVersionArn: undefined })),
    ],
    [
      'appstream',
      'ValidationException',
      async ({ stream }: Clients) => stream.send(new DeleteImageCommand({ Name: undefined })),
    ],
  ] as const)('says in the words of %s that a required parameter is missing', async (_, code, call) => {
    const { message, name } = await refusalOf(call(await simulate({})));
    expect([name, message.replace(/\w+$/, '…')]).toEqual([code, 'The request must contain the parameter …']);
  });
});

describe('what a test can do', () => {
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  it('reaches the first account through the environment alone', async () => {
    const { simulator } = await simulate([
      { account: '444444444444', region: 'eu-north-1', ec2: { Images: [{ ImageId: 'ami-4' }] } },
    ]);
    for (const [name, value] of Object.entries(simulator.environment)) vi.stubEnv(name, value);
    const client = new EC2Client({});
    expect(await imagesIn(client)).toEqual(['ami-4']);
    client.destroy();
    const names = ['EC2', 'AUTO_SCALING', 'SSM', 'IMAGEBUILDER', 'APPSTREAM', 'STS'];
    expect(Object.keys(simulator.environment).toSorted()).toEqual(
      [
        ...names.map((name) => `AWS_ENDPOINT_URL_${name}`),
        'AWS_ACCESS_KEY_ID',
        'AWS_SECRET_ACCESS_KEY',
        'AWS_REGION',
      ].toSorted(),
    );
  });

  it('counts requests by operation, by account, and from a reset on', async () => {
    const { simulator, ec2, scaling, builder, stream } = await simulate(twoAccounts);
    await imagesIn(ec2);
    await scaling.send(new DescribeAutoScalingGroupsCommand({}));
    await builder.send(new ListImageBuildVersionsCommand({}));
    await stream.send(new DescribeFleetsCommand({}));
    await imagesIn(clientsFor(simulator, { region: 'eu-west-1' }).ec2);
    expect(simulator.calls()).toEqual({
      'ec2:DescribeImages': 2,
      'autoscaling:DescribeAutoScalingGroups': 1,
      'imagebuilder:ListImageBuildVersions': 1,
      'appstream:DescribeFleets': 1,
    });
    expect(simulator.calls(account, 'eu-west-1')).toEqual({ 'ec2:DescribeImages': 1 });
    simulator.resetCalls();
    expect(simulator.calls()).toEqual({});
  });

  it('changes the world before a request is handled', async () => {
    const { simulator, ec2 } = await simulate(twoAccounts);
    const seen: unknown[] = [];
    const stop = simulator.onCall(async ({ service, operation, input }) => {
      await Promise.resolve();
      seen.push({ service, operation, input });
      simulator.world().ec2.images.add({ ImageId: `ami-new-${seen.length}` });
    });
    expect(await imagesIn(ec2)).toEqual(['ami-1', 'ami-new-1']);
    stop();
    expect(await imagesIn(ec2)).toEqual(['ami-1', 'ami-new-1']);
    expect(seen).toEqual([{ service: 'ec2', operation: 'DescribeImages', input: {} }]);
  });

  it('tells a mistake in a listener to whoever called', async () => {
    const { simulator, stream } = await simulate({});
    simulator.onCall(() => {
      throw new Error('a mistake in the test');
    });
    const refusal = await refusalOf(stream.send(new DescribeFleetsCommand({})));
    expect(refusal).toMatchObject({ name: 'SimulatorFault', status: 400 });
    expect(refusal.message).toContain('a mistake in the test');
  });

  it('writes the accounts back as they truly stand: nothing that lingers, no faults, no region that was only looked at', async () => {
    const image = { ImageId: 'ami-1', CreationDate: 'any text', Unknown: { a: [1] } };
    const tagged = {
      Images: [{ Name: 'app', CreatedTime: '2026-01-01T00:00:00+00:00' }],
      Tags: { 'arn:app': { a: 'b' } },
    };
    const faults = [{ service: 'appstream', operation: 'DescribeFleets', error: 'throttle' }];
    const text = JSON.stringify({
      ec2: { Images: [image, { ImageId: 'ami-2' }], LaunchPermissions: { 'ami-1': [{ Group: 'all' }] } },
      appstream: tagged,
      faults,
    });
    const { simulator, ec2 } = await simulate(parseAccountFile(text));
    await ec2.send(new DeregisterImageCommand({ ImageId: 'ami-2' }));
    await imagesIn(clientsFor(simulator, { region: 'ap-south-1' }).ec2);
    const [written, ...others] = parseAccountFile(accountFileText(simulator.accountFiles()));
    expect(others).toEqual([]);
    expect(written).toMatchObject({
      account,
      region: 'us-east-1',
      ec2: { Images: [image], LaunchPermissions: { 'ami-1': [{ Group: 'all' }] } },
      appstream: tagged,
    });
    expect(written?.faults).toBeUndefined();
    expect([written]).toEqual(simulator.accountFiles());
  });
});
