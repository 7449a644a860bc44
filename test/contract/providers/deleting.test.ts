/** What each answer of AWS to a deletion means, asked through the unchanged SDK; and that none is ever sent twice. */
import { AppStreamClient } from '@aws-sdk/client-appstream';
import { describe, expect, it } from 'vitest';
import type { AccountFileInput } from '../../../infra/local/account/account-file.ts';
import type { Fault } from '../../../infra/local/account/fault-entry.ts';
import type { Image, Kind } from '../../../shared/domain/image.ts';
import type { ImageActor } from '../../../shared/pipeline/ports.ts';
import { day, iso } from '../../../shared/domain/time.ts';
import { lookUp } from '../../../shared/providers/appstream/source.ts';
import { accountWith, ami, snapshotOf } from '../../support/amis.ts';
import { build, buildArn, recipeArn } from '../../support/builds.ts';
import { aScope, noon } from '../../support/facts.ts';
import { simulate, type Settings, type Simulated } from '../../support/simulated.ts';
import { appstreamImage } from '../../support/streams.ts';

interface Deletion extends Simulated {
  readonly images: readonly Image[];
  /** Deletes the one that has this id, as it was seen at the beginning. */
  readonly retire: (id: string) => ReturnType<ImageActor['retire']>;
  readonly deleteSnapshot: (id: string) => Promise<string | undefined>;
}

async function deletionIn(kind: Kind, account: AccountFileInput, settings: Settings = {}): Promise<Deletion> {
  const simulated = await simulate(account, settings);
  const connection = await simulated.connect({ ...aScope, kind });
  const { sightings } = await connection.source().list({ tags: false, origin: false });
  const images = Array.from(sightings, ({ image }) => image);
  simulated.simulator.resetCalls();
  simulated.calls.length = 0;
  return {
    ...simulated,
    images,
    retire: async (id) => connection.actor().retire(images.find((image) => image.id === id)!),
    deleteSnapshot: async (id) => (await connection.actor().deleteSnapshot?.(id))?.result,
  };
}

const deleting = ({ simulator }: Simulated): Record<string, number> =>
  Object.fromEntries(Object.entries(simulator.calls()).filter(([name]) => /:(Delete|Deregister)/.test(name)));

const broken = (service: Fault['service'], operation: string, error: string): { faults: Fault[] } => ({
  faults: [{ service, operation, error }],
});

