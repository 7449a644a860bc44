/** The engines that the ledger is held to: what it promises holds on each, or on none. */
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  CreateTableCommand,
  DeleteTableCommand,
  DynamoDBClient,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { localClient, startTable } from '../../../infra/local/table/start.ts';
import { tableDefinition } from '../../../infra/local/table/template.ts';

export interface Running {
  readonly name: string;
  readonly connect: () => DynamoDBDocumentClient;
  readonly close: () => Promise<void>;
}

export interface Engine {
  readonly title: string;
  /** Why it is left out here, if it is. */
  readonly missing?: string;
  start(): Promise<Running>;
}

const inMemory: Engine = {
  title: 'dynalite in memory',
  start: async () => dynalite({}),
};

const inFolder: Engine = {
  title: 'dynalite in a folder',
  async start() {
    const dir = await mkdtemp(join(tmpdir(), 'ledger-'));
    const running = await dynalite({ dir });
    return {
      ...running,
      async close() {
        await running.close();
        await rm(dir, { recursive: true });
      },
    };
  },
};

async function dynalite(options: { dir?: string }): Promise<Running> {
  const { name, environment, close } = await startTable(options);
  return { name, connect: () => localClient(environment.AWS_ENDPOINT_URL_DYNAMODB), close };
}

const binary = fileURLToPath(new URL('../../../node_modules/@dynoxide/linux-x64/dynoxide', import.meta.url));

const dynoxide: Engine = {
  title: 'dynoxide',
  ...(!existsSync(binary) && { missing: 'its optional package is not installed on this platform' }),
  async start() {
    const port = await freePort();
    const child = spawn(binary, ['serve', '--host', '127.0.0.1', '--port', `${port}`], { stdio: 'ignore' });
    const connect = () => localClient(`http://127.0.0.1:${port}`);
    const name = 'imagewarden';
    await createTable(connect(), name);
    return {
      name,
      connect,
      async close() {
        const ended = new Promise((resolve) => child.once('exit', resolve));
        child.kill();
        await ended;
      },
    };
  },
};

async function createTable(client: DynamoDBDocumentClient, name: string): Promise<void> {
  const definition = await tableDefinition(name);
  for (let tries = 0; ; tries++)
    try {
      await client.send(new CreateTableCommand(definition));
      return;
    } catch (error) {
      if (tries > 50) throw error;
      await sleep(20);
    }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('No free port.');
  return address.port;
}

/** The real thing, in the account and region of the environment. Costs a few cents. */
const aws: Engine = {
  title: 'DynamoDB',
  ...(process.env['TARGET'] !== 'aws' && { missing: 'TARGET is not aws' }),
  async start() {
    const name = `imagewarden-test-${randomUUID()}`;
    const bare = new DynamoDBClient({});
    await bare.send(new CreateTableCommand(await tableDefinition(name)));
    await waitUntilTableExists({ client: bare, maxWaitTime: 120 }, { TableName: name });
    return {
      name,
      connect: () => DynamoDBDocumentClient.from(new DynamoDBClient({})),
      async close() {
        await bare.send(new DeleteTableCommand({ TableName: name }));
      },
    };
  },
};

export const engines: readonly Engine[] = [inMemory, inFolder, dynoxide, aws];
