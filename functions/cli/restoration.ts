/** Where an image is restored: in a real account with the caller's own credentials, or in a simulated one. */
import { EC2Client } from '@aws-sdk/client-ec2';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { AccountFile } from '../../infra/local/account/account-file.ts';
import { startSimulator, type Simulator } from '../../infra/local/aws/simulator.ts';
import { createVirtualClock } from '../../infra/local/virtual-clock.ts';
import { InputFault } from '../../shared/domain/fault.ts';
import type { Fact } from '../../shared/domain/history.ts';
import { iso, type Duration, type Instant } from '../../shared/domain/time.ts';
import type { Clock, ImageRestorer } from '../../shared/pipeline/ports.ts';
import { durationOf, durationPattern } from '../../shared/policy/durations.ts';
import { createEc2Restorer } from '../../shared/providers/ec2/restorer.ts';
import { systemClock } from '../../shared/runtime/clock.ts';
import { createChecks, timeOf } from './input.ts';
import { accountsIn } from './read-accounts.ts';

export interface RestorationOptions {
  readonly aws?: boolean;
  readonly profile?: string;
  readonly accountFile?: string;
  readonly now?: string;
  readonly recycleBin?: string;
}

export interface Restoration {
  readonly clock: Clock;
  readonly restorer: (fact: Fact) => Promise<ImageRestorer>;
  /** The simulated accounts as they stand. */
  readonly accountFiles?: () => AccountFile[];
  readonly close: () => Promise<void>;
}

/** Throws `InputFault`. */
export function restorationOf(options: RestorationOptions): Restoration {
  const { aws, accountFile, profile, now } = options;
  if (aws === true && accountFile === undefined) return inAws(profile);
  const checks = createChecks();
  const accounts = checks.value(() => {
    if (aws === true)
      throw new InputFault(['--account-file goes with --db; with --aws a real account is meant']);
    return accountsIn('--account-file', accountFile);
  });
  const at = now === undefined ? Date.now() : checks.value(() => timeOf('--now', now));
  const retention = checks.value(() => retentionOf(options.recycleBin));
  checks.done();
  return simulated(accounts ?? [], at ?? 0, retention);
}

function retentionOf(text: string | undefined): Duration | undefined {
  if (text === undefined) return undefined;
  if (!durationPattern.test(text))
    throw new InputFault([`--recycle-bin ${text}: this is no duration; write one like 7d`]);
  return durationOf(text);
}

const inAws = (profile: string | undefined): Restoration => ({
  clock: systemClock,
  restorer: async ({ image }) => {
    const settings = { region: image.region, ...(profile !== undefined && { profile }) };
    const { Account } = await new STSClient(settings).send(new GetCallerIdentityCommand({}));
    if (Account !== image.account)
      throw new InputFault([
        `the image is in account ${image.account}, the credentials are of ${Account ?? 'none'}; choose others with --profile`,
      ]);
    return createEc2Restorer(new EC2Client(settings));
  },
  close: async () => Promise.resolve(),
});

/** Its Recycle Bin holds what the ledger says was deleted, as if a rule of that length had covered it. */
function simulated(
  accounts: readonly AccountFile[],
  now: Instant,
  retention: Duration | undefined,
): Restoration {
  const clock = createVirtualClock(now);
  let simulator: Simulator | undefined;
  return {
    clock,
    restorer: async (fact) => {
      simulator = await startSimulator({ accounts, clock });
      const { account, region } = fact.image;
      if (!accounts.some((file) => file.account === account))
        throw new InputFault([
          `--account-file: the image is in account ${account}, which the file does not hold`,
        ]);
      if (retention !== undefined) fillBin(simulator, fact, retention);
      return createEc2Restorer(
        new EC2Client({
          region,
          endpoint: simulator.url,
          credentials: { accessKeyId: `AKIASIM${account}`, secretAccessKey: 'simulated' },
        }),
      );
    },
    accountFiles: () => simulator?.accountFiles() ?? [...accounts],
    close: async () => simulator?.close(),
  };
}

function fillBin(simulator: Simulator, { image, gone, result }: Fact, retention: Duration): void {
  if (gone === undefined) return;
  const { recycleBin } = simulator.world(image.account, image.region).ec2;
  const times = { enteredAt: gone.at, leavesAt: gone.at + retention };
  const { createdAt, snapshots = [] } = image;
  const item = {
    ImageId: image.id,
    Name: image.name,
    State: 'available',
    Architecture: image.architecture,
    ...(createdAt !== undefined && { CreationDate: iso(createdAt) }),
    BlockDeviceMappings: snapshots.map(({ id, gib }) => ({ Ebs: { SnapshotId: id, VolumeSize: gib } })),
  };
  recycleBin.images.set(image.id, { item, ...times });
  for (const { id } of (result?.snapshots ?? []).filter((one) => one.result === 'success')) {
    const VolumeSize = snapshots.find((snapshot) => snapshot.id === id)?.gib;
    recycleBin.snapshots.set(id, { item: { SnapshotId: id, VolumeSize, State: 'completed' }, ...times });
  }
}
