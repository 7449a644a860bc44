/** Images that are no more, images that only seem so, and snapshots that were left behind. */
import { describe, expect, it } from 'vitest';
import { day, hour, minute, second } from '../../shared/domain/time.ts';
import { accountWith, ami, amis, snapshotOf } from '../support/amis.ts';
import { noon } from '../support/facts.ts';
import { ec2Policy } from '../support/policies.ts';
import { outcomesOf, snapshotsIn, startService, type TestService } from '../support/service.ts';

const eventsOf = async ({ archive, scopes }: TestService, from = 0): Promise<string[]> =>
  (await archive.between(scopes[0]!, from, Number.MAX_SAFE_INTEGER)).map(({ event }) => event);

describe('a deleted image that listings go on showing', () => {
  it('is neither planned, nor deleted, nor recorded again by a run right after', async () => {
    const service = await startService({ accounts: accountWith([ami('ami-1')]), policy: ec2Policy() });
    await service.run(noon);
    const before = await eventsOf(service);
    service.simulator.resetCalls();
    const again = await service.run(noon + 30 * second);
    expect(again.images).toEqual([]);
    expect(service.simulator.calls()).not.toHaveProperty('ec2:DeregisterImage');
    expect(await eventsOf(service)).toEqual(before);
    expect((await service.archive.gone(service.scopes[0]!)).map(({ latest }) => latest.event)).toEqual([
      'deleted',
    ]);
  });

  it('takes no place among the newest of its family', async () => {
    const service = await startService({
      accounts: accountWith([ami('ami-1', 100, { Name: 'web-1' })]),
      policy: ec2Policy(),
    });
    await service.run(noon);
    service.world.ec2.images.add(ami('ami-0', 200, { Name: 'web-0' }));
    service.deploy(
      ec2Policy({ rules: [{ name: 'old', select: {}, keep: { newest: 1 }, retire: { olderThan: '30d' } }] }),
    );
    expect(outcomesOf(await service.run(noon + 30 * second))).toEqual({ 'ami-0': 'none' });
  });

  it('is called returned after more than an hour', async () => {
    const service = await startService({
      accounts: accountWith([ami('ami-1')]),
      policy: ec2Policy(),
      switches: { deregisterLag: 3 * hour },
    });
    await service.run(noon);
    service.deploy(ec2Policy({ mode: 'preview' }));
    expect(outcomesOf(await service.run(noon + 59 * minute))).toEqual({});
    const late = await service.run(noon + 2 * hour);
    // A closer look says that it is gone: it stays, and is not judged.
    expect(late.images.map(({ reasons }) => reasons.map(({ code }) => code))).toEqual([['users-unknown']]);
    expect((await eventsOf(service)).at(-1)).toBe('returned');
  });
});

describe('an image that is not listed any more', () => {
  const young = () => accountWith([ami('ami-1', 1), ami('ami-2', 2)]);
  const seen = async () => {
    const service = await startService({ accounts: young(), policy: ec2Policy() });
    await service.run(noon);
    return service;
  };
  const remove = ({ world }: TestService): void => {
    const image = world.ec2.images.get('ami-1');
    if (image) world.ec2.images.remove(image);
  };

  it('vanished, when a look by its id agrees; nobody says that we deleted it', async () => {
    const service = await seen();
    remove(service);
    expect(outcomesOf(await service.run(noon + day))).toEqual({ 'ami-2': 'none' });
    const [gone, ...rest] = await service.archive.gone(service.scopes[0]!);
    expect(rest).toEqual([]);
    expect(gone?.latest).toMatchObject({
      event: 'vanished',
      after: { gone: { at: noon + day, how: 'vanished' } },
    });
    expect(gone?.latest.after.intent).toBeUndefined();
    expect(gone?.latest.after.result).toBeUndefined();
  });

  it('stays on record when the listing had a blind spot', async () => {
    const service = await seen();
    remove(service);
    const heal = service.simulator.inject({
      service: 'ec2',
      operation: 'DescribeImages',
      error: 'UnauthorizedOperation',
    });
    const blind = await service.run(noon + day);
    expect(blind.images.map(({ image, verdict }) => [image, verdict])).toEqual([
      ['ami-1', 'keep'],
      ['ami-2', 'keep'],
    ]);
    expect(await service.archive.gone(service.scopes[0]!)).toEqual([]);
    heal();
    await service.run(noon + 2 * day);
    expect(await service.archive.gone(service.scopes[0]!)).toHaveLength(1);
  });

  it('stays on record when a look by its id still finds it', async () => {
    const service = await seen();
    service.simulator.onCall(({ operation, input }) => {
      if (operation !== 'DescribeImages') return;
      // Hidden from listings alone.
      if (JSON.stringify(input).includes('ami-1')) service.world.ec2.images.add(ami('ami-1', 1));
      else remove(service);
    });
    await service.run(noon + day);
    expect((await service.standing()).map(({ latest }) => latest.after.image.id)).toEqual(['ami-1', 'ami-2']);
    expect(await eventsOf(service)).not.toContain('vanished');
  });

  it('stays on record when the look by its id fails', async () => {
    const service = await seen();
    remove(service);
    service.simulator.resetCalls();
    service.simulator.inject({
      service: 'ec2',
      operation: 'DescribeImages',
      error: 'UnauthorizedOperation',
      on: [2],
    });
    await service.run(noon + day);
    expect(service.simulator.calls()['ec2:DescribeImages']).toBe(2);
    expect(await service.standing()).toHaveLength(2);
    expect(await eventsOf(service)).not.toContain('vanished');
  });
});

