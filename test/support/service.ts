/** The whole service for one test: simulated account, table, bus, functions; each part within reach. */
import { Logger } from '@aws-lambda-powertools/logger';
import type { Context, SQSEvent } from 'aws-lambda';
import { onTestFinished, vi } from 'vitest';
import type { AccountFileInput } from '../../infra/local/account/account-file.ts';
import { principalKey } from '../../infra/local/aws/credentials.ts';
import type { Permit } from '../../infra/local/aws/iam/authority.ts';
import { startSimulator, type Simulator } from '../../infra/local/aws/simulator.ts';
import type { Switches } from '../../infra/local/aws/switches.ts';
import type { World } from '../../infra/local/aws/world/world.ts';
import { startBus, type Bus, type Handlers } from '../../infra/local/bus/bus.ts';
import { roleIn, wiringOf, type Wiring } from '../../infra/local/bus/wiring.ts';
import { localSurroundings } from '../../infra/local/surroundings.ts';
import { startTable } from '../../infra/local/table/start.ts';
import { templateShape } from '../../infra/local/template/template.ts';
import { createVirtualClock, type VirtualClock } from '../../infra/local/virtual-clock.ts';
import { ranScopes } from '../../functions/cli/ran-scopes.ts';
import { functionsFromBundles } from '../../functions/cli/functions.ts';
import type { Known } from '../../shared/domain/history.ts';
import type { Scope } from '../../shared/domain/image.ts';
import type { Policy } from '../../shared/domain/policy.ts';
import type { Instant } from '../../shared/domain/time.ts';
import { runDocument, type PlanDocument, type RunImage } from '../../shared/pipeline/plan-document.ts';
import type { Archive, Ledger } from '../../shared/pipeline/ports.ts';
import { scopesOf } from '../../shared/runtime/targets.ts';
import { createArchive } from '../../shared/store/archive.ts';
import { createLedger } from '../../shared/store/ledger.ts';
import { noon } from './facts.ts';
import { bundlesFolder } from '../../infra/aws/bundled.ts';
import { packagedTemplate } from './packaged.ts';
import { tableRefusal } from './table-refusal.ts';
import { startWire, type Wire } from './wire.ts';

export type RunDocument = PlanDocument<RunImage>;

export interface TestService {
  readonly simulator: Simulator;
  readonly world: World;
  readonly clock: VirtualClock;
  readonly archive: Archive;
  readonly ledger: Ledger;
  /** Sums of what the functions counted, by the metric's name. */
  readonly metrics: ReadonlyMap<string, number>;
  readonly bus: Bus;
  readonly scopes: readonly Scope[];
  /** Every request of the functions to their table. */
  readonly table: Wire;
  /** What the bus calls; a test may put something else in the place of a function. */
  readonly functions: Handlers;
  /** New functions, as after a deployment or a cold start; some of their environment may be set otherwise. */
  readonly deploy: (policy: Policy, environment?: Readonly<Record<string, string>>) => void;
  /** Runs before every invocation of the function. */
  readonly before: (name: 'survey' | 'retire', hook: Hook) => void;
  /** One run to its end, and what `run --json` would print of it. */
  readonly run: (at?: Instant) => Promise<RunDocument>;
  /** Otherwise it is closed when the test ends. */
  readonly close: () => Promise<void>;
  readonly standing: (scope?: Scope) => Promise<Known[]>;
}

export type Hook = (event: SQSEvent, context: Context) => void | Promise<void>;

export interface TestServiceSettings {
  readonly accounts: AccountFileInput | readonly AccountFileInput[];
  readonly policy: Policy;
  readonly now?: Instant;
  readonly deliveries?: number;
  readonly switches?: Partial<Switches>;
  /** EC2 throttles as AWS does, by the clock's time. */
  readonly throttles?: boolean;
  /** Otherwise it is closed when the test ends: for several tests that look at one service. */
  readonly closedBy?: 'caller';
  /** Milliseconds of real time after which a request counts as unanswered. */
  readonly timeout?: number;
  /** Holds every function to its role: asked before each of its calls. */
  readonly permit?: Permit;
  /** Another wiring than the packaged one. */
  readonly wiring?: Wiring;
}

/** What is tested is what would be deployed, and wired so. */
const deployed = await functionsFromBundles(bundlesFolder());
const packagedWiring = wiringOf(templateShape.parse(packagedTemplate()));

