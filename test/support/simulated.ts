/** An account file, looked at through the unchanged SDK and judged: what a plan would say about it. */
import { onTestFinished } from 'vitest';
import type { AccountFileInput } from '../../infra/local/account/account-file.ts';
import type { Call } from '../../infra/local/aws/call.ts';
import { startSimulator, type Simulator } from '../../infra/local/aws/simulator.ts';
import type { Switches } from '../../infra/local/aws/switches.ts';
import { localSurroundings } from '../../infra/local/surroundings.ts';
import { createVirtualClock, type VirtualClock } from '../../infra/local/virtual-clock.ts';
import type { Kind } from '../../shared/domain/image.ts';
import type { Policy } from '../../shared/domain/policy.ts';
import { assess } from '../../shared/pipeline/assess.ts';
import { planDocument, type PlanDocument } from '../../shared/pipeline/plan-document.ts';
import { connectTo, type Connect } from '../../shared/runtime/connect.ts';
import type { Surroundings } from '../../shared/runtime/surroundings.ts';
import { scopesOf } from '../../shared/runtime/targets.ts';
import { aScope, noon } from './facts.ts';
import { aPolicy } from './policies.ts';

export interface Settings {
  readonly policy?: Policy;
  readonly switches?: Partial<Switches>;
  readonly pageSize?: number;
  /** Milliseconds of real time after which a request counts as unanswered. */
  readonly timeout?: number;
  /** Changes the simulated AWS before anything looks at it. */
  readonly prepare?: (simulator: Simulator) => void;
}

export interface Simulated {
  readonly simulator: Simulator;
  readonly clock: VirtualClock;
  readonly connect: Connect;
  /** Every request so far, in order. */
  readonly calls: Call[];
  readonly plan: () => Promise<PlanDocument>;
}

type Accounts = AccountFileInput | readonly AccountFileInput[];

/** Retires everything older than 30 days of one kind in the first place, and in others that are named. */
export const policyFor = (
  kind: Kind,
  changes: Readonly<Record<string, unknown>> = {},
  regions: readonly string[] = [aScope.region],
): Policy => aPolicy({ targets: [{ regions, kinds: [kind] }], ...changes });

export async function simulate(accounts: Accounts, settings: Settings = {}): Promise<Simulated> {
  const simulated = await open(accounts, settings);
  onTestFinished(async () => simulated.simulator.close());
  return simulated;
}

/** The plan alone: for tests that look at nothing else, however often. */
export async function planOf(accounts: Accounts, settings: Settings = {}): Promise<PlanDocument> {
  const simulated = await open(accounts, settings);
  try {
    return await simulated.plan();
  } finally {
    await simulated.simulator.close();
  }
}

async function open(accounts: Accounts, settings: Settings): Promise<Simulated> {
  const { policy = aPolicy(), switches = {}, pageSize, timeout = 1_000 } = settings;
  const clock = createVirtualClock(noon);
  const files = 'length' in accounts ? accounts : [accounts];
  const simulator = await startSimulator({
    accounts: files,
    clock,
    switches,
    ...(pageSize !== undefined && { pageSize }),
  });
  settings.prepare?.(simulator);
  const calls: Call[] = [];
  simulator.onCall((call) => void calls.push(call));
  const surroundings: Surroundings = {
    ...localSurroundings(simulator.environment, policy, clock),
    network: { timeout, waitsAreVirtual: true },
  };
  const { account = aScope.account, region = aScope.region } = files[0] ?? {};
  return {
    simulator,
    clock,
    calls,
    connect: connectTo(surroundings, { account, region }),
    plan: async () => planIn(surroundings, { account, region }),
  };
}

/** What `plan` does, scope after scope. */
export async function planIn(
  surroundings: Surroundings,
  home: { readonly account: string; readonly region: string },
): Promise<PlanDocument> {
  const { policy, clock } = surroundings;
  const connect = connectTo(surroundings, home);
  // Waits of a throttled reading pass in the clock's time: the plan is of the moment it was asked for.
  const now = clock.now();
  const assessed = [];
  for (const scope of scopesOf(policy, home))
    assessed.push(await assess((await connect(scope)).source(), policy, now, new Map(), clock));
  return planDocument(assessed, policy, now);
}

/** Image → `retire`, or the codes that keep it. */
export const verdictsIn = ({ images }: PlanDocument): Record<string, string> =>
  Object.fromEntries(images.map((line) => [line.image, verdictOf(line)]));

const verdictOf = ({ verdict, reasons }: PlanDocument['images'][number]): string =>
  verdict === 'retire' ? 'retire' : reasons.map(({ code }) => code).join(' ');

export const retiredIn = ({ images }: PlanDocument): string[] =>
  images.filter(({ verdict }) => verdict === 'retire').map(({ image }) => image);

/** What the plan says an image is kept for under one code; undefined if it is not. */
export const detailIn = ({ images }: PlanDocument, id: string, code: string): string | undefined =>
  images.find(({ image }) => image === id)?.reasons.find((reason) => reason.code === code)?.detail;

export const blindSpotsIn = ({ blindSpots }: PlanDocument): string[] =>
  blindSpots.map(({ reading, error }) => `${reading}: ${error}`);
