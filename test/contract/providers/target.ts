/**
 * The account that the parts of this suite look at which need no things of their own in it. `TARGET=aws` makes that the
 * real account of the AWS CLI's environment, where they only read; otherwise it is the simulated one.
 */
import { onTestFinished } from 'vitest';
import { startSimulator } from '../../../infra/local/aws/simulator.ts';
import { localSurroundings } from '../../../infra/local/surroundings.ts';
import { createVirtualClock } from '../../../infra/local/virtual-clock.ts';
import { awsSurroundings } from '../../../functions/cli/aws-account.ts';
import type { Policy } from '../../../shared/domain/policy.ts';
import type { Surroundings } from '../../../shared/runtime/surroundings.ts';
import { noon } from '../../support/facts.ts';
import { richAccount } from './rich.ts';

export const isAws = process.env['TARGET'] === 'aws';

export async function surroundingsOf(policy: Policy): Promise<Surroundings> {
  if (isAws) return awsSurroundings(policy, {});
  const clock = createVirtualClock(noon);
  const simulator = await startSimulator({ accounts: [richAccount], clock });
  onTestFinished(async () => simulator.close());
  return localSurroundings(simulator.environment, policy, clock);
}
