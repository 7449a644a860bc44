/** The whole service on this machine with every call watched, and functions that can be killed at any of them. */
import { Logger } from '@aws-lambda-powertools/logger';
import { BatchWriteCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { Context } from 'aws-lambda';
import type { AccountFile, AccountFileInput } from '../../../infra/local/account/account-file.ts';
import { startSimulator, type Simulator } from '../../../infra/local/aws/simulator.ts';
import { startBus, type Bus } from '../../../infra/local/bus/bus.ts';
import { localSurroundings } from '../../../infra/local/surroundings.ts';
import { startTable, type LocalTable } from '../../../infra/local/table/start.ts';
import { createVirtualClock, type VirtualClock } from '../../../infra/local/virtual-clock.ts';
import { createReact } from '../../../functions/react/react.ts';
import { createRetire } from '../../../functions/retire/retire.ts';
import { createSurvey } from '../../../functions/survey/survey.ts';
import { createSweep } from '../../../functions/sweep/sweep.ts';
import type { Policy } from '../../../shared/domain/policy.ts';
import type { Duration, Instant } from '../../../shared/domain/time.ts';
import type { Archive, Clock } from '../../../shared/pipeline/ports.ts';
import { batchesOf } from '../../../shared/providers/reader.ts';
import type { Handler } from '../../../shared/runtime/lambda.ts';
import type { Surroundings } from '../../../shared/runtime/surroundings.ts';
import { createArchive } from '../../../shared/store/archive.ts';
import { putReport, type ReportParts } from '../../support/usage-reports.ts';
import { startGate } from './gate.ts';
import { callerIn, Killed, type Watch } from './watch.ts';

/** What there is before the run: the account, and the ledger of the runs before. */
export interface Beginning {
  /** The first is where the service runs. */
  readonly accounts: readonly AccountFileInput[];
  /** The usage report that there is of an image. */
  readonly reports: Readonly<Record<string, ReportParts>>;
  readonly items: readonly Record<string, unknown>[];
  readonly policy: Policy;
  readonly now: Instant;
  /** Events that come after the first run. */
  readonly heard: readonly object[];
}

export interface Watched {
  readonly simulator: Simulator;
  readonly clock: VirtualClock;
  readonly archive: Archive;
  readonly bus: Bus;
  /** The account and the ledger as they stand. */
  readonly dump: () => Promise<{ accounts: AccountFile[]; items: Record<string, unknown>[] }>;
  readonly close: () => Promise<void>;
}

/** Lets two processes of one function have the same event. */
export type Arrange = <Event, Result>(
  name: string,
  one: Handler<Event, Result>,
  other: Handler<Event, Result>,
) => Handler<Event, Result>;

/** `timeout`: milliseconds of real time after which a function gives a request up. */
export async function startWatched(
  beginning: Beginning,
  watch: Watch,
  timeout: Duration,
  arrange: Arrange = (_, one) => one,
): Promise<Watched> {
  const clock = createVirtualClock(beginning.now);
  const simulator = await startSimulator({ accounts: beginning.accounts, clock, pageSize });
  for (const [id, parts] of Object.entries(beginning.reports)) putReport(simulator.world(), id, parts);
  simulator.disturb(async (call, headers) => watch.meet({ ...callerIn(headers), ...call }));
  const table = await startTable({});
  await fill(table, beginning.items);
  const tableGate = await startGate(table.environment.AWS_ENDPOINT_URL_DYNAMODB, 'dynamodb', watch);
  const environment: Record<string, string> = {
    ...simulator.environment,
    ...table.environment,
    AWS_ENDPOINT_URL_DYNAMODB: tableGate.url,
  };
  const processOf = (name: string): Surroundings => ({
    ...localSurroundings(
      { ...environment, AWS_SESSION_TOKEN: name },
      beginning.policy,
      mortal(clock, name, watch),
    ),
    logger: new Logger({ logLevel: 'SILENT' }),
    network: { timeout, waitsAreVirtual: true },
  });
  const running = <Event, Result>(
    name: string,
    create: (surroundings: Surroundings) => Handler<Event, Result>,
  ): Handler<Event, Result> =>
    arrange(
      name,
      killable(name, (process) => create(processOf(process)), watch),
      killable(`other-${name}`, (process) => create(processOf(process)), watch),
    );
  const bus = await startBus({
    clock,
    handlers: () => ({
      sweep: running('sweep', createSweep),
      survey: running('survey', createSurvey),
      retire: running('retire', createRetire),
      react: running('react', createReact),
    }),
  });
  const queueGate = await startGate(bus.environment['AWS_ENDPOINT_URL_SQS'] ?? '', 'sqs', watch);
  const eventGate = await startGate(bus.environment['AWS_ENDPOINT_URL_EVENTBRIDGE'] ?? '', 'events', watch);
  Object.assign(environment, bus.environment, {
    AWS_ENDPOINT_URL_SQS: queueGate.url,
    AWS_ENDPOINT_URL_EVENTBRIDGE: eventGate.url,
  });
  return {
    simulator,
    clock,
    bus,
    archive: createArchive({ client: table.client, name: table.name, clock }),
    dump: async () => ({ accounts: simulator.accountFiles(), items: await allItems(table) }),
    close: async () => {
      for (const part of [eventGate, queueGate, tableGate, bus, simulator, table]) await part.close();
    },
  };
}

/** Most items of a page: several pages of everything that there is a handful of. */
const pageSize = 9;

/**
 * A function as Lambda runs it: one process from call to call, and a new one after it was killed. Of a killed one nothing
 * is heard any more: its calls are never answered, its clock never wakes it, and what it returns goes nowhere.
 */
function killable<Event, Result>(
  name: string,
  create: (process: string) => Handler<Event, Result>,
  watch: Watch,
): Handler<Event, Result> {
  let generation = 1;
  let current: Handler<Event, Result> | undefined;
  return async (event: Event, context: Context) => {
    const process = `${name}-${generation}`;
    current ??= create(process);
    try {
      return await Promise.race([current(event, context), watch.death(process)]);
    } catch (thrown) {
      if (thrown instanceof Killed) {
        generation += 1;
        current = undefined;
      }
      throw thrown;
    }
  };
}

const mortal = (clock: Clock, process: string, watch: Watch): Clock => ({
  now: () => clock.now(),
  sleep: async (length) => {
    if (watch.isDead(process)) await Promise.withResolvers<undefined>().promise;
    await clock.sleep(length);
  },
});

const itemsPerCall = 25;

async function fill({ client, name }: LocalTable, items: Beginning['items']): Promise<void> {
  for (const batch of batchesOf(items, itemsPerCall))
    await client.send(
      new BatchWriteCommand({ RequestItems: { [name]: batch.map((Item) => ({ PutRequest: { Item } })) } }),
    );
}

async function allItems({ client, name }: LocalTable): Promise<Record<string, unknown>[]> {
  const { Items = [], LastEvaluatedKey } = await client.send(new ScanCommand({ TableName: name }));
  if (LastEvaluatedKey !== undefined) throw new Error('the ledger is too large for one page');
  return Items;
}
