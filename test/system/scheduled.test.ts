/** What EventBridge Scheduler sends begins a sweep, and is none of react's business. */
import { expect, it } from 'vitest';
import { wiringOf } from '../../infra/local/bus/wiring.ts';
import { templateShape } from '../../infra/local/template/template.ts';
import { hour, iso } from '../../shared/domain/time.ts';
import { accountWith, ami } from '../support/amis.ts';
import { noon } from '../support/facts.ts';
import { packagedTemplate } from '../support/packaged.ts';
import { ec2Policy } from '../support/policies.ts';
import { startService } from '../support/service.ts';

const packaged = wiringOf(templateShape.parse(packagedTemplate()));

/** What Scheduler sends to a function where the schedule names no input: its `detail` is text. */
const unnamed = {
  version: '0',
  id: '53dc4d37-cffa-4f76-80c9-8b7d4a4d2eaa',
  'detail-type': 'Scheduled Event',
  source: 'aws.scheduler',
  account: '123456789012',
  time: '<aws.scheduler.scheduled-time>',
  region: 'us-east-1',
  resources: ['arn:aws:scheduler:us-east-1:123456789012:schedule/default/sweep'],
  detail: '{}',
};

const wiredWith = (input: unknown) => ({
  ...packaged,
  schedules: packaged.schedules.map((one) => ({ ...one, input: JSON.stringify(input) })),
});

const start = async (wiring = packaged) =>
  startService({ accounts: accountWith([ami('ami-1', 1)]), policy: ec2Policy(), wiring });

it.each([
  ['the input that the template names', packaged],
  ['an event of Scheduler’s own, whose detail is text', wiredWith(unnamed)],
])('begins a sweep at the scheduled time of %s, which surveys each scope once', async (_words, wiring) => {
  const service = await start(wiring);
  const at = noon + hour;
  await service.bus.fire(at);
  const [scope] = service.scopes;
  expect(await service.ledger.run(scope!, at)).toMatchObject({ at, owned: 1, complete: true });
  expect((await service.standing()).map(({ latest }) => [latest.event, latest.run])).toEqual([
    ['appeared', at],
  ]);
  expect(service.metrics.get('ScopesSwept')).toBe(1);
  expect(service.metrics.get('EventsDropped')).toBeUndefined();
});

it('is the same run when it comes late and twice', async () => {
  const service = await start(wiredWith({ ...unnamed, time: iso(noon) }));
  await service.bus.fire(noon);
  const before = await service.standing();
  await service.bus.fire(noon + hour);
  expect(await service.standing()).toEqual(before);
  expect(await service.ledger.run(service.scopes[0]!, noon + hour)).toBeUndefined();
});

it('is let through to react by no rule, and dropped where it comes to its queue all the same', async () => {
  const service = await start();
  const event = { ...unnamed, time: iso(noon) };
  expect(service.bus.publish(event)).toEqual([]);
  service.bus.queues.react.send(JSON.stringify(event));
  await service.bus.drain();
  expect(service.metrics.get('EventsDropped')).toBe(1);
  expect(service.bus.queues.react.dead).toEqual([]);
  expect(await service.standing()).toEqual([]);
});

it('begins nothing without a time, is tried again, and kept among the failures', async () => {
  const { time: _none, ...timeless } = unnamed;
  const service = await start(wiredWith(timeless));
  await expect(service.bus.fire(noon)).rejects.toThrow(/scheduledAt nor time/);
  expect(service.bus.all.get('SweepFailures')?.messages).toHaveLength(1);
  expect(service.simulator.calls()).toEqual({});
});
