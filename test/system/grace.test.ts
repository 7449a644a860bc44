/** The time between "would be retired" and "may be retired", from run to run. */
import { expect, it } from 'vitest';
import { day, iso } from '../../shared/domain/time.ts';
import { accountWith, ami, instanceOf } from '../support/amis.ts';
import { noon } from '../support/facts.ts';
import { aRule, ec2Policy } from '../support/policies.ts';
import { idsIn, outcomesOf, startService, type RunDocument } from '../support/service.ts';

const week = ec2Policy({ grace: '7d' });
const start = async (policy = week) => startService({ accounts: accountWith([ami('ami-1')]), policy });
const dueOf = ({ images }: RunDocument) => images[0]?.dueAt;

it('ends at its millisecond, not one before', async () => {
  const { run, world } = await start();
  expect(dueOf(await run(noon))).toBe(iso(noon + 7 * day));
  expect(outcomesOf(await run(noon + 7 * day - 1))).toEqual({ 'ami-1': 'held: grace' });
  expect(idsIn(world)).toEqual(['ami-1']);
  expect(outcomesOf(await run(noon + 7 * day))).toEqual({ 'ami-1': 'deleted' });
  expect(idsIn(world)).toEqual([]);
});

it('starts anew after the image was in use for one run', async () => {
  const { run, world } = await start();
  await run(noon);
  const user = instanceOf('ami-1');
  world.ec2.instances.add(user);
  expect(outcomesOf(await run(noon + 3 * day))).toEqual({ 'ami-1': 'none' });
  world.ec2.instances.remove(user);
  expect(dueOf(await run(noon + 8 * day))).toBe(iso(noon + 15 * day));
  expect(idsIn(world)).toEqual(['ami-1']);
});

it('starts anew when the rule changes', async () => {
  const { run, world, deploy } = await start();
  await run(noon);
  deploy(ec2Policy({ grace: '7d', rules: [aRule({ retire: { olderThan: '31d' } })] }));
  expect(dueOf(await run(noon + 8 * day))).toBe(iso(noon + 15 * day));
  expect(idsIn(world)).toEqual(['ami-1']);
});

it('goes on when another part of the policy changes', async () => {
  const { run, deploy } = await start();
  await run(noon);
  deploy(ec2Policy({ grace: '7d', historyDays: 30, rules: [aRule(), aRule({ name: 'second' })] }));
  expect(dueOf(await run(noon + day))).toBe(iso(noon + 7 * day));
});

it('pauses while nobody can tell whether the image is used, and keeps its end', async () => {
  const { run, world, simulator } = await start();
  await run(noon);
  const heal = simulator.inject({
    service: 'autoscaling',
    operation: 'DescribeAutoScalingGroups',
    error: 'AccessDenied',
  });
  const blind = await run(noon + 8 * day);
  expect(blind.images[0]).toMatchObject({
    verdict: 'keep',
    dueAt: null,
    reasons: [{ code: 'users-unknown' }],
  });
  expect(blind.blindSpots).toHaveLength(1);
  expect(idsIn(world)).toEqual(['ami-1']);
  heal();
  expect(dueOf(await run(noon + 9 * day))).toBe(iso(noon + 7 * day));
  expect(idsIn(world)).toEqual([]);
});

it('does not run in preview: enforce starts it', async () => {
  const { run, world, deploy, simulator } = await start(ec2Policy({ grace: '7d', mode: 'preview' }));
  expect(outcomesOf(await run(noon))).toEqual({ 'ami-1': 'previewed' });
  deploy(week);
  const first = await run(noon + 30 * day);
  expect(outcomesOf(first)).toEqual({ 'ami-1': 'held: grace' });
  expect(dueOf(first)).toBe(iso(noon + 37 * day));
  expect(idsIn(world)).toEqual(['ami-1']);
  expect(simulator.calls()).not.toHaveProperty('ec2:DeregisterImage');
});

it('of nothing lets the first enforce run after a preview delete', async () => {
  const { run, world, deploy } = await start(ec2Policy({ mode: 'preview' }));
  await run(noon);
  deploy(ec2Policy());
  expect(outcomesOf(await run(noon + day))).toEqual({ 'ami-1': 'deleted' });
  expect(idsIn(world)).toEqual([]);
});

it('stops when the policy goes back to preview', async () => {
  const { run, world, deploy } = await start();
  await run(noon);
  deploy(ec2Policy({ grace: '7d', mode: 'preview' }));
  expect(outcomesOf(await run(noon + 8 * day))).toEqual({ 'ami-1': 'previewed' });
  expect(idsIn(world)).toEqual(['ami-1']);
});