describe('a snapshot whose deletion failed', () => {
  it('is tried again by the next run, and forgotten once it is gone', async () => {
    const service = await startService({ accounts: accountWith([ami('ami-1')]), policy: ec2Policy() });
    const { world, ledger, scopes } = service;
    world.ec2.snapshotResults.set('snap-1', 'internal-error');
    const first = await service.run(noon);
    expect(first.images[0]?.snapshots).toEqual([{ id: 'snap-1', result: 'internal-error' }]);
    expect(await ledger.leftovers(scopes[0]!)).toMatchObject([{ snapshot: 'snap-1', image: 'ami-1' }]);
    await service.run(noon + day);
    expect(snapshotsIn(world)).toEqual(['snap-1']);
    expect(await ledger.leftovers(scopes[0]!)).toHaveLength(1);
    world.ec2.snapshotResults.delete('snap-1');
    await service.run(noon + 2 * day);
    expect(snapshotsIn(world)).toEqual([]);
    expect(await ledger.leftovers(scopes[0]!)).toEqual([]);
  });

  it('is left alone in preview', async () => {
    const service = await startService({ accounts: accountWith([ami('ami-1')]), policy: ec2Policy() });
    service.world.ec2.snapshotResults.set('snap-1', 'internal-error');
    await service.run(noon);
    service.world.ec2.snapshotResults.clear();
    service.deploy(ec2Policy({ mode: 'preview' }));
    await service.run(noon + day);
    expect(snapshotsIn(service.world)).toEqual(['snap-1']);
  });

  it('is left alone once somebody tagged it to be kept', async () => {
    const service = await startService({ accounts: accountWith([ami('ami-1')]), policy: ec2Policy() });
    const { snapshots, snapshotResults } = service.world.ec2;
    snapshotResults.set('snap-1', 'internal-error');
    await service.run(noon);
    snapshotResults.clear();
    const snapshot = snapshots.get('snap-1')!;
    snapshots.remove(snapshot);
    snapshots.add({ ...snapshot, Tags: [{ Key: 'imagewarden:keep', Value: '' }] });
    await service.run(noon + day);
    expect(snapshotsIn(service.world)).toEqual(['snap-1']);
  });
});

it('leaves a snapshot that another image uses, and takes it along with that one', async () => {
  const [old = ami('ami-1'), younger = ami('ami-2')] = amis(2);
  const shared = { ...younger, BlockDeviceMappings: old.BlockDeviceMappings };
  const service = await startService({
    accounts: {
      ec2: { Images: [old, shared], Snapshots: [{ SnapshotId: snapshotOf('ami-001'), VolumeSize: 8 }] },
    },
    policy: ec2Policy({ limits: { perRun: 1, share: '100%' } }),
  });
  const first = await service.run(noon);
  expect(first.images[0]).toMatchObject({
    outcome: 'deleted',
    snapshots: [{ id: 'snap-001', result: 'skipped' }],
  });
  expect(snapshotsIn(service.world)).toEqual(['snap-001']);
  expect(await service.ledger.leftovers(service.scopes[0]!)).toEqual([]);
  await service.run(noon + day);
  expect(snapshotsIn(service.world)).toEqual([]);
});
