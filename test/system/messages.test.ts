/** Messages that cannot be read, functions that fail: what becomes of them, and of the others. */
import { expect, it } from 'vitest';
import { minute } from '../../shared/domain/time.ts';
import { accountWith, ami } from '../support/amis.ts';
import { noon } from '../support/facts.ts';
import { aPolicy, ec2Policy } from '../support/policies.ts';
import { idsIn, outcomesOf, startService } from '../support/service.ts';

const start = async (policy = ec2Policy()) => startService({ accounts: accountWith([ami('ami-1')]), policy });

it.each([
  'nonsense',
  '{}',
  '[]',
  'null',
  '{"scope":{"account":"1","region":"r","kind":"ec3"},"run":"2026-11-01T00:00:00.000Z"}',
  '{"scope":{"account":"1","region":"r","kind":"ec2"},"run":"soon"}',
  '{"scope":{"account":"1","region":"r","kind":"ec2"},"run":"2026-11-01T00:00:00.000Z","force":true}',
])('drops the message %j, counts it, and goes on with the others', async (body) => {
  const service = await start();
  service.bus.queues.survey.send(body);
  service.bus.queues.retire.send(body);
  expect(outcomesOf(await service.run())).toEqual({ 'ami-1': 'deleted' });
  expect(service.metrics.get('UnreadableMessages')).toBe(2);
  expect(service.bus.queues.survey.dead).toEqual([]);
  expect(service.bus.queues.retire.dead).toEqual([]);
});

it('deletes nothing for an errand about a run that never was', async () => {
  const service = await start();
  const scope = service.scopes[0]!;
  service.bus.queues.retire.send(JSON.stringify({ scope, run: '2026-11-01T11:00:00.000Z' }));
  await service.bus.drain();
  expect(idsIn(service.world)).toEqual(['ami-1']);
});

it('deletes nothing for an old errand about an image that only a later run found due', async () => {
  const service = await start(ec2Policy({ grace: '7d' }));
  await service.run(noon);
  const scope = service.scopes[0]!;
  await service.run(noon + 8 * 24 * 60 * minute - 1);
  service.world.ec2.images.add(ami('ami-2'));
  await service.run(noon + 9 * 24 * 60 * minute);
  service.bus.queues.retire.send(JSON.stringify({ scope, run: '2026-11-01T12:00:00.000Z' }));
  await service.bus.drain();
  expect(idsIn(service.world)).toEqual(['ami-2']);
});

it('leaves a survey that always fails among the dead letters, and surveys the other scopes', async () => {
  const service = await start(aPolicy());
  service.before('survey', ({ Records: [record] }) => {
    if (record?.body.includes('appstream') === true) throw new Error('the survey broke');
  });
  expect(outcomesOf(await service.run())).toEqual({ 'ami-1': 'deleted' });
  expect(service.bus.queues.survey.dead.map(({ receives }) => receives)).toEqual([5]);
  expect(service.bus.queues.survey.dead[0]?.body).toContain('appstream');
});

it('surveys at the second delivery when the first found out nothing about the account it runs in', async () => {
  const service = await start();
  // The sweep asks once, the survey three times.
  service.simulator.inject({
    service: 'sts',
    operation: 'GetCallerIdentity',
    error: 'ServiceUnavailable',
    on: [2, 3, 4],
  });
  expect(outcomesOf(await service.run())).toEqual({ 'ami-1': 'deleted' });
  expect(service.bus.queues.survey.dead).toEqual([]);
  expect(service.clock.now()).toBeGreaterThan(noon);
});

it('retires at a later delivery when the function ran out of time', async () => {
  const service = await startService({
    accounts: accountWith([ami('ami-1'), ami('ami-2', 99)]),
    policy: ec2Policy(),
  });
  service.simulator.onCall(({ operation }) => {
    if (operation === 'DeregisterImage') service.clock.advanceTo(service.clock.now() + 15 * minute);
  });
  expect(outcomesOf(await service.run())).toEqual({ 'ami-1': 'deleted', 'ami-2': 'deleted' });
  expect(service.simulator.calls()['ec2:DeregisterImage']).toBe(2);
});

it('changes nothing when a run that is older than the last comes late', async () => {
  const service = await start(ec2Policy({ mode: 'preview' }));
  await service.run(noon);
  service.deploy(ec2Policy());
  const before = await service.standing();
  await service.run(noon - 60 * minute);
  expect(await service.standing()).toEqual(before);
  expect(idsIn(service.world)).toEqual(['ami-1']);
});