export async function startService(settings: TestServiceSettings): Promise<TestService> {
  const { now = noon, switches = {}, deliveries = 1, timeout = 1000, throttles = false } = settings;
  const clock = createVirtualClock(now);
  const accounts = 'length' in settings.accounts ? settings.accounts : [settings.accounts];
  const { permit, wiring = packagedWiring } = settings;
  const permitting = permit === undefined ? {} : { permit };
  const simulator = await startSimulator({ accounts, clock, switches, throttles, ...permitting });
  const local = await startTable({});
  const table = await startWire(local.environment.AWS_ENDPOINT_URL_DYNAMODB, permit && tableRefusal(permit));
  const archive = createArchive({ client: local.client, name: local.name, clock });
  const home = {
    account: accounts[0]?.account ?? '123456789012',
    region: accounts[0]?.region ?? 'us-east-1',
  };
  const ledger = createLedger({ client: local.client, name: local.name, historyDays: 400, clock });
  const metrics = new Map<string, number>();
  const hooked: Record<'survey' | 'retire', Hook[]> = { survey: [], retire: [] };
  let { policy } = settings;
  let functions = idle;
  const bus = await startBus({
    clock,
    deliveries,
    wiring,
    ...permitting,
    handlers: () => ({
      sweep: async (event, context) => functions.sweep(event, context),
      survey: async (event, context) => {
        for (const hook of hooked.survey) await hook(event, context);
        return functions.survey(event, context);
      },
      retire: async (event, context) => {
        for (const hook of hooked.retire) await hook(event, context);
        return functions.retire(event, context);
      },
      react: async (event, context) => functions.react?.(event, context) ?? nothingFailed,
    }),
  });
  const deploy: TestService['deploy'] = (next, environment = {}) => {
    policy = next;
    functions = functionsWith(next, { AWS_ENDPOINT_URL_DYNAMODB: table.url, ...environment });
  };
  const keyOf = (name: string): Record<string, string> => {
    const role = roleIn(wiring.functions.find((one) => one.name === name)?.role ?? '');
    return permit === undefined ? {} : { AWS_ACCESS_KEY_ID: principalKey(home.account, role) };
  };
  const functionsWith = (next: Policy, environment: Readonly<Record<string, string>>): Handlers => {
    const shared = { ...simulator.environment, ...local.environment, ...bus.environment, ...environment };
    return {
      sweep: deployed.createSweep(surroundingsOf('sweep', next, shared)),
      survey: deployed.createSurvey(surroundingsOf('survey', next, shared)),
      retire: deployed.createRetire(surroundingsOf('retire', next, shared)),
      react: deployed.createReact(surroundingsOf('react', next, shared)),
    };
  };
  const surroundingsOf = (name: string, next: Policy, shared: Readonly<Record<string, string>>) => {
    const all = { ...shared, ...keyOf(name) };
    const surroundings = {
      ...localSurroundings(all, next, clock),
      logger: new Logger({ logLevel: 'SILENT' }),
      network: { timeout, waitsAreVirtual: true },
    };
    vi.spyOn(surroundings.metrics, 'addMetric').mockImplementation((name, _unit, value) => {
      metrics.set(name, (metrics.get(name) ?? 0) + value);
      return surroundings.metrics;
    });
    return surroundings;
  };
  deploy(policy);
  let open = true;
  const close = async (): Promise<void> => {
    if (!open) return;
    open = false;
    await bus.close();
    await simulator.close();
    await table.close();
    await local.close();
  };
  if (settings.closedBy !== 'caller') onTestFinished(close);
  const scopes = scopesOf(policy, home);
  return {
    simulator,
    world: simulator.world(),
    clock,
    archive,
    ledger,
    metrics,
    bus,
    scopes,
    table,
    get functions() {
      return functions;
    },
    deploy,
    close,
    before: (name, hook) => void hooked[name].push(hook),
    run: async (at = clock.now()) => {
      await bus.fire(at);
      const ran = await ranScopes({ archive, scopes }, at);
      return runDocument(ran, policy, at);
    },
    standing: async (scope = scopes[0]) =>
      scope === undefined ? [] : [...(await archive.standing(scope)).values()],
  };
}

const nothingFailed = { batchItemFailures: [] };

const idle: Handlers = {
  sweep: async () => Promise.resolve(),
  survey: async () => Promise.resolve(nothingFailed),
  retire: async () => Promise.resolve(nothingFailed),
};

/** Image → outcome, with what held it. */
export const outcomesOf = ({ images }: RunDocument): Record<string, string> =>
  Object.fromEntries(
    images.map(({ image, outcome, reasons }) => [
      image,
      outcome === 'held' ? `held: ${heldBy(reasons).join(' ')}` : outcome,
    ]),
  );

const heldBy = (reasons: RunImage['reasons']): string[] =>
  reasons.map(({ code }) => code).filter((code) => code !== 'stale' && code !== 'failed');

export const idsIn = (world: World): string[] =>
  world.ec2.images
    .all()
    .map(({ ImageId = '' }) => ImageId)
    .sort();

export const snapshotsIn = (world: World): string[] =>
  world.ec2.snapshots
    .all()
    .map(({ SnapshotId = '' }) => SnapshotId)
    .sort();