describe('an AMI', () => {
  const account = accountWith([ami('ami-1'), ami('ami-2')]);
  const images = (held: Simulated) =>
    held.simulator
      .world()
      .ec2.images.all()
      .map(({ ImageId }) => ImageId);

  it('is deregistered with its snapshots, and what became of each is told', async () => {
    const deletion = await deletionIn('ec2', account);
    expect(await deletion.retire('ami-1')).toEqual({
      answer: 'accepted',
      snapshots: [{ id: 'snap-1', result: 'success' }],
    });
    expect(images(deletion)).toEqual(['ami-2']);
    expect(deletion.simulator.world().ec2.snapshots.get('snap-1')).toBeUndefined();
    expect(deleting(deletion)).toEqual({ 'ec2:DeregisterImage': 1 });
  });

  it.each(['missing-permissions', 'internal-error', 'client-error', 'something-new'])(
    'trap 11: is gone though its snapshot stays for %s',
    async (code) => {
      const deletion = await deletionIn('ec2', account);
      deletion.simulator.world().ec2.snapshotResults.set('snap-1', code);
      expect(await deletion.retire('ami-1')).toEqual({
        answer: 'accepted',
        snapshots: [{ id: 'snap-1', result: code }],
      });
      expect(images(deletion)).toEqual(['ami-2']);
    },
  );

  it('trap 10: leaves a snapshot that another AMI uses', async () => {
    const { BlockDeviceMappings } = ami('ami-1');
    const shared = accountWith([
      ami('ami-1'),
      ami('ami-2', 100, { BlockDeviceMappings: BlockDeviceMappings! }),
    ]);
    const deletion = await deletionIn('ec2', shared);
    expect(await deletion.retire('ami-1')).toMatchObject({
      snapshots: [{ id: 'snap-1', result: 'skipped' }],
    });
    expect(deletion.simulator.world().ec2.snapshots.get('snap-1')).toBeDefined();
  });

  it.each([
    ['and is known no more', 0],
    ['and still shows', day],
  ])(
    'trap 1: that somebody deregistered %s is already gone, its snapshots looked up',
    async (_, deregisterLag) => {
      const deletion = await deletionIn('ec2', account, { switches: { deregisterLag } });
      expect(await deletion.retire('ami-1')).toMatchObject({ answer: 'accepted' });
      const again = await deletion.retire('ami-1');
      expect(again).toEqual({ answer: 'already-gone', snapshots: [{ id: 'snap-1', result: 'success' }] });
    },
  );

  it('that is already gone tells of a snapshot that is still there, and of one that cannot be looked up', async () => {
    const deletion = await deletionIn('ec2', account);
    const { ec2 } = deletion.simulator.world();
    ec2.snapshotResults.set('snap-1', 'internal-error');
    await deletion.retire('ami-1');
    expect(await deletion.retire('ami-1')).toEqual({
      answer: 'already-gone',
      snapshots: [{ id: 'snap-1', result: 'still-there' }],
    });
    deletion.simulator.inject({
      service: 'ec2',
      operation: 'DescribeSnapshots',
      error: 'UnauthorizedOperation',
    });
    expect(await deletion.retire('ami-1')).toEqual({
      answer: 'already-gone',
      snapshots: [{ id: 'snap-1', result: 'unknown' }],
    });
  });

  it.each(['OperationNotPermitted', 'InvalidParameterValue', 'UnauthorizedOperation'])(
    'that is protected by the time is refused with %s, and stays',
    async (protectedImageRefusal) => {
      const locked = accountWith([
        ami('ami-1', 100, { DeregistrationProtection: 'disabled after 2026-11-02' }),
      ]);
      const deletion = await deletionIn('ec2', locked, { switches: { protectedImageRefusal } });
      const answer = await deletion.retire('ami-1');
      expect(answer).toMatchObject({ answer: 'refused' });
      expect('error' in answer && answer.error).toMatch(new RegExp(`^${protectedImageRefusal}: .*protected`));
      expect(images(deletion)).toEqual(['ami-1']);
    },
  );

  it.each(['InvalidParameterValue', 'OperationNotPermitted', 'AuthFailure'])(
    'that AWS Backup manages is refused with %s, and stays',
    async (backupImageRefusal) => {
      const backup = accountWith([ami('ami-1', 100, { Name: 'AwsBackup_i-1' })]);
      const deletion = await deletionIn('ec2', backup, { switches: { backupImageRefusal } });
      expect(await deletion.retire('ami-1')).toMatchObject({ answer: 'refused' });
      expect(images(deletion)).toEqual(['ami-1']);
    },
  );

  it.each([
    ['throttled', 'throttle', 'throttled'],
    ['throttled in another word', 'Throttling', 'throttled'],
    ['answered with a fault of the service', 'http500', 'no-answer'],
    ['denied', 'UnauthorizedOperation', 'refused'],
    ['met with a code that nobody knows', 'SomethingNew', 'refused'],
  ])('whose deletion is %s is asked for once, and tells so', async (_, error, answer) => {
    const deletion = await deletionIn('ec2', { ...account, ...broken('ec2', 'DeregisterImage', error) });
    expect(await deletion.retire('ami-1')).toMatchObject({ answer });
    expect(deleting(deletion)).toEqual({ 'ec2:DeregisterImage': 1 });
  });

  it.each([true, false])(
    'whose deletion is never answered is asked for once, whether it took effect (%s) or not',
    async (timeoutTakesEffect) => {
      const deletion = await deletionIn(
        'ec2',
        { ...account, ...broken('ec2', 'DeregisterImage', 'timeout') },
        { timeout: 150, switches: { timeoutTakesEffect } },
      );
      expect(await deletion.retire('ami-1')).toMatchObject({ answer: 'no-answer' });
      expect(deleting(deletion)).toEqual({ 'ec2:DeregisterImage': 1 });
      expect(images(deletion)).toEqual(timeoutTakesEffect ? ['ami-2'] : ['ami-1', 'ami-2']);
    },
  );
});

