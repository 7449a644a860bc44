/** What a deletion took is brought back as far as AWS keeps it, and is not taken again. */
import { EC2Client } from '@aws-sdk/client-ec2';
import { expect, it, onTestFinished } from 'vitest';
import type { Switches } from '../../infra/local/aws/switches.ts';
import { day } from '../../shared/domain/time.ts';
import { restore, type Restored } from '../../shared/pipeline/restore.ts';
import { createEc2Restorer } from '../../shared/providers/ec2/restorer.ts';
import { accountWith, ami } from '../support/amis.ts';
import { appstreamImage } from '../support/streams.ts';
import { command, desk } from '../support/command.ts';
import { noon } from '../support/facts.ts';
import { ec2Policy } from '../support/policies.ts';
import { idsIn, outcomesOf, snapshotsIn, startService, type TestService } from '../support/service.ts';

const tagged = (tags: Record<string, string>) => ({
  Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
});

/** One AMI with a snapshot and a tag, deleted by a run while a rule of the Recycle Bin covered both. */
async function deleted(switches: Partial<Switches> = {}, parts: object = {}): Promise<TestService> {
  const service = await startService({
    accounts: accountWith([ami('ami-1', 100, { ...tagged({ team: 'web' }), ...parts })]),
    policy: ec2Policy(),
    switches: { recycleBin: { images: 7 * day, snapshots: 7 * day }, ...switches },
  });
  await service.run(noon);
  expect(idsIn(service.world)).toEqual([]);
  return service;
}

async function restored(service: TestService, keep = true): Promise<Restored> {
  const ec2 = new EC2Client({
    region: 'us-east-1',
    endpoint: service.simulator.url,
    credentials: { accessKeyId: 'AKIASIM123456789012', secretAccessKey: 'simulated' },
    maxAttempts: 1,
  });
  onTestFinished(() => {
    ec2.destroy();
  });
  const [scope] = service.scopes;
  const gone = await service.archive.gone(scope!);
  const known = gone[0] ?? (await service.standing())[0]!;
  const { ledger, clock } = service;
  return restore({ restorer: createEc2Restorer(ec2), ledger, clock, known, by: 'ann', keep });
}

it.each([false, true])(
  'comes back with its snapshots first, its tags and protected; tags kept by AWS: %s',
  async (restoredWithTags) => {
    const service = await deleted({ restoredWithTags });
    service.simulator.resetCalls();
    expect(await restored(service)).toMatchObject({ outcome: 'restored', undone: [] });
    expect(idsIn(service.world)).toEqual(['ami-1']);
    expect(snapshotsIn(service.world)).toEqual(['snap-1']);
    const tags = service.world.ec2.images.get('ami-1')?.Tags ?? [];
    expect(tags).toHaveLength(2);
    expect(tags).toEqual(
      expect.arrayContaining([
        { Key: 'team', Value: 'web' },
        { Key: 'imagewarden:keep', Value: 'restored by ann' },
      ]),
    );
  },
);

it('is on record as restored, by whom, and is kept by the next run', async () => {
  const service = await deleted();
  await restored(service);
  const [known] = await service.standing();
  expect(known?.latest).toMatchObject({
    event: 'restored',
    after: { decision: { verdict: 'keep' }, restored: { by: 'ann' } },
  });
  expect(known?.latest.after).not.toHaveProperty('gone');
  expect(known?.latest.after).not.toHaveProperty('mark');
  expect(await service.archive.gone(service.scopes[0]!)).toEqual([]);
  const document = await service.run(noon + day);
  expect(document.images).toMatchObject([{ image: 'ami-1', verdict: 'keep', outcome: 'none' }]);
  expect(document.images[0]?.reasons.map(({ code }) => code)).toEqual(['protected-tag']);
  expect((await service.standing())[0]?.latest.after.restored).toMatchObject({ by: 'ann' });
});

it('is protected before it is there to be seen', async () => {
  const service = await deleted({ restoredWithTags: true });
  let tags: unknown;
  service.simulator.onCall(({ operation }) => {
    if (operation === 'RestoreImageFromRecycleBin')
      tags = service.world.ec2.recycleBin.images.get('ami-1')?.item.Tags?.map(({ Key }) => Key);
  });
  await restored(service);
  expect(tags).toContain('imagewarden:keep');
});

it('begins its grace anew where it is not tagged', async () => {
  const service = await deleted();
  service.deploy(ec2Policy({ grace: '7d' }));
  await restored(service, false);
  expect(service.world.ec2.images.get('ami-1')?.Tags).toEqual([{ Key: 'team', Value: 'web' }]);
  expect(outcomesOf(await service.run(noon + day))).toEqual({ 'ami-1': 'held: grace' });
  expect(outcomesOf(await service.run(noon + 7 * day))).toEqual({ 'ami-1': 'held: grace' });
  expect(outcomesOf(await service.run(noon + 8 * day))).toEqual({ 'ami-1': 'deleted' });
});

it('is deprecated again where it was', async () => {
  const service = await deleted({}, { DeprecationTime: '2026-10-01T00:00:00Z' });
  expect((await restored(service)).done).toContain('deprecated');
  expect(service.world.ec2.images.get('ami-1')?.DeprecationTime).toBeDefined();
});

it('is left as it is where a snapshot has left the bin before it', async () => {
  const service = await deleted({ recycleBin: { images: 7 * day, snapshots: day } });
  await service.clock.sleep(2 * day);
  expect(await restored(service)).toEqual({
    outcome: 'lost',
    done: [],
    undone: ['its snapshot snap-1 exists no more, neither in the Recycle Bin nor outside'],
  });
  expect(service.simulator.calls()).not.toHaveProperty('ec2:CreateTags');
});

