/** What others hear of images on the event bus, and that nothing hangs on their hearing it. */
import { Logger } from '@aws-lambda-powertools/logger';
import { expect, it, onTestFinished, vi } from 'vitest';
import { listenOnLoopback } from '../../infra/local/loopback.ts';
import { day, iso } from '../../shared/domain/time.ts';
import { accountWith, ami, amis, instanceOf } from '../support/amis.ts';
import { noon } from '../support/facts.ts';
import { ec2Policy } from '../support/policies.ts';
import { outcomesOf, startService, type TestServiceSettings } from '../support/service.ts';
import { countsOf, eventsOf } from '../support/told.ts';

const week = ec2Policy({ grace: '7d' });
const start = async (settings: Partial<TestServiceSettings> = {}) =>
  startService({ accounts: accountWith([ami('ami-1')]), policy: week, ...settings });

it('marks an image once, with the time that it is due', async () => {
  const { run, bus } = await start({ deliveries: 2 });
  await run(noon);
  await run(noon + day);
  expect(eventsOf('Image Marked', bus.told)).toMatchObject([
    {
      image: 'ami-1',
      dueAt: iso(noon + 7 * day),
      run: iso(noon),
      mode: 'enforce',
      policy: { hash: week.hash },
    },
  ]);
});

it('marks an image again when it becomes due at another time', async () => {
  const { run, bus, deploy } = await start();
  await run(noon);
  deploy(ec2Policy({ grace: '9d' }));
  await run(noon + day);
  const due = eventsOf('Image Marked', bus.told).map(({ dueAt }) => dueAt);
  expect(due).toEqual([iso(noon + 7 * day), iso(noon + 10 * day)]);
});

it('marks nothing in preview, and everything once armed', async () => {
  const { run, bus, deploy } = await start({ policy: ec2Policy({ grace: '7d', mode: 'preview' }) });
  await run(noon);
  expect(eventsOf('Image Marked', bus.told)).toEqual([]);
  deploy(week);
  await run(noon + day);
  expect(eventsOf('Image Marked', bus.told)).toMatchObject([{ dueAt: iso(noon + 8 * day) }]);
});

it('tells an image held once for as long as the same holds it', async () => {
  const policy = ec2Policy({ limits: { perRun: 1, share: '100%' } });
  const { run, bus } = await start({ accounts: accountWith(amis(3)), policy, deliveries: 2 });
  await run(noon);
  expect(countsOf('Image Held', bus.told)).toEqual({ 'ami-002': 1, 'ami-003': 1 });
  await run(noon + day);
  expect(countsOf('Image Held', bus.told)).toEqual({ 'ami-002': 1, 'ami-003': 1 });
  expect(eventsOf('Image Held', bus.told)[0]).toMatchObject({ heldBy: [{ code: 'limit' }] });
  expect(countsOf('Image Retired', bus.told)).toEqual({ 'ami-001': 1, 'ami-002': 1 });
});

it('tells what a second look found', async () => {
  const service = await start({ policy: ec2Policy() });
  service.before('retire', () => {
    service.world.ec2.instances.add(instanceOf('ami-1'));
  });
  expect(outcomesOf(await service.run(noon))).toEqual({ 'ami-1': 'held: in-use' });
  expect(eventsOf('Image Held', service.bus.told)).toMatchObject([{ heldBy: [{ code: 'in-use' }] }]);
});

it('tells a retirement with what became of the snapshots', async () => {
  const service = await start({ policy: ec2Policy(), deliveries: 2 });
  await service.run(noon);
  expect(eventsOf('Image Retired', service.bus.told)).toMatchObject([
    { image: 'ami-1', rule: 'old', outcome: 'deleted', snapshots: [{ id: 'snap-1', result: 'success' }] },
  ]);
});

it('tells nothing of a write that another forestalled', async () => {
  const service = await start();
  let again = async (): Promise<unknown> => Promise.resolve();
  service.before('survey', (event, context) => {
    again = async () => service.functions.survey(event, context);
  });
  const stop = service.simulator.onCall(async ({ operation }) => {
    if (operation !== 'DescribeImages') return;
    stop();
    await again();
  });
  await service.run(noon);
  expect(service.table.operations.filter((operation) => operation === 'PutItem').length).toBeGreaterThan(2);
  expect(countsOf('Image Marked', service.bus.told)).toEqual({ 'ami-1': 1 });
});

