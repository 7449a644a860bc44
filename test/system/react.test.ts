/** Events through the queue: the one image looked at and recorded, and never retired. */
import { afterEach, describe, expect, it } from 'vitest';
import { functionsFromBundles } from '../../functions/cli/functions.ts';
import { startLocalService, type LocalService } from '../../functions/cli/local-service.ts';
import { bundlesFolder } from '../../infra/aws/bundled.ts';
import { parseAccountFile } from '../../infra/local/account/parse.ts';
import { day, hour, iso, minute } from '../../shared/domain/time.ts';
import { find } from '../../shared/pipeline/audit/find.ts';
import { noon } from '../support/facts.ts';
import { aPolicy, aRule } from '../support/policies.ts';
import { appstreamImage } from '../support/streams.ts';

const account = '123456789012';
const scope = { account, region: 'us-east-1', kind: 'ec2' } as const;
const ami = (id: string, age: number) => ({
  ImageId: id,
  Name: id.replace('ami-', 'web-'),
  OwnerId: account,
  State: 'available',
  CreationDate: iso(noon - age * day),
});
const build = `arn:aws:imagebuilder:us-east-1:${account}:image/web/1.0.0/1`;

let service: LocalService;
afterEach(async () => {
  await service.close();
});

async function start(
  file: object,
  policy = aPolicy({ rules: [aRule({ select: { states: ['available', 'failed'] } })] }),
) {
  const functions = await functionsFromBundles(bundlesFolder());
  const accounts = parseAccountFile(JSON.stringify(file));
  service = await startLocalService({ accounts, policy, now: noon, functions });
}

const amiEvent = (id: string, State = 'available') => ({
  source: 'aws.ec2',
  'detail-type': 'EC2 AMI State Change',
  account,
  region: 'us-east-1',
  resources: [],
  detail: { ImageId: id, State },
});

const buildEvent = {
  source: 'aws.imagebuilder',
  'detail-type': 'EC2 Image Builder Image State Change',
  account,
  region: 'us-east-1',
  resources: [build],
  detail: { state: { status: 'FAILED' } },
};

const deregisterCall = (id: string) => ({
  ...amiEvent(id),
  'detail-type': 'AWS API Call via CloudTrail',
  detail: {
    eventSource: 'ec2.amazonaws.com',
    eventName: 'DeregisterImage',
    requestParameters: { imageId: id },
    userIdentity: { arn: 'arn:aws:iam::123456789012:user/jane' },
  },
});

async function say(event: unknown): Promise<void> {
  service.bus.publish(event);
  await service.bus.drain();
}

const eventsOf = async (id: string): Promise<string[]> => {
  const [known] = await find(service.archive, id, {});
  return known === undefined
    ? []
    : (await service.archive.history(known.latest.after.image)).map(({ event }) => event);
};

it('has a failed build in the ledger before any run', async () => {
  await start({
    imagebuilder: {
      imageSummaryList: [{ arn: build, name: 'web', state: { status: 'FAILED' }, dateCreated: iso(noon) }],
    },
  });
  await say(buildEvent);
  const [known] = await find(service.archive, build, {});
  expect(known?.latest.after).toMatchObject({ image: { state: 'failed' }, decision: { verdict: 'keep' } });
  expect(service.clock.now()).toBe(noon);
});

it('records an AMI once, however often its event comes', async () => {
  await start({ ec2: { Images: [ami('ami-1', 1)] } });
  await say(amiEvent('ami-1'));
  await say(amiEvent('ami-1'));
  expect(await eventsOf('ami-1')).toEqual(['appeared']);
});

it('looks at the one image: no listing of the others', async () => {
  await start({ ec2: { Images: [ami('ami-1', 1), ami('ami-2', 1)] } });
  await say(amiEvent('ami-1'));
  expect(await eventsOf('ami-2')).toEqual([]);
});

it('retires nothing, however due an image is', async () => {
  await start({ ec2: { Images: [ami('ami-1', 100)] } });
  await say(amiEvent('ami-1'));
  const [known] = await find(service.archive, 'ami-1', {});
  expect(known?.latest.after.decision.verdict).toBe('retire');
  expect(known?.latest.after.mark?.armed).toBe(false);
  expect(service.simulator.calls()['ec2:DeregisterImage'] ?? 0).toBe(0);
});

