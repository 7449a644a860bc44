/** The ledger's table that a command writes to: a folder's, or the deployed one. */
import { existsSync } from 'node:fs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { startTable } from '../../infra/local/table/start.ts';
import { InputFault } from '../../shared/domain/fault.ts';
import type { Table } from '../../shared/store/table.ts';

export interface TableOptions {
  readonly db?: string;
  readonly aws?: boolean;
  readonly table?: string;
  readonly profile?: string;
  /** Where the service is deployed; default: where the AWS CLI would look. */
  readonly homeRegion?: string;
}

/** Of the stage that the README deploys. */
const usualTable = 'imagewarden-prod';

export interface OpenTable extends Table {
  readonly close: () => Promise<void>;
}

/** Checked before the table is opened. Throws `InputFault`. */
export function tableOf({ db, aws, table, ...access }: TableOptions): () => Promise<OpenTable> {
  if ((db !== undefined) === (aws === true))
    throw new InputFault(['say which ledger: either --db FOLDER, or --aws for the deployed table']);
  if (db === undefined) return async () => Promise.resolve(deployed(table ?? usualTable, access));
  if (!existsSync(db))
    throw new InputFault([
      `--db ${db}: there is no such folder; give the one that run or demo wrote its ledger to`,
    ]);
  return async () => startTable({ dir: db });
}

function deployed(
  name: string,
  { profile, homeRegion: region }: Pick<TableOptions, 'profile' | 'homeRegion'>,
): OpenTable {
  const settings = { ...(profile !== undefined && { profile }), ...(region !== undefined && { region }) };
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(settings), {
    marshallOptions: { removeUndefinedValues: true },
  });
  return {
    client,
    name,
    close: async () => {
      client.destroy();
      return Promise.resolve();
    },
  };
}
