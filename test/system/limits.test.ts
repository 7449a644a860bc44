/** How many images one run may attempt in one scope. */
import { describe, expect, it } from 'vitest';
import { day } from '../../shared/domain/time.ts';
import { accountWith, ami, amis } from '../support/amis.ts';
import { noon } from '../support/facts.ts';
import { ec2Policy } from '../support/policies.ts';
import { idsIn, outcomesOf, startService, type TestServiceSettings } from '../support/service.ts';

const limited = async (
  count: number,
  perRun: number,
  share: string,
  rest: Partial<TestServiceSettings> = {},
) =>
  startService({
    accounts: accountWith(amis(count)),
    policy: ec2Policy({ limits: { perRun, share } }),
    ...rest,
  });

describe.each([
  { perRun: 0, share: '100%', of: 3, deleted: 0 },
  { perRun: 1, share: '100%', of: 3, deleted: 1 },
  { perRun: 2, share: '100%', of: 3, deleted: 2 },
  { perRun: 9, share: '100%', of: 3, deleted: 3 },
  { perRun: 9, share: '0%', of: 3, deleted: 0 },
  { perRun: 9, share: '1%', of: 3, deleted: 1 },
  { perRun: 9, share: '50%', of: 3, deleted: 1 },
  { perRun: 2, share: '10%', of: 30, deleted: 2 },
  { perRun: 5, share: '10%', of: 30, deleted: 3 },
  { perRun: 1000, share: '58%', of: 50, deleted: 29 },
])('perRun $perRun and share $share of $of images', ({ perRun, share, of, deleted }) => {
  it(`let ${deleted} go, the oldest, and hold the rest by limit`, async () => {
    const { run, world, simulator } = await limited(of, perRun, share);
    const { images } = await run();
    const all = amis(of).map(({ ImageId }) => ImageId);
    expect(images.filter(({ outcome }) => outcome === 'deleted').map(({ image }) => image)).toEqual(
      all.slice(0, deleted),
    );
    const held = images.filter(({ outcome }) => outcome === 'held');
    expect(held.map(({ image }) => image)).toEqual(all.slice(deleted));
    expect(held.every(({ reasons }) => reasons.some(({ code }) => code === 'limit'))).toBe(true);
    expect(idsIn(world)).toEqual(all.slice(deleted));
    expect(simulator.calls()['ec2:DeregisterImage'] ?? 0).toBe(deleted);
  });
});

it('counts the share of owned images alone', async () => {
  const foreign = amis(10).map((image) => ({
    ...image,
    ImageId: `${image.ImageId ?? ''}f`,
    OwnerId: '999999999999',
  }));
  const { run, world } = await startService({
    accounts: accountWith([...amis(10), ...foreign]),
    policy: ec2Policy({ limits: { perRun: 100, share: '20%' } }),
  });
  await run();
  expect(idsIn(world)).toHaveLength(18);
});

it('takes the smaller id first of images of one age', async () => {
  const Images = ['ami-c', 'ami-a', 'ami-b'].map((id) => ami(id, 100));
  const { run, world } = await startService({
    accounts: accountWith(Images),
    policy: ec2Policy({ limits: { perRun: 2, share: '100%' } }),
  });
  await run();
  expect(idsIn(world)).toEqual(['ami-c']);
});

it('counts a refused attempt, and goes on in the next run', async () => {
  const service = await limited(4, 2, '100%');
  const { simulator, world, run } = service;
  const heal = simulator.inject({
    service: 'ec2',
    operation: 'DeregisterImage',
    error: 'UnauthorizedOperation',
    on: [1],
  });
  expect(outcomesOf(await run(noon))).toEqual({
    'ami-001': 'refused',
    'ami-002': 'deleted',
    'ami-003': 'held: limit',
    'ami-004': 'held: limit',
  });
  heal();
  expect(outcomesOf(await run(noon + day))).toEqual({
    'ami-001': 'deleted',
    'ami-003': 'deleted',
    'ami-004': 'held: limit',
  });
  expect(idsIn(world)).toEqual(['ami-004']);
});

it('counts an attempt that got no answer', async () => {
  const { simulator, run } = await limited(3, 2, '100%', { timeout: 300 });
  simulator.inject({ service: 'ec2', operation: 'DeregisterImage', error: 'timeout', on: [1] });
  expect(outcomesOf(await run())).toEqual({
    'ami-001': 'unsure',
    'ami-002': 'deleted',
    'ami-003': 'held: limit',
  });
});

it('counts no image for attempted that the second look held', async () => {
  const service = await limited(3, 1, '100%');
  service.before('retire', () => {
    service.world.ec2.instances.add({ InstanceId: 'i-1', ImageId: 'ami-001', State: { Name: 'running' } });
  });
  expect(outcomesOf(await service.run())).toEqual({
    'ami-001': 'held: in-use',
    'ami-002': 'deleted',
    'ami-003': 'held: limit',
  });
});