it('judges an image among its family as the ledger knows it', async () => {
  const policy = aPolicy({ rules: [aRule({ keep: { newest: 1 } })] });
  await start({ ec2: { Images: [ami('ami-1', 90), ami('ami-2', 100)] } }, policy);
  await say(amiEvent('ami-1'));
  await say(amiEvent('ami-2'));
  const [older] = await find(service.archive, 'ami-2', {});
  expect(older?.latest.after.decision.reasons.map(({ code }) => code)).toEqual(['stale']);
});

it('records an AppStream image that an image builder made, as soon as AWS tells of it', async () => {
  await start({ appstream: { Images: [appstreamImage('desk', 0)] } });
  const detail = {
    eventSource: 'appstream.amazonaws.com',
    eventName: 'CreateImage',
    eventType: 'AwsServiceEvent',
    serviceEventDetails: { ImageName: 'desk', ImageState: 'PENDING' },
  };
  const place = { account, region: 'us-east-1', resources: [] };
  await say({ ...place, source: 'aws.appstream', 'detail-type': 'AWS Service Event via CloudTrail', detail });
  expect(await eventsOf('desk')).toEqual(['appeared']);
});

it.each(['aws.events', 'my.app'])(
  'lets no call through that %s tells, which is not where it was made',
  async (source) => {
    await start({ ec2: { Images: [ami('ami-1', 1)] } });
    expect(service.bus.publish({ ...deregisterCall('ami-1'), source })).toEqual([]);
    expect(service.bus.publish(deregisterCall('ami-1'))).toEqual(['CallEvents']);
  },
);

it('records who deleted an image that this service did not delete', async () => {
  await start({ ec2: { Images: [ami('ami-1', 1)] } });
  await service.fire(noon);
  const { images } = service.simulator.world().ec2;
  for (const image of images.all()) images.remove(image);
  await say(deregisterCall('ami-1'));
  const [known] = await find(service.archive, 'ami-1', {});
  expect(known?.latest).toMatchObject({
    event: 'vanished',
    after: { gone: { how: 'vanished', by: 'arn:aws:iam::123456789012:user/jane' } },
  });
});

it('records who deleted an image whose going another event had told before', async () => {
  await start({ ec2: { Images: [ami('ami-1', 1)] } });
  await service.fire(noon);
  const { images } = service.simulator.world().ec2;
  for (const image of images.all()) images.remove(image);
  await say(amiEvent('ami-1', 'deregistered'));
  await say(deregisterCall('ami-1'));
  await say(deregisterCall('ami-1'));
  const [known] = await find(service.archive, 'ami-1', {});
  expect(known?.latest.after.gone).toMatchObject({
    how: 'vanished',
    at: known?.latest.before?.gone?.at,
    by: 'arn:aws:iam::123456789012:user/jane',
  });
  expect(await eventsOf('ami-1')).toEqual(['appeared', 'vanished', 'vanished']);
  expect(await service.archive.standing(scope)).toEqual(new Map());
});

describe('of two AppStream images of one name, of which a sweep has found the older gone', () => {
  const deletionAt = async (eventTime: number): Promise<string[]> => {
    await start({ appstream: { Images: [appstreamImage('desk', 1)] } });
    await service.fire(noon);
    const { images } = service.simulator.world().appstream;
    for (const image of images.all()) images.remove(image);
    await service.fire(noon + hour);
    images.add({ ...appstreamImage('desk', 0), CreatedTime: iso(noon + hour) });
    const detail = {
      eventSource: 'appstream.amazonaws.com',
      eventName: 'DeleteImage',
      eventTime: iso(eventTime),
      requestParameters: { name: 'desk' },
      userIdentity: { arn: 'arn:aws:iam::123456789012:user/jane' },
    };
    const place = { account, region: 'us-east-1', resources: [] };
    await say({ ...place, source: 'aws.appstream', 'detail-type': 'AWS API Call via CloudTrail', detail });
    const bearers = await find(service.archive, 'desk', {});
    return bearers
      .map(({ latest: { after } }) => `${after.gone?.how ?? 'there'} by ${after.gone?.by ?? 'nobody'}`)
      .toSorted();
  };

  it('records who deleted the older, where the event tells of the time before', async () => {
    expect(await deletionAt(noon + hour / 2)).toEqual([
      'there by nobody',
      'vanished by arn:aws:iam::123456789012:user/jane',
    ]);
  });

  it('holds nobody to have deleted the older who deleted the younger, which is listed still', async () => {
    expect(await deletionAt(noon + hour + minute)).toEqual(['there by nobody', 'vanished by nobody']);
  });
});