describe('a leftover snapshot', () => {
  const leftover = (more: object = {}): AccountFileInput => ({
    ec2: { Images: [ami('ami-2')], Snapshots: [{ SnapshotId: 'snap-1', ...more }] },
  });

  it('is deleted', async () => {
    const deletion = await deletionIn('ec2', leftover());
    expect(await deletion.deleteSnapshot('snap-1')).toBe('success');
    expect(deletion.simulator.world().ec2.snapshots.get('snap-1')).toBeUndefined();
  });

  it('that is gone counts as deleted', async () => {
    const deletion = await deletionIn('ec2', leftover());
    expect(await deletion.deleteSnapshot('snap-9')).toBe('success');
  });

  it('that an AMI uses again is skipped', async () => {
    const deletion = await deletionIn('ec2', leftover());
    expect(await deletion.deleteSnapshot(snapshotOf('ami-2'))).toBe('skipped');
  });

  it('that bears the keep tag is skipped without a call', async () => {
    const deletion = await deletionIn('ec2', leftover({ Tags: [{ Key: 'imagewarden:keep', Value: '' }] }));
    expect(await deletion.deleteSnapshot('snap-1')).toBe('skipped');
    expect(deleting(deletion)).toEqual({});
  });

  it('whose tags cannot be read stays without a call', async () => {
    const faults = broken('ec2', 'DescribeSnapshots', 'UnauthorizedOperation');
    const deletion = await deletionIn('ec2', { ...leftover(), ...faults });
    expect(await deletion.deleteSnapshot('snap-1')).toBe('internal-error');
    expect(deleting(deletion)).toEqual({});
  });

  it.each([
    ['UnauthorizedOperation', 'missing-permissions'],
    ['InvalidParameterValue', 'client-error'],
    ['throttle', 'internal-error'],
    ['http500', 'internal-error'],
    ['timeout', 'internal-error'],
  ])('whose deletion meets %s is asked for once: %s', async (error, result) => {
    const account = { ...leftover(), ...broken('ec2', 'DeleteSnapshot', error) };
    const deletion = await deletionIn('ec2', account, { timeout: 150 });
    expect(await deletion.deleteSnapshot('snap-1')).toBe(result);
    expect(deleting(deletion)).toEqual({ 'ec2:DeleteSnapshot': 1 });
  });
});

describe('an AppStream image', () => {
  const fleet = (State: string) => ({
    Name: 'f',
    ImageName: 'one',
    State,
    Arn: 'arn:aws:appstream:us-east-1:123456789012:fleet/f',
    InstanceType: 'stream.standard.medium',
    ComputeCapacityStatus: { Desired: 1 },
  });
  const streams = (
    more: NonNullable<AccountFileInput['appstream']> = {},
    parts: Partial<ReturnType<typeof appstreamImage>> & { ImageSharedWithOthers?: string } = {},
  ): AccountFileInput => ({ appstream: { Images: [{ ...appstreamImage('one'), ...parts }], ...more } });
  const names = (held: Simulated) =>
    held.simulator
      .world()
      .appstream.images.all()
      .map(({ Name }) => Name);

  it('is deleted by its name, once it is seen to be the one decided upon', async () => {
    const deletion = await deletionIn('appstream', streams());
    expect(await deletion.retire('one')).toEqual({ answer: 'accepted' });
    expect(deletion.calls.map(({ operation }) => operation)).toEqual(['DescribeImages', 'DeleteImage']);
    expect(names(deletion)).toEqual([]);
  });

  it.each(['RUNNING', 'STOPPED'])(
    'that a fleet uses by the time, %s, is refused and stays',
    async (state) => {
      const deletion = await deletionIn('appstream', streams({ Fleets: [fleet(state)] }));
      const answer = await deletion.retire('one');
      expect(answer).toMatchObject({ answer: 'refused' });
      expect('error' in answer && answer.error).toMatch(/^ResourceInUseException: /);
      expect(names(deletion)).toEqual(['one']);
    },
  );

  it.each(['OperationNotPermittedException', 'ResourceInUseException'])(
    'trap 33: that is shared by the time is refused with %s, stays, and stays shared',
    async (sharedImageRefusal) => {
      const shared = streams({}, { ImageSharedWithOthers: 'TRUE' });
      const deletion = await deletionIn('appstream', shared, { switches: { sharedImageRefusal } });
      expect(await deletion.retire('one')).toMatchObject({ answer: 'refused' });
      expect(deletion.simulator.world().appstream.images.get('one')?.ImageSharedWithOthers).toBe('TRUE');
      expect(deletion.calls.map(({ operation }) => operation)).toEqual(['DescribeImages', 'DeleteImage']);
    },
  );

  it('trap 32: whose name is by now that of another image is left alone', async () => {
    const deletion = await deletionIn('appstream', streams());
    const { images } = deletion.simulator.world().appstream;
    images.remove(images.get('one')!);
    images.add({ ...appstreamImage('one'), CreatedTime: iso(noon) });
    expect(await deletion.retire('one')).toEqual({ answer: 'changed' });
    expect(names(deletion)).toEqual(['one']);
    expect(deleting(deletion)).toEqual({});
  });

  it('is not taken for gone where the page that shows it comes after an empty one', async () => {
    const deletion = await deletionIn('appstream', streams(), { switches: { emptyPageWithToken: true } });
    expect(
      await (await deletion.connect({ ...aScope, kind: 'appstream' })).source().look(deletion.images[0]!),
    ).toBe('present');
    expect(await deletion.retire('one')).toMatchObject({ answer: 'accepted' });
    expect(names(deletion)).toEqual([]);
  });

  it('is not looked for in pages that repeat for ever', async () => {
    const client = new AppStreamClient({ region: 'us-east-1' });
    client.middlewareStack.add(
      () => async () =>
        Promise.resolve({ output: { Images: [], NextToken: 'again', $metadata: {} }, response: {} }),
      { step: 'initialize' },
    );
    await expect(lookUp('one', client)).rejects.toThrow(/for ever/);
  });

  it('that is gone by the time is already gone', async () => {
    const deletion = await deletionIn('appstream', streams());
    const { images } = deletion.simulator.world().appstream;
    images.remove(images.get('one')!);
    expect(await deletion.retire('one')).toEqual({ answer: 'already-gone' });
    expect(deleting(deletion)).toEqual({});
  });

  it.each([
    ['ResourceNotFoundException', 'already-gone'],
    ['ResourceInUseException', 'refused'],
  ])('that is being deleted is %s: %s', async (deletingAgainRefusal, answer) => {
    const deletion = await deletionIn('appstream', streams(), { switches: { deletingAgainRefusal } });
    await deletion.retire('one');
    expect(await deletion.retire('one')).toMatchObject({ answer });
  });

  it.each([
    ['throttle', 'throttled'],
    ['http500', 'no-answer'],
    ['timeout', 'no-answer'],
    ['ConcurrentModificationException', 'refused'],
    ['AccessDeniedException', 'refused'],
    ['ResourceNotFoundException', 'already-gone'],
  ])('whose deletion meets %s is asked for once: %s', async (error, answer) => {
    const account = { ...streams(), ...broken('appstream', 'DeleteImage', error) };
    const deletion = await deletionIn('appstream', account, { timeout: 150 });
    expect(await deletion.retire('one')).toMatchObject({ answer });
    expect(deleting(deletion)).toEqual({ 'appstream:DeleteImage': 1 });
  });

  it.each([
    ['throttle', 'throttled'],
    ['http500', 'throttled'],
    ['timeout', 'throttled'],
    ['AccessDeniedException', 'refused'],
  ])('that cannot be looked at for %s is not deleted: %s', async (error, answer) => {
    const deletion = await deletionIn('appstream', streams(), { timeout: 150 });
    deletion.simulator.inject({ service: 'appstream', operation: 'DescribeImages', error });
    expect(await deletion.retire('one')).toMatchObject({ answer });
    expect(deleting(deletion)).toEqual({});
  });
});

