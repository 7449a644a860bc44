import { DeleteImageCommand as DeleteStreamImage, DescribeFleetsCommand } from '@aws-sdk/client-appstream';
import { DescribeAutoScalingGroupsCommand } from '@aws-sdk/client-auto-scaling';
import { DeregisterImageCommand, DescribeImagesCommand } from '@aws-sdk/client-ec2';
import { GetImageCommand, ListImageBuildVersionsCommand } from '@aws-sdk/client-imagebuilder';
import { GetParameterCommand } from '@aws-sdk/client-ssm';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { describe, expect, it } from 'vitest';
import { clientsFor, refusalOf, simulate } from './support.ts';

type Clients = ReturnType<typeof clientsFor>;

const calls = {
  'ec2:DescribeImages': async ({ ec2 }: Clients) => ec2.send(new DescribeImagesCommand({})),
  'autoscaling:DescribeAutoScalingGroups': async ({ scaling }: Clients) =>
    scaling.send(new DescribeAutoScalingGroupsCommand({})),
  'ssm:GetParameter': async ({ ssm }: Clients) => ssm.send(new GetParameterCommand({ Name: 'p' })),
  'imagebuilder:ListImageBuildVersions': async ({ builder }: Clients) =>
    builder.send(new ListImageBuildVersionsCommand({})),
  'imagebuilder:GetImage': async ({ builder }: Clients) =>
    builder.send(
      new GetImageCommand({
        imageBuildVersionArn: 'arn:aws:imagebuilder:us-east-1:123456789012:image/a/1.0.0/1',
      }),
    ),
  'appstream:DescribeFleets': async ({ stream }: Clients) => stream.send(new DescribeFleetsCommand({})),
  'sts:GetCallerIdentity': async ({ sts }: Clients) => sts.send(new GetCallerIdentityCommand({})),
} as const;
type Name = keyof typeof calls;

const services = ['ec2', 'autoscaling', 'ssm', 'imagebuilder', 'appstream', 'sts'] as const;

function faultOn(name: Name, error: string, on?: number[]) {
  const [first = '', operation = ''] = name.split(':');
  const service = services.find((known) => known === first)!;
  return { service, operation, error, ...(on === undefined ? {} : { on }) };
}

describe('faults through each protocol', () => {
  it.each([
    ['ec2:DescribeImages', 'throttle', 'RequestLimitExceeded', 503],
    ['ec2:DescribeImages', 'http500', 'InternalError', 500],
    ['ec2:DescribeImages', 'UnauthorizedOperation', 'UnauthorizedOperation', 403],
    ['ec2:DescribeImages', 'AuthFailure', 'AuthFailure', 400],
    ['autoscaling:DescribeAutoScalingGroups', 'throttle', 'Throttling', 400],
    ['autoscaling:DescribeAutoScalingGroups', 'http500', 'InternalFailure', 500],
    ['autoscaling:DescribeAutoScalingGroups', 'AccessDenied', 'AccessDenied', 403],
    ['ssm:GetParameter', 'throttle', 'ThrottlingException', 400],
    ['ssm:GetParameter', 'http500', 'InternalServerError', 500],
    ['ssm:GetParameter', 'AccessDeniedException', 'AccessDeniedException', 403],
    ['imagebuilder:ListImageBuildVersions', 'throttle', 'CallRateLimitExceededException', 429],
    ['imagebuilder:ListImageBuildVersions', 'http500', 'ServiceException', 500],
    ['imagebuilder:GetImage', 'ForbiddenException', 'ForbiddenException', 403],
    ['imagebuilder:GetImage', 'ServiceUnavailableException', 'ServiceUnavailableException', 503],
    ['appstream:DescribeFleets', 'throttle', 'ThrottlingException', 400],
    ['appstream:DescribeFleets', 'http500', 'InternalFailure', 500],
    ['appstream:DescribeFleets', 'AccessDeniedException', 'AccessDeniedException', 403],
    ['appstream:DescribeFleets', 'ResourceNotFoundException', 'ResourceNotFoundException', 404],
    ['sts:GetCallerIdentity', 'throttle', 'Throttling', 400],
    ['sts:GetCallerIdentity', 'ExpiredTokenException', 'ExpiredTokenException', 400],
  ] as const)('%s with %s is refused as %s, status %i', async (name, error, code, status) => {
    const { simulator, ...clients } = await simulate({ faults: [faultOn(name, error)] });
    for (let again = 0; again < 2; again++)
      expect(await refusalOf(calls[name](clients))).toMatchObject({ name: code, status });
    expect(simulator.calls()).toEqual({ [name]: 2 });
  });

  it.each(Object.keys(calls).filter((name): name is Name => name in calls))(
    '%s with a timeout is never answered',
    async (name) => {
      const { simulator } = await simulate({ faults: [faultOn(name, 'timeout')] });
      const requestHandler = { requestTimeout: 50, throwOnRequestTimeout: true };
      const answer = calls[name](clientsFor(simulator, {}, { requestHandler }));
      expect((await refusalOf(answer)).name).toBe('TimeoutError');
    },
  );

  it('cuts off a request that is still waiting when the simulator closes', async () => {
    const { simulator, ec2 } = await simulate({ faults: [faultOn('ec2:DescribeImages', 'timeout')] });
    const waiting = refusalOf(ec2.send(new DescribeImagesCommand({})));
    while (simulator.calls()['ec2:DescribeImages'] === undefined) await new Promise(setImmediate);
    await simulator.close();
    expect((await waiting).message).toMatch(/hang up|ECONNRESET/);
  });

  it('sends a request id with answers and refusals', async () => {
    const { ec2 } = await simulate({ faults: [faultOn('ec2:DescribeImages', 'AuthFailure', [2])] });
    const answer = await ec2.send(new DescribeImagesCommand({}));
    expect(answer.$metadata.requestId).toMatch(/^[\da-f-]{36}$/);
    const refusal = await ec2.send(new DescribeImagesCommand({})).catch((fault: unknown) => fault);
    expect(JSON.stringify(refusal)).toMatch(/"requestId":"[\da-f-]{36}"/);
  });
});

