/** A table on each engine, and clients that count, crash or watch. */
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe } from 'vitest';
import type { Scope } from '../../../shared/domain/image.ts';
import { createArchive } from '../../../shared/store/archive.ts';
import { createLedger } from '../../../shared/store/ledger.ts';
import { noon } from '../../support/facts.ts';
import { engines } from './engines.ts';
import type { Engine, Running } from './engines.ts';

export const historyDays = 100;

const clockAt = (now: number) => ({ now: () => now, sleep: async () => Promise.resolve() });

export interface Bench {
  /** A scope that no other test has touched. */
  scope(): Scope;
  client(): DynamoDBDocumentClient;
  readonly tableName: string;
  ledger(options?: { client?: DynamoDBDocumentClient; now?: number }): ReturnType<typeof createLedger>;
  archive(options?: { client?: DynamoDBDocumentClient; now?: number }): ReturnType<typeof createArchive>;
}

export function onEveryEngine(title: string, tests: (bench: Bench) => void): void {
  on(engines, title, tests);
}

/** For what depends on nothing but the order of the ledger's own calls. */
export function onOneEngine(title: string, tests: (bench: Bench) => void): void {
  on(engines.slice(0, 1), title, tests);
}

function on(chosen: readonly Engine[], title: string, tests: (bench: Bench) => void): void {
  for (const engine of chosen) {
    const skipped = engine.missing === undefined ? '' : ` (left out: ${engine.missing})`;
    describe.skipIf(engine.missing !== undefined)(`${title}, on ${engine.title}${skipped}`, () => {
      let running: Running | undefined;
      beforeAll(async () => {
        running = await engine.start();
      });
      afterAll(async () => running?.close());
      tests(benchOn(() => running!));
    });
  }
}

function benchOn(running: () => Running): Bench {
  let scopes = 0;
  let shared: DynamoDBDocumentClient | undefined;
  const client = () => (shared ??= running().connect());
  return {
    scope: () => ({ account: String(++scopes).padStart(12, '0'), region: 'us-east-1', kind: 'ec2' }),
    client: () => running().connect(),
    get tableName() {
      return running().name;
    },
    ledger: (options = {}) =>
      createLedger({
        client: options.client ?? client(),
        name: running().name,
        historyDays,
        clock: clockAt(options.now ?? noon),
      }),
    archive: (options = {}) =>
      createArchive({
        client: options.client ?? client(),
        name: running().name,
        clock: clockAt(options.now ?? noon),
      }),
  };
}

type Around = (
  call: { readonly name: string; readonly writes: boolean },
  go: () => Promise<void>,
) => Promise<void>;

/** Puts something around every call of a client. */
export function around(client: DynamoDBDocumentClient, act: Around): DynamoDBDocumentClient {
  client.middlewareStack.add(
    (next, context) => async (args) => {
      const name = String(context.commandName);
      const call = { name, writes: /^(Put|Update|Delete|BatchWrite|Transact)/.test(name) };
      const answers: Awaited<ReturnType<typeof next>>[] = [];
      await act(call, async () => void answers.push(await next(args)));
      return answers[0]!;
    },
    { step: 'initialize', name: 'around' },
  );
  return client;
}

export class Crash extends Error {
  override readonly name = 'Crash';
}

export function isCrash(error: unknown): true {
  if (error instanceof Crash) return true;
  throw error;
}

/** A process that dies when it is about to make its nth write (from 1). */
export const crashingAt = (client: DynamoDBDocumentClient, n: number): DynamoDBDocumentClient => {
  let writes = 0;
  return around(client, async ({ writes: isWrite }, go) => {
    if (isWrite) writes++;
    if (writes >= n) throw new Crash(`before write ${n}`);
    await go();
  });
};

export const counting = (client: DynamoDBDocumentClient) => {
  const calls = { reads: 0, writes: 0 };
  const counted = around(client, async ({ writes }, go) => {
    calls[writes ? 'writes' : 'reads']++;
    await go();
  });
  return { client: counted, calls };
};
