import type { DescribeSnapshotsCommandInput } from '@aws-sdk/client-ec2';
import { DeleteSnapshotCommand, DeregisterImageCommand, DescribeSnapshotsCommand } from '@aws-sdk/client-ec2';
import { describe, expect, it } from 'vitest';
import { account, many, refusalOf, simulate } from './support.ts';

const image = (id: string, snapshots: string[] = [], more: object = {}) => ({
  ImageId: id,
  OwnerId: account,
  State: 'available',
  BlockDeviceMappings: snapshots.map((SnapshotId) => ({ Ebs: { SnapshotId, VolumeSize: 8 } })),
  ...more,
});

const deregister = (ImageId: string, DeleteAssociatedSnapshots = true) =>
  new DeregisterImageCommand({ ImageId, DeleteAssociatedSnapshots });

describe('DeregisterImage', () => {
  it('takes the image away with its snapshots, and says what became of each', async () => {
    const file = {
      ec2: { Images: [image('ami-1', ['snap-1', 'snap-2'])], Snapshots: [{ SnapshotId: 'snap-1' }] },
    };
    const { ec2, simulator } = await simulate(file);
    const answer = await ec2.send(deregister('ami-1'));
    expect([answer.Return, answer.DeleteSnapshotResults]).toEqual([
      true,
      [
        { SnapshotId: 'snap-1', ReturnCode: 'success' },
        { SnapshotId: 'snap-2', ReturnCode: 'success' },
      ],
    ]);
    const { ec2: left } = simulator.world();
    expect([left.images.all(), left.snapshots.all()]).toEqual([[], []]);
  });

  it('leaves the snapshots when it is not told to delete them, also those that only the image told of', async () => {
    const { ec2 } = await simulate({ ec2: { Images: [image('ami-1', ['snap-1'])] } });
    const answer = await ec2.send(deregister('ami-1', false));
    expect(answer.DeleteSnapshotResults ?? []).toEqual([]);
    const { Snapshots } = await ec2.send(new DescribeSnapshotsCommand({ OwnerIds: ['self'] }));
    expect(Snapshots).toEqual([
      { SnapshotId: 'snap-1', OwnerId: account, State: 'completed', VolumeSize: 8 },
    ]);
  });

  it('takes away an image that an instance runs from: EC2 does not look for users', async () => {
    const file = { ec2: { Images: [image('ami-1')], Instances: [{ InstanceId: 'i-1', ImageId: 'ami-1' }] } };
    const { ec2 } = await simulate(file);
    expect((await ec2.send(deregister('ami-1'))).Return).toBe(true);
  });

  it.each(['missing-permissions', 'internal-error', 'client-error'])(
    'trap 11: succeeds although deleting a snapshot comes to %s',
    async (code) => {
      const { ec2, simulator } = await simulate({ ec2: { Images: [image('ami-1', ['snap-1', 'snap-2'])] } });
      simulator.world().ec2.snapshotResults.set('snap-1', code);
      const { DeleteSnapshotResults } = await ec2.send(deregister('ami-1'));
      expect(DeleteSnapshotResults?.map(({ ReturnCode }) => ReturnCode)).toEqual([code, 'success']);
      expect(
        simulator
          .world()
          .ec2.snapshots.all()
          .map(({ SnapshotId }) => SnapshotId),
      ).toEqual(['snap-1']);
    },
  );

  it('trap 10: skips a snapshot that another image uses, a disabled one too', async () => {
    const Images = [image('ami-1', ['snap-1']), image('ami-2', ['snap-1'], { State: 'disabled' })];
    const { ec2 } = await simulate({ ec2: { Images } });
    const first = await ec2.send(deregister('ami-1'));
    expect(first.DeleteSnapshotResults).toEqual([{ SnapshotId: 'snap-1', ReturnCode: 'skipped' }]);
    const second = await ec2.send(deregister('ami-2'));
    expect(second.DeleteSnapshotResults).toEqual([{ SnapshotId: 'snap-1', ReturnCode: 'success' }]);
  });

  it('says of an image that it took away that it is unavailable, later that it does not exist', async () => {
    const { ec2, clock } = await simulate({ ec2: { Images: [image('ami-1')] } });
    await ec2.send(deregister('ami-1'));
    expect((await refusalOf(ec2.send(deregister('ami-1')))).name).toBe('InvalidAMIID.Unavailable');
    clock.advance(60_000);
    expect((await refusalOf(ec2.send(deregister('ami-1')))).name).toBe('InvalidAMIID.NotFound');
  });

  it.each([
    ['enabled-without-cooldown', 'OperationNotPermitted'],
    ['enabled-with-cooldown', 'OperationNotPermitted'],
    ['disabled after 2026-11-02T00:00:00.000Z', 'OperationNotPermitted'],
    ['disabled', 'taken away'],
    [undefined, 'taken away'],
  ])('trap 12: protection %s: %s', async (DeregistrationProtection, outcome) => {
    const { ec2, simulator } = await simulate({
      ec2: { Images: [image('ami-1', [], { DeregistrationProtection })] },
    });
    const answered = await ec2.send(deregister('ami-1')).then(
      () => 'taken away',
      (fault: unknown) => (fault instanceof Error ? fault.name : ''),
    );
    expect(answered).toBe(outcome);
    expect(simulator.world().ec2.images.all()).toHaveLength(outcome === 'taken away' ? 0 : 1);
  });

  it.each([
    ['its alias', { ImageOwnerAlias: 'aws-backup-vault' }],
    ['its name', { Name: 'AwsBackup_i-1_x' }],
    ['its tag', { Tags: [{ Key: 'aws:backup:source-resource', Value: 'i-1' }] }],
  ])('trap 17: refuses an image that AWS Backup manages, known by %s', async (_, more) => {
    const { ec2 } = await simulate({ ec2: { Images: [image('ami-1', [], more)] } });
    expect((await refusalOf(ec2.send(deregister('ami-1')))).name).toBe('InvalidParameterValue');
  });

  it('refuses protected and backup images in the words of the switches', async () => {
    const Images = [
      image('ami-1', [], { DeregistrationProtection: 'enabled-with-cooldown' }),
      image('ami-2', [], { Name: 'AwsBackup_x' }),
    ];
    const switches = { protectedImageRefusal: 'ProtectedX', backupImageRefusal: 'BackupX' };
    const { ec2 } = await simulate({ ec2: { Images } }, { switches });
    expect((await refusalOf(ec2.send(deregister('ami-1')))).name).toBe('ProtectedX');
    expect((await refusalOf(ec2.send(deregister('ami-2')))).name).toBe('BackupX');
  });

  it.each([
    ['an image of another account', 'ami-1', 'AuthFailure'],
    ['a pending image', 'ami-2', 'InvalidAMIID.Unavailable'],
    ['an image that does not exist', 'ami-404', 'InvalidAMIID.NotFound'],
    ['an id that is none', 'image', 'InvalidAMIID.Malformed'],
  ])('refuses %s', async (_, id, code) => {
    const Images = [
      image('ami-1', [], { OwnerId: '999999999999' }),
      image('ami-2', [], { State: 'pending' }),
    ];
    const { ec2, simulator } = await simulate({ ec2: { Images } });
    expect(await refusalOf(ec2.send(deregister(id)))).toMatchObject({ name: code, status: 400 });
    expect(simulator.world().ec2.images.all()).toHaveLength(2);
  });

  it('answers a dry run with 412 and takes nothing away', async () => {
    const { ec2, simulator } = await simulate({ ec2: { Images: [image('ami-1')] } });
    const dry = ec2.send(new DeregisterImageCommand({ ImageId: 'ami-1', DryRun: true }));
    expect(await refusalOf(dry)).toMatchObject({ name: 'DryRunOperation', status: 412 });
    expect(simulator.world().ec2.images.all()).toHaveLength(1);
  });
});

