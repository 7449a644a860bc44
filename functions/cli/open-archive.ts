/** The ledger that an audit question is put to: a folder's, or the deployed table. */
import type { Archive, Clock } from '../../shared/pipeline/ports.ts';
import { systemClock } from '../../shared/runtime/clock.ts';
import { createArchive } from '../../shared/store/archive.ts';
import { tableOf, type TableOptions } from './open-table.ts';

export type LedgerOptions = TableOptions;

export interface OpenArchive {
  readonly archive: Archive;
  readonly close: () => Promise<void>;
}

/** A ledger in a folder was written in simulated time: nothing in it has expired by today's clock. */
const timeless: Clock = { ...systemClock, now: () => 0 };

/** Checked before the ledger is opened. Throws `InputFault`. */
export function ledgerOf(options: LedgerOptions): () => Promise<OpenArchive> {
  const open = tableOf(options);
  return async () => {
    const { client, name, close } = await open();
    const archive = createArchive({ client, name, clock: options.aws === true ? systemClock : timeless });
    return { archive, close };
  };
}