it('does not believe an event that says an image is gone which is there', async () => {
  await start({ ec2: { Images: [ami('ami-1', 1)] } });
  await service.fire(noon);
  await say(amiEvent('ami-1', 'deregistered'));
  expect(await eventsOf('ami-1')).toEqual(['appeared']);
});

it('makes nothing new of the event that its own deletion causes', async () => {
  await start({ ec2: { Images: [ami('ami-1', 100)] } });
  await service.fire(noon);
  expect(await eventsOf('ami-1')).toEqual(['appeared', 'intent', 'deleted']);
  await say(amiEvent('ami-1', 'deregistered'));
  await say(deregisterCall('ami-1'));
  expect(await eventsOf('ami-1')).toEqual(['appeared', 'intent', 'deleted']);
});

it('looks again later for an image that is not there yet', async () => {
  await start({ ec2: { Images: [] } });
  const stop = service.simulator.onCall(() => {
    if (service.clock.now() < noon + 2 * minute) return;
    stop();
    service.simulator.world().ec2.images.add({ ...ami('ami-1', 0) });
  });
  await say(amiEvent('ami-1'));
  expect(await eventsOf('ami-1')).toEqual(['appeared']);
  expect(service.clock.now()).toBeGreaterThanOrEqual(noon + 2 * minute);
});

it('gives up looking for an image that never comes, and records nothing', async () => {
  await start({ ec2: { Images: [] } });
  await say(amiEvent('ami-1'));
  expect(await eventsOf('ami-1')).toEqual([]);
  expect(service.failures()).toEqual([]);
});

it('records nothing of an image that cannot be looked at', async () => {
  await start({
    ec2: { Images: [ami('ami-1', 1)] },
    faults: [{ service: 'ec2', operation: 'DescribeImages', error: 'UnauthorizedOperation' }],
  });
  await say(amiEvent('ami-1'));
  expect(await eventsOf('ami-1')).toEqual([]);
});

it.each([
  ['an account that is not looked at', { ...amiEvent('ami-1'), account: '999999999999' }],
  ['a region that is not looked at', { ...amiEvent('ami-1'), region: 'ap-south-1' }],
  ['another service', { ...amiEvent('ami-1'), source: 'aws.s3' }],
  ['nothing that can be read', 'x'],
])('drops an event of %s without failing the batch', async (_words, event) => {
  await start({ ec2: { Images: [ami('ami-1', 1)] } });
  service.bus.queues.react.send(JSON.stringify(event));
  await service.bus.drain();
  expect(await service.archive.standing(scope)).toEqual(new Map());
  expect(service.failures()).toEqual([]);
});

it('looks at a forwarded event’s image where it happened, if the policy looks there', async () => {
  const other = '210987654321';
  const elsewhere = { account: other, region: 'eu-west-1' };
  const file = [{ account }, { ...elsewhere, ec2: { Images: [{ ...ami('ami-1', 1), OwnerId: other }] } }];
  const accounts = [{ id: other, role: `arn:aws:iam::${other}:role/imagewarden` }];
  await start(file, aPolicy({ targets: [{ regions: ['eu-west-1'], accounts, kinds: ['ec2'] }] }));
  await say({ ...amiEvent('ami-1'), ...elsewhere });
  expect(await eventsOf('ami-1')).toEqual(['appeared']);
});

it.each([
  ['account', { account: '333333333333' }],
  ['region', { region: 'eu-west-1' }],
])('asks nothing of an %s that the policy does not look at', async (_, place) => {
  await start({ ec2: { Images: [ami('ami-1', 1)] } });
  service.simulator.resetCalls();
  await say({ ...amiEvent('ami-1'), ...place });
  expect(Object.keys(service.simulator.calls()).filter((name) => !name.startsWith('sts:'))).toEqual([]);
  expect(await eventsOf('ami-1')).toEqual([]);
});