describe("a build's record", () => {
  const arn = buildArn('web/1.0.0/1');
  const builds = (more: NonNullable<AccountFileInput['imagebuilder']> = {}): AccountFileInput => ({
    ...accountWith([ami('ami-1')]),
    imagebuilder: { imageSummaryList: [build('web/1.0.0/1')], ...more },
  });

  it('trap 23: is deleted, and nothing but the record', async () => {
    const deletion = await deletionIn('imagebuilder', builds());
    expect(await deletion.retire(arn)).toEqual({ answer: 'accepted' });
    expect(deletion.calls.map(({ operation }) => operation)).toEqual(['DeleteImage']);
    expect(deletion.simulator.world().imagebuilder.summaries.all()).toEqual([]);
    expect(deletion.simulator.world().ec2.images.all()).toHaveLength(1);
  });

  it('that is gone is already gone', async () => {
    const deletion = await deletionIn('imagebuilder', builds());
    await deletion.retire(arn);
    expect(await deletion.retire(arn)).toEqual({ answer: 'already-gone' });
  });

  it('that a recipe depends on by the time is refused, and stays', async () => {
    const imageRecipes = [{ arn: recipeArn('child'), parentImage: arn }];
    const deletion = await deletionIn('imagebuilder', builds({ imageRecipes }));
    const answer = await deletion.retire(arn);
    expect(answer).toMatchObject({ answer: 'refused' });
    expect('error' in answer && answer.error).toMatch(/^ResourceDependencyException: /);
    expect(deletion.simulator.world().imagebuilder.summaries.all()).toHaveLength(1);
  });

  it.each([
    ['throttle', 'throttled'],
    ['TooManyRequestsException', 'throttled'],
    ['http500', 'no-answer'],
    ['ServiceUnavailableException', 'no-answer'],
    ['timeout', 'no-answer'],
    ['ForbiddenException', 'refused'],
    ['ResourceInUseException', 'refused'],
  ])('whose deletion meets %s is asked for once: %s', async (error, answer) => {
    const account = { ...builds(), ...broken('imagebuilder', 'DeleteImage', error) };
    const deletion = await deletionIn('imagebuilder', account, { timeout: 150 });
    expect(await deletion.retire(arn)).toMatchObject({ answer });
    expect(deleting(deletion)).toEqual({ 'imagebuilder:DeleteImage': 1 });
  });
});
