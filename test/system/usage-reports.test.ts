/** Use by other accounts, over daily runs: asked for on one day, read on the next. */
import { expect, it } from 'vitest';
import { day, hour, iso } from '../../shared/domain/time.ts';
import { accountWith, ami, instanceOf } from '../support/amis.ts';
import { noon } from '../support/facts.ts';
import { ec2Policy } from '../support/policies.ts';
import { idsIn, outcomesOf, startService } from '../support/service.ts';
import { elsewhere } from '../support/usage-reports.ts';

const account = accountWith([ami('ami-free'), ami('ami-used'), ami('ami-young', 5)]);
const used = {
  account: elsewhere,
  ec2: { Instances: [{ ...instanceOf('ami-used'), LaunchTime: iso(noon - 30 * day) }] },
};
const policy = ec2Policy({ readings: { usageReports: true } });

it('keeps every candidate on the first day, and on the second those that another account uses', async () => {
  const service = await startService({ accounts: [account, used], policy });
  const first = await service.run(noon + hour);
  expect(outcomesOf(first)).toEqual({ 'ami-free': 'none', 'ami-used': 'none', 'ami-young': 'none' });
  expect(first.blindSpots.map(({ error }) => error)).toEqual(['ReportPending']);
  expect(service.simulator.calls()['ec2:CreateImageUsageReport']).toBe(2);
  const second = await service.run(noon + hour + day);
  expect(outcomesOf(second)).toEqual({ 'ami-free': 'deleted', 'ami-used': 'none', 'ami-young': 'none' });
  expect(second.blindSpots).toEqual([]);
  expect(idsIn(service.world)).toEqual(['ami-used', 'ami-young']);
});

it('asks again only on the next day, however often a run looks', async () => {
  const service = await startService({ accounts: [account, used], policy });
  for (let days = 0; days < 2; days++) {
    await service.run(noon + hour + days * day);
    // The first day's reports are pending still.
    await service.run(noon + 1.5 * hour + days * day);
  }
  expect(service.simulator.calls()['ec2:CreateImageUsageReport']).toBe(4);
});

it('holds an image that is found used by the report that came between decision and deletion', async () => {
  const service = await startService({ accounts: [account, used], policy });
  await service.run(noon + hour);
  service.before('retire', () => {
    for (const [id, report] of service.world.ec2.usageReports)
      if (report.asked.ImageId === 'ami-free')
        service.world.ec2.usageReports.set(id, {
          ...report,
          readyAt: service.clock.now(),
          entries: [{ AccountId: elsewhere, ResourceType: 'ec2:LaunchTemplate', UsageCount: 1 }],
        });
  });
  const run = await service.run(noon + hour + day);
  expect(outcomesOf(run)['ami-free']).toBe('held: in-use');
  expect(idsIn(service.world)).toContain('ami-free');
});

it('holds an image whose report is gone by the second look, which has another made', async () => {
  const service = await startService({ accounts: [account], policy });
  await service.run(noon + hour);
  const before = service.simulator.calls()['ec2:CreateImageUsageReport'] ?? 0;
  service.before('retire', () => {
    service.world.ec2.usageReports.clear();
  });
  const run = await service.run(noon + hour + day);
  expect(outcomesOf(run)['ami-free']).toBe('held: users-unknown');
  // Survey had two renewed, retire looked at both again.
  expect(service.simulator.calls()['ec2:CreateImageUsageReport']).toBe(before + 4);
});