describe('snapshots', () => {
  const remove = (SnapshotId: string) => new DeleteSnapshotCommand({ SnapshotId });

  it('deletes a snapshot that no image uses', async () => {
    const { ec2, simulator } = await simulate({ ec2: { Snapshots: [{ SnapshotId: 'snap-1' }] } });
    await ec2.send(remove('snap-1'));
    expect(simulator.world().ec2.snapshots.all()).toEqual([]);
  });

  it('trap 4: keeps the snapshot of a disabled image', async () => {
    const { ec2 } = await simulate({ ec2: { Images: [image('ami-1', ['snap-1'], { State: 'disabled' })] } });
    expect(await refusalOf(ec2.send(remove('snap-1')))).toMatchObject({
      name: 'InvalidSnapshot.InUse',
      message: 'The snapshot snap-1 is currently in use by ami-1',
    });
  });

  it.each([
    [0, 'deleted'],
    [1_000, 'InvalidSnapshot.InUse'],
  ])(
    'right after its image was deregistered, with a lag of %i ms: %s',
    async (snapshotReleaseLag, outcome) => {
      const { ec2, clock } = await simulate(
        { ec2: { Images: [image('ami-1', ['snap-1'])] } },
        { switches: { snapshotReleaseLag } },
      );
      await ec2.send(deregister('ami-1', false));
      const answered = await ec2.send(remove('snap-1')).then(
        () => 'deleted',
        (fault: unknown) => (fault instanceof Error ? fault.name : ''),
      );
      expect(answered).toBe(outcome);
      clock.advance(1_000);
      if (outcome !== 'deleted') await ec2.send(remove('snap-1'));
    },
  );

  it.each([
    ['one that does not exist', 'snap-404', 'InvalidSnapshot.NotFound'],
    ['an id that is none', 'x', 'InvalidSnapshotID.Malformed'],
    ['one of another account', 'snap-1', 'UnauthorizedOperation'],
    ['one that AWS Backup manages', 'snap-2', 'InvalidParameterValue'],
    ['one that it lacks permission for', 'snap-3', 'UnauthorizedOperation'],
    ['one that fails inside', 'snap-4', 'InternalError'],
  ])('refuses to delete %s', async (_, id, code) => {
    const Snapshots = [
      { SnapshotId: 'snap-1', OwnerId: '999999999999' },
      { SnapshotId: 'snap-2', Tags: [{ Key: 'aws:backup:source-resource', Value: 'x' }] },
      { SnapshotId: 'snap-3' },
      { SnapshotId: 'snap-4' },
    ];
    const { ec2, simulator } = await simulate({ ec2: { Snapshots } });
    simulator
      .world()
      .ec2.snapshotResults.set('snap-3', 'missing-permissions')
      .set('snap-4', 'internal-error');
    expect((await refusalOf(ec2.send(remove(id)))).name).toBe(code);
    expect(simulator.world().ec2.snapshots.all()).toHaveLength(4);
  });

  it('describes snapshots by id, owner, filter and page', async () => {
    const Snapshots = [
      ...many(6, (at) => ({
        SnapshotId: `snap-${at}`,
        OwnerId: account,
        StartTime: '2026-01-01T00:00:00Z',
        State: 'completed',
        Tags: [{ Key: 'n', Value: String(at) }],
      })),
      { SnapshotId: 'snap-x', OwnerId: '999999999999' },
    ];
    const { ec2 } = await simulate({ ec2: { Snapshots, Images: [image('ami-1', ['snap-implied'])] } });
    const ids = async (input: DescribeSnapshotsCommandInput) =>
      (await ec2.send(new DescribeSnapshotsCommand(input))).Snapshots?.map(({ SnapshotId }) => SnapshotId);
    expect(await ids({ SnapshotIds: ['snap-implied', 'snap-0'] })).toEqual(['snap-implied', 'snap-0']);
    expect(await ids({ OwnerIds: ['self'] })).toHaveLength(7);
    expect(await ids({ OwnerIds: ['999999999999'] })).toEqual(['snap-x']);
    expect(await ids({ Filters: [{ Name: 'tag:n', Values: ['3'] }] })).toEqual(['snap-3']);
    const first = await ec2.send(new DescribeSnapshotsCommand({ MaxResults: 5 }));
    const rest = await ec2.send(new DescribeSnapshotsCommand({ MaxResults: 5, NextToken: first.NextToken }));
    expect([first.Snapshots?.length, rest.Snapshots?.length, rest.NextToken]).toEqual([5, 3, undefined]);
    expect((await refusalOf(ids({ SnapshotIds: ['snap-404'] }))).name).toBe('InvalidSnapshot.NotFound');
  });
});
