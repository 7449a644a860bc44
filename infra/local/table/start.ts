/** DynamoDB on this machine: dynalite, on loopback only, in memory or in a folder. */
import { setTimeout } from 'node:timers/promises';
import {
  CreateTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  ResourceNotFoundException,
} from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import dynalite from 'dynalite';
import { InputFault } from '../../../shared/domain/fault.ts';
import { second } from '../../../shared/domain/time.ts';
import { putOnLoopback } from '../loopback.ts';
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
  const listening = await putOnLoopback(server);
  const endpoint = listening.url;
  const client = localClient(endpoint);
  const close = async () => {
    client.destroy();
    await listening.close();
    await folder?.release();
  };
  try {
    await createOnce(client);
  } catch (error) {
    await close();
    throw error;
  }
  return { name, client, environment: { AWS_ENDPOINT_URL_DYNAMODB: endpoint, TABLE_NAME: name }, close };
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

async function createOnce(client: DynamoDBDocumentClient): Promise<void> {
  if ((await statusOf(client)) === undefined)
    await client.send(new CreateTableCommand(await tableDefinition(name)));
  // dynalite calls a table active in a later turn, even without delay, and knows nothing of it until then.
  for (let waited = 0; (await statusOf(client)) !== 'ACTIVE'; waited += pause) {
    if (waited > 5 * second) throw new InputFault([halfMade]);
    await setTimeout(pause);
  }
}

const pause = 5;
const halfMade =
  'The local ledger was cut off while it was made, before anything was in it. Delete its folder, then try again.';

async function statusOf(client: DynamoDBDocumentClient): Promise<string | undefined> {
  try {
    return (await client.send(new DescribeTableCommand({ TableName: name }))).Table?.TableStatus;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}
