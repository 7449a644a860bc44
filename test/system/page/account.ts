/** Three days of a small account, lived through by the functions: one image went, one is due, one is in use. */
import type { Api } from '../../../functions/history/api/api.ts';
import { createSeal } from '../../../shared/runtime/seal.ts';
import { day } from '../../../shared/domain/time.ts';
import { accountWith, ami, instanceOf } from '../../support/amis.ts';
import { noon } from '../../support/facts.ts';
import { ec2Policy } from '../../support/policies.ts';
import { startService, type TestService } from '../../support/service.ts';

export const hostile = '<script>alert("x")</script>\u202e&\'';

/** The caller closes it. */
export async function threeDays(): Promise<TestService> {
  const account = accountWith(
    [
      ami('ami-gone'),
      ami('ami-used', 90),
      ami('ami-due', 29),
      ami('ami-odd', 80, { Name: hostile, Tags: [{ Key: hostile, Value: hostile }] }),
      ami('ami-young', 1),
    ],
    { ec2: { Instances: [instanceOf('ami-used'), instanceOf('ami-odd', 'i-2')] } },
  );
  const service = await startService({
    accounts: account,
    policy: ec2Policy({ grace: '1d' }),
    closedBy: 'caller',
  });
  for (const days of [0, 1, 2]) await service.run(noon + days * day);
  return service;
}

export const apiOver = ({ archive, clock }: Pick<TestService, 'archive' | 'clock'>): Api => ({
  archive,
  clock,
  seal: createSeal('key'),
  description: () => '{}',
  report: (fault) => {
    throw fault;
  },
});
