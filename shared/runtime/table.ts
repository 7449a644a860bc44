/** The ledger's table, as the environment names it. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Table } from '../store/table.ts';
import { settingsOf } from './client-settings.ts';
import { required, type Surroundings } from './surroundings.ts';

export function tableOf(surroundings: Surroundings): Table {
  const { environment } = surroundings;
  const settings = settingsOf('DYNAMODB', required(environment, 'AWS_REGION'), surroundings);
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(settings), {
    marshallOptions: { removeUndefinedValues: true },
  });
  return { client, name: required(environment, 'TABLE_NAME') };
}
