/** One switch stops all deletion at once, whatever a run was about to do. */
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { expect, it } from 'vitest';
import { day } from '../../shared/domain/time.ts';
import { writeResumption, writeStop } from '../../shared/store/stop.ts';
import type { Table } from '../../shared/store/table.ts';
import { localClient } from '../../infra/local/table/start.ts';
import { accountWith, amis } from '../support/amis.ts';
import { noon } from '../support/facts.ts';
import { command, desk } from '../support/command.ts';
import { ec2Policy } from '../support/policies.ts';
import { idsIn, outcomesOf, startService, type TestService } from '../support/service.ts';

const start = async (): Promise<TestService> =>
  startService({ accounts: accountWith(amis(4)), policy: ec2Policy() });

const tableOf = ({ table }: TestService): Table => ({ client: localClient(table.url), name: 'imagewarden' });

const stop = async (service: TestService): Promise<boolean> =>
  writeStop(tableOf(service), { at: noon, by: 'ann', reason: 'an outage' });

it('deletes nothing while stopped, goes on looking, and deletes once it is lifted', async () => {
  const service = await start();
  await stop(service);
  const stopped = await service.run(noon);
  expect(new Set(Object.values(outcomesOf(stopped)))).toEqual(new Set(['held: stopped']));
  expect(stopped.images[0]?.reasons).toContainEqual({
    code: 'stopped',
    detail: 'stopped by ann at 2026-11-01T12:00:00.000Z: an outage',
  });
  expect(idsIn(service.world)).toHaveLength(4);
  expect(service.metrics.get('Stopped')).toBe(1);
  expect((await service.archive.runs(service.scopes[0]!, noon, noon + 1))[0]).toMatchObject({
    owned: 4,
    attempts: 0,
  });

  await writeResumption(tableOf(service), { at: noon, by: 'ann' });
  await service.run(noon + day);
  expect(idsIn(service.world)).toEqual([]);
  expect(service.metrics.get('Stopped')).toBe(1);
});

it('begins no further image once it is stopped in the middle of a run', async () => {
  const service = await start();
  service.simulator.onCall(async ({ operation }) => {
    if (operation === 'DeregisterImage') await stop(service);
  });
  const outcomes = outcomesOf(await service.run(noon));
  expect(outcomes).toEqual({
    'ami-001': 'deleted',
    'ami-002': 'held: stopped',
    'ami-003': 'held: stopped',
    'ami-004': 'held: stopped',
  });
});

it('does not ask again for a throttled image once it is stopped', async () => {
  const service = await start();
  service.simulator.inject({ service: 'ec2', operation: 'DeregisterImage', error: 'throttle' });
  service.simulator.onCall(async ({ operation }) => {
    if (operation === 'DeregisterImage') await stop(service);
  });
  await service.run(noon);
  expect(service.simulator.calls()['ec2:DeregisterImage']).toBe(1);
  expect(idsIn(service.world)).toHaveLength(4);
});

it.each([
  { what: 'a newer version wrote it', item: { format: 99 }, error: 'NewerFormatFault' },
  { what: 'it is garbled', item: { format: 1, stopped: false }, error: 'DamagedItemFault' },
])('is stopped where the switch cannot be read, since $what', async ({ item, error }) => {
  const service = await start();
  const { client, name } = tableOf(service);
  await client.send(new PutCommand({ TableName: name, Item: { pk: 'stop', sk: 'stop', ...item } }));
  const document = await service.run(noon);
  expect(new Set(Object.values(outcomesOf(document)))).toEqual(new Set(['held: stopped']));
  expect(document.images[0]?.reasons.find(({ code }) => code === 'stopped')?.detail).toBe(
    `whether deletion is stopped could not be read: ${error}`,
  );
  expect(idsIn(service.world)).toHaveLength(4);
});

it('leaves the snapshots alone that an earlier deletion left behind', async () => {
  const service = await startService({ accounts: accountWith(amis(1)), policy: ec2Policy() });
  service.world.ec2.snapshotResults.set('snap-001', 'internal-error');
  await service.run(noon);
  service.world.ec2.snapshotResults.clear();
  await stop(service);
  await service.run(noon + day);
  expect(service.simulator.calls()['ec2:DeleteSnapshot']).toBeUndefined();
  expect(service.metrics.get('Stopped')).toBe(1);
  await writeResumption(tableOf(service), { at: noon, by: 'ann' });
  await service.run(noon + 2 * day);
  expect(service.simulator.calls()['ec2:DeleteSnapshot']).toBe(1);
});

it('is turned by stop and resume, each of which says what it did', async () => {
  const { write, path } = desk();
  const db = path('db');
  const file = write('account.json', accountWith(amis(2)));
  const policy = write('policy.json', {
    version: 1,
    mode: 'enforce',
    limits: { perRun: 9, share: '100%' },
    rules: [{ name: 'old', select: {}, keep: { newest: 0 }, retire: { olderThan: '30d' } }],
  });
  const run = async (now: string) =>
    command('run', '--account-file', file, '--policy', policy, '--now', now, '--db', db, '--json');
  expect((await command('stop', '--db', db)).err).toContain('there is no such folder');
  await run('2026-09-01T00:00:00Z');

  const first = await command('stop', '--db', db, '--by', 'ann', '--reason', 'an \u001b[2Joutage');
  expect(first).toMatchObject({ status: 0, err: '' });
  expect(first.out).toMatch(
    /^Deletion is stopped: by ann at .* \(an \\u001b\[2Joutage\)\.\nNo run is under way\./,
  );
  const again = await command('stop', '--db', db, '--by', 'bob', '--json');
  expect(JSON.parse(again.out)).toMatchObject({ changed: false, stopped: { by: 'ann' }, finishedBy: null });
  expect((await run('2026-11-01T12:00:00Z')).out).toContain('"outcome": "held"');

  expect((await command('resume', '--db', db)).out).toMatch(
    /^Deletion goes on with the next run\. Lifted: by ann/,
  );
  expect((await command('resume', '--db', db)).out).toBe('Deletion was not stopped; nothing was changed.\n');
  expect((await run('2026-11-02T12:00:00Z')).out).toContain('"outcome": "deleted"');
  expect((await command('stop')).status).toBe(2);
  expect((await command('stop', '--db', db, '--reason', 'x'.repeat(301))).err).toContain('say it shorter');
});