it('is not taken for restored because AWS lists it for a while after it is gone', async () => {
  const service = await deleted({ recycleBin: undefined });
  expect(await restored(service)).toMatchObject({
    outcome: 'failed',
    undone: [expect.stringContaining('ask again after')],
  });
  expect(await service.standing()).toEqual([]);
  await service.clock.sleep(day);
  expect((await restored(service)).outcome).toBe('lost');
});

it('cannot come back once no rule covers it any more', async () => {
  const service = await deleted();
  await service.clock.sleep(8 * day);
  expect((await restored(service)).outcome).toBe('lost');
});

it.each(['RestoreSnapshotFromRecycleBin', 'CreateTags', 'RestoreImageFromRecycleBin'] as const)(
  'stays gone, on record too, when %s is refused, and comes back with the next try',
  async (operation) => {
    const service = await deleted();
    const heal = service.simulator.inject({ service: 'ec2', operation, error: 'UnauthorizedOperation' });
    const first = await restored(service);
    expect(first.outcome).toBe('failed');
    expect(first.undone[0]).toContain('UnauthorizedOperation');
    expect(idsIn(service.world)).toEqual([]);
    expect(await service.archive.gone(service.scopes[0]!)).toHaveLength(1);
    heal();
    expect((await restored(service)).outcome).toBe('restored');
    expect(idsIn(service.world)).toEqual(['ami-1']);
  },
);

it('finishes what an earlier try left half done', async () => {
  const service = await deleted();
  const heal = service.simulator.inject({
    service: 'ec2',
    operation: 'CreateTags',
    error: 'UnauthorizedOperation',
    on: [2],
  });
  const first = await restored(service);
  expect(first).toMatchObject({ outcome: 'restored' });
  expect(first.undone).toEqual([expect.stringContaining('UnauthorizedOperation')]);
  heal();
  expect(idsIn(service.world)).toEqual(['ami-1']);
});

const policy = {
  version: 1,
  mode: 'enforce',
  limits: { perRun: 9, share: '100%' },
  rules: [{ name: 'old', select: {}, keep: { newest: 0 }, retire: { olderThan: '30d' } }],
};

it('is restored by the command, against a simulated account', async () => {
  const { write, path, read } = desk();
  const [before, after, out, db] = [
    write('before.json', accountWith([ami('ami-1')])),
    path('after.json'),
    path('out.json'),
    path('db'),
  ];
  const run = async (file: string, now: string) =>
    command(
      'run',
      '--account-file',
      file,
      '--policy',
      write('policy.json', policy),
      '--now',
      now,
      '--db',
      db,
      '--out',
      after,
      '--json',
    );
  expect((await run(before, '2026-11-01T12:00:00Z')).out).toContain('"outcome": "deleted"');
  const again = async (...more: string[]) =>
    command('restore', 'ami-1', '--db', db, '--account-file', after, '--out', out, '--by', 'ann', ...more);

  const none = await again('--now', '2026-11-02T12:00:00Z');
  expect(none).toMatchObject({ status: 1, err: '' });
  expect(none.out).toContain('ami-1 cannot be brought back');
  const late = await again('--now', '2026-11-20T12:00:00Z', '--recycle-bin', '7d', '--json');
  expect(late.status).toBe(1);
  expect(JSON.parse(late.out)).toMatchObject({ image: 'ami-1', outcome: 'lost', done: [] });
  const done = await again('--now', '2026-11-02T12:00:00Z', '--recycle-bin', '7d');
  expect(done).toMatchObject({ status: 0, err: '' });
  expect(done.out).toContain('ami-1 is there again. It bears imagewarden:keep');
  expect(read('out.json')).toContain('snap-1');
  expect((await command('history', 'ami-1', '--db', db)).out).toContain('restored');
  expect((await run(out, '2026-11-03T12:00:00Z')).out).toContain('"protected-tag"');
});

it('is told as beyond recall where AWS keeps nothing, with what is known to build it anew', async () => {
  const { write, path } = desk();
  const db = path('db');
  const file = write('account.json', { appstream: { Images: [appstreamImage('desktop-1')] } });
  const run = await command(
    'run',
    '--account-file',
    file,
    '--policy',
    write('policy.json', policy),
    '--now',
    '2026-11-01T12:00:00Z',
    '--db',
    db,
    '--out',
    file,
  );
  expect(run.status).toBe(0);
  const ended = await command('restore', 'desktop-1', '--db', db, '--account-file', file, '--out', file);
  expect(ended.status).toBe(1);
  expect(ended.out).toContain('desktop-1 cannot be brought back');
  expect(ended.out).toContain('gone: deleted at 2026-11-01');
});

it('says what is wrong with what it is given', async () => {
  const { write, path } = desk();
  const file = write('account.json', accountWith([ami('ami-1')]));
  const db = path('db');
  await command(
    'run',
    '--account-file',
    file,
    '--policy',
    write('policy.json', { ...policy, mode: 'preview' }),
    '--now',
    '2026-11-01T12:00:00Z',
    '--db',
    db,
  );
  const local = ['--db', db, '--account-file', file, '--out', path('out.json')];
  const unknown = await command('restore', 'ami-2', ...local);
  expect([unknown.status, unknown.err]).toEqual([2, 'ami-2 is not in the ledger; images lists what is\n']);
  const soon = await command('restore', 'ami-1', ...local, '--recycle-bin', 'soon');
  expect([soon.status, soon.err]).toEqual([
    2,
    '--recycle-bin soon: this is no duration; write one like 7d\n',
  ]);
  expect((await command('restore', 'ami-1', '--db', db)).err).toContain('--account-file is missing');
  expect(await command('restore', 'ami-1', ...local)).toMatchObject({
    status: 0,
    out: 'ami-1 is there; there was nothing to restore.\n',
  });
});
