/** One ledger asked at the command line over several runs: names used again, and runs that come too late. */
import { expect, it } from 'vitest';
import * as z from 'zod/mini';
import { day, iso } from '../../shared/domain/time.ts';
import { command, desk, type Desk } from '../support/command.ts';
import { noon } from '../support/facts.ts';

const policy = {
  version: 1,
  mode: 'enforce',
  limits: { perRun: 20, share: '100%' },
  rules: [{ name: 'old', select: {}, keep: { newest: 0 }, retire: { olderThan: '30d' } }],
};

const answer = z.object({
  entries: z.array(z.object({ event: z.string(), after: z.object({ createdAt: z.string() }) })),
});

const bornAt = (at: number) => ({
  appstream: {
    Images: [{ Name: 'desk', State: 'AVAILABLE', Visibility: 'PRIVATE', CreatedTime: iso(at) }],
  },
});

const run = async (files: Desk, born: number, now: number) =>
  command(
    ...['run', '--account-file', files.write('account.json', bornAt(born))],
    ...['--policy', files.write('policy.yml', policy), '--now', iso(now), '--db', files.path('db'), '--json'],
  );

it('tells what happened to every image that bore a name', async () => {
  const files = desk();
  await run(files, noon - 40 * day, noon);
  await run(files, noon + day, noon + 2 * day);
  const { status, out } = await command('history', 'desk', '--db', files.path('db'), '--json');
  expect(status).toBe(0);
  const { entries } = z.parse(answer, JSON.parse(out));
  expect(entries.map(({ event, after }) => [event, after.createdAt])).toEqual([
    ['appeared', iso(noon - 40 * day)],
    ['intent', iso(noon - 40 * day)],
    ['deleted', iso(noon - 40 * day)],
    ['appeared', iso(noon + day)],
  ]);
});

it('refuses a run earlier than one that the ledger holds, and changes nothing', async () => {
  const files = desk();
  await run(files, noon - 10 * day, noon);
  const { status, out, err } = await run(files, noon - 10 * day, noon - day);
  expect([status, out]).toEqual([2, '']);
  expect(err).toContain(`the ledger holds a run of ${iso(noon)}`);
  const history = await command('history', 'desk', '--db', files.path('db'), '--json');
  const { entries } = z.parse(answer, JSON.parse(history.out));
  expect(entries).toHaveLength(1);
});
