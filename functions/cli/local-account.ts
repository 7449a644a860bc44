/** A simulated account made from an account file, with everything that a function needs to run against it. */
import type { AccountFile } from '../../infra/local/account/account-file.ts';
import { startSimulator, type Simulator } from '../../infra/local/aws/simulator.ts';
import { createVirtualClock, type VirtualClock } from '../../infra/local/virtual-clock.ts';
import { kinds, type Place } from '../../shared/domain/image.ts';
import type { Policy, Target } from '../../shared/domain/policy.ts';
import type { Instant } from '../../shared/domain/time.ts';

export interface LocalAccount {
  readonly simulator: Simulator;
  readonly clock: VirtualClock;
  readonly home: Place;
  /** With targets: where the policy names none, it looks at everything in the file. */
  readonly policy: Policy;
}

export async function startLocalAccount(
  accounts: readonly AccountFile[],
  policy: Policy,
  now: Instant,
): Promise<LocalAccount> {
  const clock = createVirtualClock(now);
  const [first] = accounts;
  const home = { account: first?.account ?? '123456789012', region: first?.region ?? 'us-east-1' };
  const simulator = await startSimulator({ accounts: [...accounts], clock });
  return {
    simulator,
    clock,
    home,
    policy: { ...policy, targets: policy.targets ?? targetsIn(accounts, home) },
  };
}

const targetsIn = (accounts: readonly AccountFile[], home: Place): Target[] =>
  accounts.map(({ account, region }) => ({
    regions: [region],
    accounts: [
      account === home.account ? 'self' : { id: account, role: `arn:aws:iam::${account}:role/imagewarden` },
    ],
    kinds,
  }));
