import { DescribeFleetsCommand } from '@aws-sdk/client-appstream';
import { DescribeAutoScalingGroupsCommand } from '@aws-sdk/client-auto-scaling';
import {
  DeleteSnapshotCommand,
  DeregisterImageCommand,
  DescribeImagesCommand,
  DescribeRegionsCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';
import { ListImageBuildVersionsCommand } from '@aws-sdk/client-imagebuilder';
import { AssumeRoleCommand, GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { parseAccountFile } from '../../../infra/local/account/parse.ts';
import { accountFileText } from '../../../infra/local/account/write.ts';
import { account, clientsFor, refusalOf, simulate } from './support.ts';

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

  it('says so when it has not the operation', async () => {
    const { ec2 } = await simulate({});
    const refusal = await refusalOf(ec2.send(new DescribeRegionsCommand({})));
    expect(refusal).toMatchObject({
      name: 'InvalidAction',
      message: 'The simulator has no ec2:DescribeRegions.',
    });
  });

  it('says so when a required parameter is missing, in the service’s words', async () => {
    const { ec2 } = await simulate({});
    const refusal = await refusalOf(ec2.send(new DeleteSnapshotCommand({ SnapshotId: undefined })));
    expect(refusal).toMatchObject({
      name: 'MissingParameter',
      message: 'The request must contain the parameter SnapshotId',
    });
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
