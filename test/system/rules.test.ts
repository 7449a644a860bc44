/** Events by way of the packaged rules: what reaches the ledger, how soon, and what is kept out. */
import { expect, it } from 'vitest';
import { wiringOf, type Wiring } from '../../infra/local/bus/wiring.ts';
import { templateShape } from '../../infra/local/template/template.ts';
import { iso, second } from '../../shared/domain/time.ts';
import { find } from '../../shared/pipeline/audit/find.ts';
import { noon } from '../support/facts.ts';
import { packagedTemplate } from '../support/packaged.ts';
import { aPolicy, aRule } from '../support/policies.ts';
import { startService, type TestService } from '../support/service.ts';

const account = '123456789012';
const build = `arn:aws:imagebuilder:us-east-1:${account}:image/web/1.0.0/1`;
const ami = {
  ImageId: 'ami-1',
  Name: 'web-1',
  OwnerId: account,
  State: 'available',
  CreationDate: iso(noon),
};
const desktop = { Name: 'desk-1', State: 'AVAILABLE', Visibility: 'PRIVATE', CreatedTime: iso(noon) };

const file = {
  account,
  ec2: { Images: [ami] },
  imagebuilder: {
    imageSummaryList: [
      { arn: build, name: 'web', state: { status: 'FAILED' as const }, dateCreated: iso(noon) },
    ],
  },
  appstream: { Images: [desktop] },
};

const event = (source: string, type: string, detail: object, resources: readonly string[] = []) => ({
  version: '0',
  id: '5a5a7f0c-0b5a-4a07-8d4b-9cf6a8a4ef00',
  'detail-type': type,
  source,
  account,
  time: iso(noon),
  region: 'us-east-1',
  resources,
  detail,
});

const trail = (service: string, eventName: string, requestParameters: object) =>
  event(`aws.${service}`, 'AWS API Call via CloudTrail', {
    eventSource: `${service}.amazonaws.com`,
    eventName,
    requestParameters,
  });

const state = (status: string) =>
  event(
    'aws.imagebuilder',
    'EC2 Image Builder Image State Change',
    { 'previous-state': { status: 'BUILDING' }, state: { status } },
    [build],
  );

const start = async (wiring?: Wiring): Promise<TestService> =>
  startService({
    accounts: file,
    policy: aPolicy({ rules: [aRule({ select: { states: ['available', 'failed'] } })] }),
    ...(wiring !== undefined && { wiring }),
  });

const knows = async ({ archive }: TestService, id: string) => (await find(archive, id, {}))[0]?.latest;

const brokenWiring = (id: string, pattern: object): Wiring => {
  const template = templateShape.parse(structuredClone(packagedTemplate()));
  template.Resources[id]!.Properties['EventPattern'] = pattern;
  return wiringOf(template);
};

/** Whether the failed build is on record within seconds of its event. */
async function isRecordedSoon(wiring?: Wiring): Promise<boolean> {
  const service = await start(wiring);
  service.clock.advanceTo(noon + 30 * second);
  const before = service.clock.now();
  service.bus.publish(state('FAILED'));
  await service.bus.drain();
  const known = await knows(service, build);
  return known?.after.image.state === 'failed' && known.at - before < 10 * second;
}

it('has a failed build in the ledger seconds after its event', async () => {
  expect(await isRecordedSoon()).toBe(true);
});

it.each([
  ['a detail type that AWS does not send', { 'detail-type': ['EC2 Image Builder State Change'] }],
  ['a source that AWS does not name so', { source: ['aws.image-builder'] }],
])('would miss it with %s in the rule', async (_words, pattern) => {
  expect(await isRecordedSoon(brokenWiring('BuildEvents', pattern))).toBe(false);
});

it.each([
  ['a build', state('AVAILABLE'), build],
  ['an AMI', event('aws.ec2', 'EC2 AMI State Change', { ImageId: 'ami-1', State: 'available' }), 'ami-1'],
  ['a deregistered AMI', trail('ec2', 'DeregisterImage', { imageId: 'ami-1' }), 'ami-1'],
  ['a deleted build', trail('imagebuilder', 'DeleteImage', { imageBuildVersionArn: build }), build],
  ['a desktop that is shared', trail('appstream', 'UpdateImagePermissions', { name: 'desk-1' }), 'desk-1'],
  ['a desktop in a fleet', trail('appstream', 'CreateFleet', { imageName: 'desk-1' }), 'desk-1'],
  ['a fleet that moves', trail('appstream', 'UpdateFleet', { imageName: 'desk-1' }), 'desk-1'],
  ['an updated desktop', trail('appstream', 'CreateUpdatedImage', { newImageName: 'desk-1' }), 'desk-1'],
])('hears of %s, and looks at it once', async (_words, told, id) => {
  const service = await start();
  expect(service.bus.publish(told)).toHaveLength(1);
  await service.bus.drain();
  expect(await knows(service, id)).toMatchObject({ event: 'appeared' });
});

it.each([
  ['a detail type that no rule names', event('aws.ec2', 'EC2 Instance State-change Notification', {})],
  ['a snapshot', event('aws.ec2', 'EBS Snapshot Notification', { event: 'createSnapshot' })],
  ['a finding of Image Builder', event('aws.imagebuilder', 'EC2 Image Builder CVE Detected', {}, [build])],
  ['another service’s look-alike', event('custom.app', 'EC2 AMI State Change', { ImageId: 'ami-1' })],
  ['a call that changes no image', trail('ec2', 'RunInstances', { imageId: 'ami-1' })],
  ['another service’s call of the same name', trail('ecr', 'DeleteImage', { name: 'desk-1' })],
  ['a call that only reads', trail('appstream', 'DescribeImages', { names: ['desk-1'] })],
])('never hears of %s', async (_words, told) => {
  const service = await start();
  expect(service.bus.publish(told)).toEqual([]);
  expect(service.bus.queues.react.messages).toEqual([]);
  await service.bus.drain();
  expect(service.metrics.get('EventsHandled')).toBeUndefined();
});

it('records once what a doubled event tells twice', async () => {
  const service = await start();
  for (let i = 0; i < 2; i++) service.bus.publish(state('FAILED'));
  await service.bus.drain();
  service.bus.publish(state('FAILED'));
  await service.bus.drain();
  const known = await knows(service, build);
  const history = known === undefined ? [] : await service.archive.history(known.after.image);
  expect(history.map(({ event: what }) => what)).toEqual(['appeared']);
  expect(service.metrics.get('EventsHandled')).toBe(3);
});