describe('which requests meet a fault', () => {
  const outcomes = async (clients: Clients, times: number): Promise<string[]> => {
    const seen: string[] = [];
    for (let at = 0; at < times; at++)
      seen.push(
        await calls['ec2:DescribeImages'](clients).then(
          () => 'ok',
          (fault: unknown) => (fault instanceof Error ? fault.name : ''),
        ),
      );
    return seen;
  };

  it('only those that are counted', async () => {
    const clients = await simulate({ faults: [faultOn('ec2:DescribeImages', 'X', [2, 4])] });
    expect(await outcomes(clients, 5)).toEqual(['ok', 'X', 'ok', 'X', 'ok']);
  });

  it('counts the requests that the SDK sends again', async () => {
    const { simulator } = await simulate({ faults: [faultOn('ec2:DescribeImages', 'http500', [1, 2])] });
    const clients = clientsFor(simulator, {}, { maxAttempts: 3 });
    expect(await outcomes(clients, 1)).toEqual(['ok']);
    expect(simulator.calls()).toEqual({ 'ec2:DescribeImages': 3 });
  });

  it('counts each account and region for itself', async () => {
    const fault = faultOn('ec2:DescribeImages', 'X', [1]);
    const { simulator, ...here } = await simulate([
      { faults: [fault] },
      { account: '222222222222' },
      { region: 'eu-west-1', faults: [fault] },
    ]);
    expect(await outcomes(clientsFor(simulator, { account: '222222222222' }), 2)).toEqual(['ok', 'ok']);
    expect(await outcomes({ ...here }, 2)).toEqual(['X', 'ok']);
    expect(await outcomes(clientsFor(simulator, { region: 'eu-west-1' }), 2)).toEqual(['X', 'ok']);
  });

  it('a fault that is set later counts from then, and can be taken away', async () => {
    const { simulator, ...clients } = await simulate({});
    await outcomes(clients, 3);
    const lift = simulator.inject(faultOn('ec2:DescribeImages', 'X', [2, 3, 4]));
    expect(await outcomes(clients, 3)).toEqual(['ok', 'X', 'X']);
    lift();
    expect(await outcomes(clients, 1)).toEqual(['ok']);
  });

  it('a fault set in one place leaves the others alone', async () => {
    const { simulator, ...clients } = await simulate({});
    simulator.inject(faultOn('ec2:DescribeImages', 'X'), { account: '123456789012', region: 'eu-west-1' });
    expect(await outcomes(clients, 1)).toEqual(['ok']);
    expect(await outcomes(clientsFor(simulator, { region: 'eu-west-1' }), 1)).toEqual(['X']);
  });

  it('a refused deletion has no effect', async () => {
    const faults = [{ service: 'ec2' as const, operation: 'DeregisterImage', error: 'http500' }];
    const { ec2, simulator } = await simulate({ ec2: { Images: [{ ImageId: 'ami-1' }] }, faults });
    expect((await refusalOf(ec2.send(new DeregisterImageCommand({ ImageId: 'ami-1' })))).name).toBe(
      'InternalError',
    );
    expect(simulator.world().ec2.images.all()).toHaveLength(1);
  });

  it.each([
    [true, 0],
    [false, 1],
  ])('a deletion that is never answered took effect: %s', async (timeoutTakesEffect, left) => {
    const { simulator } = await simulate(
      {
        ec2: { Images: [{ ImageId: 'ami-1' }] },
        appstream: { Images: [{ Name: 'app' }] },
        faults: [
          { service: 'ec2', operation: 'DeregisterImage', error: 'timeout' },
          { service: 'appstream', operation: 'DeleteImage', error: 'timeout' },
        ],
      },
      { switches: { timeoutTakesEffect } },
    );
    const requestHandler = { requestTimeout: 50, throwOnRequestTimeout: true };
    const { ec2, stream } = clientsFor(simulator, {}, { requestHandler });
    await refusalOf(ec2.send(new DeregisterImageCommand({ ImageId: 'ami-1' })));
    await refusalOf(stream.send(new DeleteStreamImage({ Name: 'app' })));
    const { ec2: machines, appstream } = simulator.world();
    expect([machines.images.all().length, appstream.images.all().length]).toEqual([left, left]);
  });
});