it('counts images that went by other hands', async () => {
  const service = await start();
  await service.run(noon);
  expect(service.metrics.get('DeletedByOthers')).toBe(0);
  service.world.ec2.images.remove(service.world.ec2.images.get('ami-1')!);
  await service.run(noon + day);
  expect(service.metrics.get('DeletedByOthers')).toBe(1);
  expect(eventsOf('Image Retired', service.bus.told)).toEqual([]);
});

it('counts an image once that somebody else deleted, and logs who it was once that is known', async () => {
  const service = await start();
  await service.run(noon);
  service.world.ec2.images.remove(service.world.ec2.images.get('ami-1')!);
  const by = 'arn:aws:iam::123456789012:user/jane';
  const place = { account: '123456789012', region: 'us-east-1', source: 'aws.ec2' };
  const told = {
    ...{ ...place, 'detail-type': 'EC2 AMI State Change' },
    detail: { ImageId: 'ami-1', State: 'deregistered' },
  };
  const called = {
    ...{ ...place, 'detail-type': 'AWS API Call via CloudTrail' },
    detail: {
      eventSource: 'ec2.amazonaws.com',
      eventName: 'DeregisterImage',
      requestParameters: { imageId: 'ami-1' },
      userIdentity: { arn: by },
    },
  };
  const warn = vi.spyOn(Logger.prototype, 'warn');
  onTestFinished(() => {
    warn.mockRestore();
  });
  for (const event of [told, called, called, told]) {
    service.bus.publish(event);
    await service.bus.drain();
  }
  const about = { scope: '123456789012/us-east-1/ec2', image: 'ami-1' };
  expect(warn.mock.calls).toEqual([
    ['Image is gone, and not by us', about],
    ['It is known now who deleted the image', { ...about, by }],
  ]);
  expect(service.metrics.get('DeletedByOthers')).toBe(1);
});

/** An event bus that answers every call so. */
async function busAnswering(status: number, body: object): Promise<{ url: string; calls: () => number }> {
  let calls = 0;
  const { url, close } = await listenOnLoopback((request, response) => {
    calls += 1;
    request.resume().on('end', () => response.writeHead(status).end(JSON.stringify(body)));
  });
  onTestFinished(close);
  return { url, calls: () => calls };
}

const oneFailed = { FailedEntryCount: 1, Entries: [{ ErrorCode: 'ThrottlingException' }] };

// Eleven images are marked by the survey and deleted by the retire function, which ends the sweep: two calls each.
it.each([
  ['refuses the call', 400, { __type: 'AccessDeniedException' }, 2, 23],
  ['refuses one entry of each call', 200, oneFailed, 4, 4],
  ['fails at every try', 500, {}, 6, 23],
])(
  'deletes and records the same where the bus %s, and counts what was not told',
  async (_words, status, body, calls, untold) => {
    const down = await busAnswering(status, body);
    const service = await start({ accounts: accountWith(amis(11)), policy: ec2Policy() });
    service.deploy(ec2Policy(), { AWS_ENDPOINT_URL_EVENTBRIDGE: down.url });
    const { images } = await service.run(noon);
    expect(images.map(({ outcome }) => outcome)).toEqual(Array(11).fill('deleted'));
    expect(service.metrics.get('EventsUntold')).toBe(untold);
    expect([...service.bus.queues.survey.dead, ...service.bus.queues.retire.dead]).toEqual([]);
    expect(down.calls()).toBe(calls);
  },
);

it('tells nobody where no bus is named', async () => {
  const service = await start();
  service.deploy(week, { EVENT_BUS_NAME: '' });
  await service.run(noon);
  expect(service.bus.told).toEqual([]);
  expect(service.metrics.has('EventsUntold')).toBe(false);
});

it('tells all that a first armed run marks, ten a call', async () => {
  const service = await start({ accounts: accountWith(amis(45)) });
  await service.run(noon);
  expect(Object.keys(countsOf('Image Marked', service.bus.told))).toHaveLength(45);
  expect(service.metrics.get('EventsUntold')).toBe(0);
});
