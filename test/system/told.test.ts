/** Nothing is done that is not told: leftovers, blind second looks, results of other runs, names used again. */
import { expect, it } from 'vitest';
import { day, minute, second } from '../../shared/domain/time.ts';
import { accountWith, ami, amis } from '../support/amis.ts';
import { noon } from '../support/facts.ts';
import { ec2Policy } from '../support/policies.ts';
import { outcomesOf, snapshotsIn, startService } from '../support/service.ts';

it('announces and tells the deletion of a snapshot that was left behind', async () => {
  const service = await startService({ accounts: accountWith([ami('ami-1')]), policy: ec2Policy() });
  service.world.ec2.snapshotResults.set('snap-1', 'internal-error');
  await service.run(noon);
  service.world.ec2.snapshotResults.clear();
  await service.run(noon + day);
  const [gone] = await service.archive.gone(service.scopes[0]!);
  const entries = await service.archive.history(gone!.latest.after.image);
  expect(entries.map(({ event }) => event)).toEqual([
    'appeared',
    'intent',
    'deleted',
    'snapshot-intent',
    'snapshot-receipt',
  ]);
  expect(gone?.latest.after.result?.snapshots).toEqual([{ id: 'snap-1', result: 'success' }]);
  expect(await service.standing()).toEqual([]);
});

it('leaves the snapshots of an image that somebody else deregistered in the meantime', async () => {
  const service = await startService({ accounts: accountWith([ami('ami-1')]), policy: ec2Policy() });
  const stop = service.simulator.onCall(({ operation }) => {
    if (operation !== 'DeregisterImage') return;
    stop();
    service.world.ec2.images.remove(service.world.ec2.images.get('ami-1')!);
  });
  expect(outcomesOf(await service.run(noon))).toEqual({ 'ami-1': 'already-gone' });
  await service.run(noon + day);
  expect(snapshotsIn(service.world)).toEqual(['snap-1']);
});

it('forgets no leftover when the function dies before its receipt', async () => {
  const service = await startService({ accounts: accountWith([ami('ami-1')]), policy: ec2Policy() });
  service.world.ec2.snapshotResults.set('snap-1', 'internal-error');
  let deregistered = false;
  const stop = service.simulator.onCall(({ operation }) => {
    deregistered ||= operation === 'DeregisterImage';
  });
  service.table.onAnswer(() => {
    if (deregistered) service.table.cut();
  });
  await service.run(noon);
  stop();
  expect(await service.ledger.leftovers(service.scopes[0]!)).toMatchObject([
    { snapshot: 'snap-1', image: 'ami-1' },
  ]);
});

it('tells a blind spot that only the second look met', async () => {
  const service = await startService({ accounts: accountWith([ami('ami-1')]), policy: ec2Policy() });
  service.simulator.inject({
    service: 'ec2',
    operation: 'DescribeImageReferences',
    error: 'UnauthorizedOperation',
    on: [2],
  });
  const document = await service.run(noon);
  expect(outcomesOf(document)).toEqual({ 'ami-1': 'held: users-unknown' });
  expect(document.blindSpots).toMatchObject([{ reading: 'ec2:DescribeImageReferences' }]);
});

it('does not tell the refusal of an earlier run as one of its own', async () => {
  const service = await startService({ accounts: accountWith(amis(2)), policy: ec2Policy() });
  service.simulator.inject({
    service: 'ec2',
    operation: 'DeregisterImage',
    error: 'OperationNotPermitted',
    on: [1, 2],
  });
  expect(outcomesOf(await service.run(noon))).toEqual({ 'ami-001': 'refused', 'ami-002': 'refused' });
  service.simulator.inject({ service: 'ec2', operation: 'DeregisterImage', error: 'throttle' });
  expect(outcomesOf(await service.run(noon + day))).toEqual({
    'ami-001': 'held: stopped',
    'ami-002': 'held: stopped',
  });
});

it('tells a grace that ends when the image is due', async () => {
  const service = await startService({
    accounts: accountWith([ami('ami-1')]),
    policy: ec2Policy({ grace: '7d' }),
  });
  await service.run(noon);
  service.deploy(ec2Policy({ grace: '8d' }));
  const { images } = await service.run(noon + day);
  const [image] = images;
  expect(image?.reasons.find(({ code }) => code === 'grace')?.detail).toBe(`until ${image?.dueAt ?? ''}`);
});

it('looks closer at no more images than the run may retire, and a few', async () => {
  const service = await startService({
    accounts: accountWith(amis(60)),
    policy: ec2Policy({ limits: { perRun: 2, share: '100%' } }),
  });
  let surveyed = 0;
  service.before('retire', () => {
    surveyed = service.simulator.calls()['ec2:DescribeImageAttribute'] ?? 0;
  });
  const { images } = await service.run(noon);
  expect(images.filter(({ outcome }) => outcome === 'deleted')).toHaveLength(2);
  expect(surveyed).toBe(60);
  expect((service.simulator.calls()['ec2:DescribeImageAttribute'] ?? 0) - surveyed).toBe(22);
});

it('gets on with a large backlog although each closer look takes long', async () => {
  const service = await startService({
    accounts: accountWith(amis(100)),
    policy: ec2Policy({ limits: { perRun: 5, share: '100%' } }),
  });
  service.simulator.onCall(async ({ operation }) => {
    if (operation === 'DescribeImageAttribute') await service.clock.sleep(4 * second);
  });
  const { images } = await service.run(noon);
  expect(images.filter(({ outcome }) => outcome === 'deleted')).toHaveLength(5);
  expect(service.clock.now()).toBeLessThan(noon + 30 * minute);
});
