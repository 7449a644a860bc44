/** The whole service on this machine: simulated account, embedded table, bus, and the functions between them. */
import type { AccountFile } from '../../infra/local/account/account-file.ts';
import type { Simulator } from '../../infra/local/aws/simulator.ts';
import { startBus, type Bus } from '../../infra/local/bus/bus.ts';
import { localSurroundings } from '../../infra/local/surroundings.ts';
import { startTableApart } from '../../infra/local/table/apart.ts';
import { startTable, type LocalTable } from '../../infra/local/table/start.ts';
import type { VirtualClock } from '../../infra/local/virtual-clock.ts';
import type { Scope } from '../../shared/domain/image.ts';
import type { Policy } from '../../shared/domain/policy.ts';
import type { Instant } from '../../shared/domain/time.ts';
import type { Archive } from '../../shared/pipeline/ports.ts';
import { scopesOf } from '../../shared/runtime/targets.ts';
import { createArchive } from '../../shared/store/archive.ts';
import { functionsFromSources, type Functions } from './functions.ts';
import { startLocalAccount } from './local-account.ts';

export interface LocalService {
  readonly simulator: Simulator;
  readonly clock: VirtualClock;
  readonly policy: Policy;
  readonly scopes: readonly Scope[];
  readonly archive: Archive;
  readonly bus: Bus;
  /** The schedule's hour has come: sweep, surveys, retirements, to the end. */
  fire(at: Instant): Promise<void>;
  /** Errands that ended in the dead letters, in words. */
  failures(): readonly string[];
  close(): Promise<void>;
}

export interface LocalServiceSettings {
  readonly accounts: readonly AccountFile[];
  readonly policy: Policy;
  readonly now: Instant;
  /** Where the ledger is kept; in memory without it. */
  readonly dir?: string;
  readonly deliveries?: number;
  /** Keeps the table on a thread of its own, which pays for a long run. */
  readonly apart?: boolean;
  /** From their sources without it, which takes less time to begin. */
  readonly functions?: Functions;
}

/** Throws `InputFault` or `NewerFormatFault` where the ledger in the folder cannot be used; nothing is changed then. */
export async function startLocalService(settings: LocalServiceSettings): Promise<LocalService> {
  const { accounts, now, deliveries } = settings;
  const functions = settings.functions ?? (await functionsFromSources());
  const table = await tableIn(settings);
  const { simulator, clock, home, policy } = await startLocalAccount(accounts, settings.policy, now);
  const archive = createArchive({ client: table.client, name: table.name, clock });
  const stop = async (): Promise<void> => {
    await simulator.close();
    await table.close();
  };
  await readable(archive, stop);
  const bus = await startBus({
    clock,
    ...(deliveries !== undefined && { deliveries }),
    handlers: (addresses) => {
      const environment = { ...simulator.environment, ...table.environment, ...addresses };
      const surroundings = localSurroundings(environment, policy, clock);
      return {
        sweep: functions.createSweep(surroundings),
        survey: functions.createSurvey(surroundings),
        retire: functions.createRetire(surroundings),
        react: functions.createReact(surroundings),
      };
    },
  });
  return {
    simulator,
    clock,
    policy,
    scopes: scopesOf(policy, home),
    archive,
    bus,
    fire: async (at) => bus.fire(at),
    failures: () => failuresOf(bus),
    close: async () => {
      await bus.close();
      await stop();
    },
  };
}

const tableIn = async ({ dir, apart }: LocalServiceSettings): Promise<LocalTable> => {
  if (dir === undefined) return startTable({});
  return apart === true ? startTableApart(dir) : startTable({ dir });
};

/** A ledger that a newer version wrote is found out before anything is done to it. */
async function readable(archive: Archive, stop: () => Promise<void>): Promise<void> {
  try {
    for (const scope of await archive.scopes()) await archive.standing(scope);
  } catch (thrown) {
    await stop();
    throw thrown;
  }
}

const failuresOf = ({ queues }: Bus): string[] =>
  Object.entries(queues).flatMap(([name, { dead }]) =>
    dead.map(
      ({ body, receives }) => `${name} gave up on ${body} after ${receives} tries; its errors stand above`,
    ),
  );
