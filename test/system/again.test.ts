/** The same thing twice: a run, a message, a function; it happens once. */
import { expect, it, onTestFinished } from 'vitest';
import { day } from '../../shared/domain/time.ts';
import { accountWith, ami, amis, instanceOf } from '../support/amis.ts';
import { noon } from '../support/facts.ts';
import { aPolicy, ec2Policy } from '../support/policies.ts';
import { idsIn, outcomesOf, startService, type TestService } from '../support/service.ts';
import { behind, startWire, writesIn } from '../support/wire.ts';

const deregistrations = ({ simulator }: TestService): string[] => {
  const ids: string[] = [];
  simulator.onCall(({ operation, input }) => {
    if (operation === 'DeregisterImage') ids.push(JSON.stringify(input));
  });
  return ids;
};

async function writesOf(service: TestService, at: number): Promise<number> {
  const before = writesIn(service.table);
  await service.run(at);
  return writesIn(service.table) - before - sweepWrites;
}

/** The sweep's own item is begun and completed, however many scopes there are. */
const sweepWrites = 2;

it('retires nothing the second time, and writes one item per scope', async () => {
  const service = await startService({
    accounts: accountWith([...amis(3), ami('ami-young', 1)]),
    policy: aPolicy(),
  });
  await service.run(noon);
  expect(idsIn(service.world)).toEqual(['ami-young']);
  service.simulator.resetCalls();
  expect(service.scopes).toHaveLength(3);
  expect(await writesOf(service, noon + 2 * day)).toBe(3);
  expect(service.simulator.calls()).not.toHaveProperty('ec2:DeregisterImage');
});

it('writes one item per scope for the second preview, with all images still to be retired', async () => {
  const service = await startService({
    accounts: accountWith(amis(5)),
    policy: aPolicy({ mode: 'preview', grace: '7d' }),
  });
  await service.run(noon);
  expect(await writesOf(service, noon + day)).toBe(3);
});

it('writes one item for the second run in which an image waits for its grace to end', async () => {
  const service = await startService({
    accounts: accountWith(amis(5)),
    policy: ec2Policy({ grace: '7d' }),
  });
  await service.run(noon);
  expect(await writesOf(service, noon + day)).toBe(1);
});

it('writes nothing about an image that the limit holds once more: the run, and the end of its retirement', async () => {
  const service = await startService({
    accounts: accountWith(amis(5)),
    policy: ec2Policy({ limits: { perRun: 0, share: '100%' } }),
  });
  await service.run(noon);
  const versions = (await service.standing()).map(({ version }) => version);
  expect(await writesOf(service, noon + day)).toBe(2);
  expect((await service.standing()).map(({ version }) => version)).toEqual(versions);
});

it('acts once when every message comes twice, and stays within its budget', async () => {
  const service = await startService({
    accounts: accountWith(amis(6)),
    policy: ec2Policy({ limits: { perRun: 4, share: '100%' } }),
    deliveries: 2,
  });
  const ids = deregistrations(service);
  expect(outcomesOf(await service.run())).toEqual({
    'ami-001': 'deleted',
    'ami-002': 'deleted',
    'ami-003': 'deleted',
    'ami-004': 'deleted',
    'ami-005': 'held: limit',
    'ami-006': 'held: limit',
  });
  expect(ids).toHaveLength(4);
  expect(new Set(ids).size).toBe(4);
  expect(idsIn(service.world)).toEqual(['ami-005', 'ami-006']);
});

it('acts once on each image when two functions work on one message at the same time', async () => {
  const service = await startService({
    accounts: accountWith(amis(8)),
    policy: ec2Policy({ limits: { perRun: 5, share: '100%' } }),
  });
  const ids = deregistrations(service);
  service.before('retire', async (event, context) => {
    await Promise.all([1, 2, 3].map(async () => service.functions.retire(event, context)));
  });
  const document = await service.run();
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.length).toBeGreaterThan(0);
  expect(ids.length).toBeLessThanOrEqual(5);
  expect(idsIn(service.world)).toHaveLength(8 - ids.length);
  expect(document.images.filter(({ outcome }) => outcome === 'deleted')).toHaveLength(ids.length);
});

it('does the same when the schedule fires twice for one time', async () => {
  const service = await startService({
    accounts: accountWith(amis(6)),
    policy: ec2Policy({ limits: { perRun: 2, share: '100%' } }),
  });
  await service.run(noon);
  await service.bus.fire(noon);
  expect(idsIn(service.world)).toHaveLength(4);
});

it('shares one budget between two functions of which each sees another image free', async () => {
  const policy = ec2Policy({ limits: { perRun: 1, share: '100%' } });
  const service = await startService({ accounts: accountWith(amis(2)), policy });
  const { world, simulator } = service;
  const user = instanceOf('ami-001');
  let day1 = true;
  const slow = await startWire(simulator.url);
  onTestFinished(async () => slow.close());
  const looked = Promise.withResolvers<undefined>();
  const go = Promise.withResolvers<undefined>();
  slow.onAnswer(async (operation) => {
    if (operation !== 'DescribeImageReferences') return;
    looked.resolve(undefined);
    await go.promise;
  });
  service.before('retire', async (event, context) => {
    world.ec2.instances.add(user);
    if (day1) return;
    // The first sees no user, and stops; the second sees one, and goes past it.
    world.ec2.instances.remove(user);
    service.deploy(policy, behind(slow, simulator.environment));
    const first = service.functions.retire(event, context);
    await looked.promise;
    world.ec2.instances.add(user);
    service.deploy(policy);
    await service.functions.retire(event, context);
    go.resolve(undefined);
    await first;
  });
  service.world.ec2.images.remove(world.ec2.images.get('ami-002')!);
  expect(outcomesOf(await service.run(noon))).toEqual({ 'ami-001': 'held: in-use' });
  day1 = false;
  world.ec2.instances.remove(user);
  world.ec2.images.add(ami('ami-002'));
  simulator.resetCalls();
  await service.run(noon + day);
  expect(simulator.calls()['ec2:DeregisterImage']).toBe(1);
  expect(idsIn(world)).toEqual(['ami-001']);
});
