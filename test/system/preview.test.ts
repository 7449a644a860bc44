/** Preview goes the same way and stops before the call. */
import { expect, it } from 'vitest';
import { day } from '../../shared/domain/time.ts';
import { accountWith, ami, amis } from '../support/amis.ts';
import { noon } from '../support/facts.ts';
import { aPolicy } from '../support/policies.ts';
import { idsIn, outcomesOf, snapshotsIn, startService } from '../support/service.ts';
import { appstreamImage } from '../support/streams.ts';

it('deletes nothing, of no kind, however often it runs, and asks no service to', async () => {
  const accounts = accountWith([...amis(2), ami('ami-young', 1)], {
    appstream: { Images: [appstreamImage('office')] },
  });
  const { run, world, simulator } = await startService({ accounts, policy: aPolicy({ mode: 'preview' }) });
  for (const at of [noon, noon + day, noon + 90 * day - 1]) await run(at);
  expect(outcomesOf(await run(noon + 90 * day))).toEqual({
    'ami-001': 'previewed',
    'ami-002': 'previewed',
    'ami-young': 'previewed',
    office: 'previewed',
  });
  expect(idsIn(world)).toHaveLength(3);
  expect(snapshotsIn(world)).toHaveLength(3);
  expect(world.appstream.images.all()).toHaveLength(1);
  const deletions = Object.keys(simulator.calls()).filter((call) => /:(Delete|Deregister|Modify)/.test(call));
  expect(deletions).toEqual([]);
});
