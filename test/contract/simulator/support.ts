/** A simulated AWS for one test, with unmodified SDK clients that talk to it. */
import { AppStreamClient } from '@aws-sdk/client-appstream';
import { AutoScalingClient } from '@aws-sdk/client-auto-scaling';
import { EC2Client } from '@aws-sdk/client-ec2';
import { ImagebuilderClient } from '@aws-sdk/client-imagebuilder';
import { SSMClient } from '@aws-sdk/client-ssm';
import { STSClient } from '@aws-sdk/client-sts';
import { onTestFinished } from 'vitest';
import type { Simulator, SimulatorOptions } from '../../../infra/local/aws/simulator.ts';
import { startSimulator } from '../../../infra/local/aws/simulator.ts';
import type { AccountFileInput } from '../../../infra/local/account/account-file.ts';
import type { Clock } from '../../../shared/pipeline/ports.ts';

export const account = '123456789012';
export const region = 'us-east-1';
export const start = Date.parse('2026-11-01T00:00:00.000Z');

export interface TestClock extends Clock {
  advance(length: number): void;
}

export function testClock(): TestClock {
  let now = start;
  const advance = (length: number): void => {
    now += length;
  };
  return {
    now: () => now,
    advance,
    async sleep(length) {
      advance(length);
      await Promise.resolve();
    },
  };
}

export interface Place {
  readonly account?: string;
  readonly region?: string;
}

export function clientsFor(simulator: Simulator, place: Place = {}, extra: object = {}) {
  const config = {
    endpoint: simulator.url,
    region: place.region ?? region,
    credentials: { accessKeyId: `AKIASIM${place.account ?? account}`, secretAccessKey: 'simulated' },
    maxAttempts: 1,
    ...extra,
  };
  const clients = {
    ec2: new EC2Client(config),
    scaling: new AutoScalingClient(config),
    ssm: new SSMClient(config),
    builder: new ImagebuilderClient(config),
    stream: new AppStreamClient(config),
    sts: new STSClient(config),
  };
  onTestFinished(() => {
    for (const client of Object.values(clients)) client.destroy();
  });
  return clients;
}

export async function simulate(
  accounts: AccountFileInput | readonly AccountFileInput[],
  options: Partial<SimulatorOptions> = {},
) {
  const clock = testClock();
  const files: readonly AccountFileInput[] = 'length' in accounts ? accounts : [accounts];
  const simulator = await startSimulator({ accounts: files, clock, ...options });
  onTestFinished(async () => simulator.close());
  return { simulator, clock, ...clientsFor(simulator) };
}

/** The error that a call is answered with; fails when it succeeds. */
export async function refusalOf(
  call: Promise<unknown>,
): Promise<{ name: string; status: number | undefined; message: string }> {
  try {
    await call;
  } catch (fault) {
    if (!(fault instanceof Error)) throw fault;
    return { name: fault.name, status: statusIn(fault), message: fault.message };
  }
  throw new Error('The call succeeded.');
}

function statusIn(fault: Error): number | undefined {
  const metadata: unknown = Reflect.get(fault, '$metadata');
  const status: unknown =
    typeof metadata === 'object' && metadata !== null ? Reflect.get(metadata, 'httpStatusCode') : undefined;
  return typeof status === 'number' ? status : undefined;
}

export const many = <Item>(count: number, make: (at: number) => Item): Item[] =>
  Array.from({ length: count }, (_, at) => make(at));
