import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Ledger } from '../pipeline/ports.ts';
import { createLedger } from '../store/ledger.ts';
import { settingsOf } from './client-settings.ts';
import { required, type Surroundings } from './surroundings.ts';

export function ledgerOf(surroundings: Surroundings): Ledger {
  const { environment, policy, clock } = surroundings;
  const settings = settingsOf('DYNAMODB', required(environment, 'AWS_REGION'), surroundings);
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(settings), {
    marshallOptions: { removeUndefinedValues: true },
  });
  return createLedger({
    client,
    name: required(environment, 'TABLE_NAME'),
    historyDays: policy.historyDays,
    clock,
  });
}
