/** One AMI from its first sighting to its history. */
import { expect, it } from 'vitest';
import { day, iso } from '../../shared/domain/time.ts';
import { factAsOf } from '../../shared/pipeline/audit/as-of.ts';
import { find } from '../../shared/pipeline/audit/find.ts';
import { accountWith, ami } from '../support/amis.ts';
import { noon } from '../support/facts.ts';
import { ec2Policy } from '../support/policies.ts';
import { idsIn, outcomesOf, snapshotsIn, startService } from '../support/service.ts';

it('is listed, kept while young, due after its grace, deleted with its snapshot, and remembered', async () => {
  const service = await startService({
    accounts: accountWith([ami('ami-1', 29)]),
    policy: ec2Policy({ grace: '7d' }),
  });
  const { world, archive } = service;
  const [young, marked, due] = [noon, noon + 2 * day, noon + 9 * day];

  expect(outcomesOf(await service.run(young))).toEqual({ 'ami-1': 'none' });
  expect(outcomesOf(await service.run(marked))).toEqual({ 'ami-1': 'held: grace' });
  expect(idsIn(world)).toEqual(['ami-1']);
  const last = await service.run(due);

  expect(last.images).toEqual([
    {
      image: 'ami-1',
      kind: 'ec2',
      account: '123456789012',
      region: 'us-east-1',
      name: 'image-of-ami-1',
      state: 'available',
      rule: 'old',
      verdict: 'retire',
      dueAt: iso(due),
      reasons: [{ code: 'stale', detail: 'old retires after 30d' }],
      outcome: 'deleted',
      snapshots: [{ id: 'snap-1', result: 'success' }],
    },
  ]);
  expect(idsIn(world)).toEqual([]);
  expect(snapshotsIn(world)).toEqual([]);

  const [known] = await find(archive, 'ami-1', {});
  const entries = await archive.history(known!.latest.after.image);
  expect(entries.map(({ event, at }) => [event, at])).toEqual([
    ['appeared', young],
    ['changed', marked],
    ['changed', due],
    ['intent', due],
    ['deleted', due],
  ]);
  expect(entries.map(({ before }) => before?.decision.verdict)).toEqual([
    undefined,
    'keep',
    'retire',
    'retire',
    'retire',
  ]);
  expect(entries.map(({ after }) => [after.intent !== undefined, after.gone?.how])).toEqual([
    [false, undefined],
    [false, undefined],
    [false, undefined],
    [true, undefined],
    [false, 'deleted'],
  ]);

  const verdictAt = async (at: number) => (await factAsOf(archive, known!, at))?.decision.verdict;
  expect(await verdictAt(young - 1)).toBeUndefined();
  expect(await verdictAt(young)).toBe('keep');
  expect(await verdictAt(marked)).toBe('retire');
  expect(await verdictAt(due - 1)).toBe('retire');
  expect(await verdictAt(due)).toBeUndefined();
});
