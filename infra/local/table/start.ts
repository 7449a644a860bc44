/** DynamoDB on this machine: dynalite, on loopback only, in memory or in a folder. */
import type { Server } from 'node:http';
import {
  CreateTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  ResourceNotFoundException,
} from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import dynalite from 'dynalite';
import { openFolder } from './folder.ts';
import { tableDefinition } from './template.ts';

export interface LocalTable {
  readonly name: string;
  readonly client: DynamoDBDocumentClient;
  /** What sends any other client of DynamoDB to this table. */
  readonly environment: { readonly AWS_ENDPOINT_URL_DYNAMODB: string; readonly TABLE_NAME: string };
  /** Writes everything out and lets the folder go. */
  readonly close: () => Promise<void>;
}

const name = 'imagewarden';

/** @throws InputFault or NewerFormatFault if the folder cannot be used. */
export async function startTable({ dir }: { readonly dir?: string }): Promise<LocalTable> {
  const folder = dir === undefined ? undefined : await openFolder(dir);
  const noDelay = { createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 };
  const server = dynalite({ ...noDelay, ...(folder && { path: folder.store }) });
  const endpoint = await listen(server);
  const client = localClient(endpoint);
  await createOnce(client);
  return {
    name,
    client,
    environment: { AWS_ENDPOINT_URL_DYNAMODB: endpoint, TABLE_NAME: name },
    async close() {
      client.destroy();
      await stop(server);
      await folder?.release();
    },
  };
}

/** A client of a DynamoDB on this machine, which asks for credentials but does not look at them. */
export const localClient = (endpoint: string): DynamoDBDocumentClient =>
  DynamoDBDocumentClient.from(
    new DynamoDBClient({
      endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    }),
  );

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The local table has no port.');
  return `http://127.0.0.1:${address.port}`;
}

async function stop(server: Server): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.close((error) => {
      if (error) reject(error);
      else resolve();
    });
    server.closeAllConnections();
  });
}

async function createOnce(client: DynamoDBDocumentClient): Promise<void> {
  try {
    await client.send(new DescribeTableCommand({ TableName: name }));
  } catch (error) {
    if (!(error instanceof ResourceNotFoundException)) throw error;
    await client.send(new CreateTableCommand(await tableDefinition(name)));
  }
}
