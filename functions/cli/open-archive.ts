/** The ledger that an audit question is put to: a folder's, or the deployed table. */
import { existsSync } from 'node:fs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { startTable } from '../../infra/local/table/start.ts';
import { InputFault } from '../../shared/domain/fault.ts';
import type { Archive, Clock } from '../../shared/pipeline/ports.ts';
import { systemClock } from '../../shared/runtime/clock.ts';
import { createArchive } from '../../shared/store/archive.ts';

export interface LedgerOptions {
  readonly db?: string;
  readonly aws?: boolean;
  readonly table?: string;
  readonly profile?: string;
}

export interface OpenArchive {
  readonly archive: Archive;
  readonly close: () => Promise<void>;
}

/** A ledger in a folder was written in simulated time: nothing in it has expired by today's clock. */
const timeless: Clock = { ...systemClock, now: () => 0 };

/** Checked before the ledger is opened. Throws `InputFault`. */
export function ledgerOf({ db, aws, table }: LedgerOptions): () => Promise<OpenArchive> {
  if ((db !== undefined) === (aws === true))
    throw new InputFault(['say which ledger: either --db FOLDER, or --aws for the deployed table']);
  if (db === undefined) return async () => Promise.resolve(deployed(table ?? 'imagewarden'));
  if (!existsSync(db))
    throw new InputFault([
      `--db ${db}: there is no such folder; give the one that run or demo wrote its ledger to`,
    ]);
  return async () => {
    const opened = await startTable({ dir: db });
    const archive = createArchive({ client: opened.client, name: opened.name, clock: timeless });
    return { archive, close: async () => opened.close() };
  };
}

function deployed(name: string): OpenArchive {
  const client = DynamoDBDocumentClient.from(new DynamoDBClient({}));
  const archive = createArchive({ client, name, clock: systemClock });
  return {
    archive,
    close: async () => {
      client.destroy();
      return Promise.resolve();
    },
  };
}
