/** Errands whose changes are told: what the ledger took while they ran, and that the last of a sweep is done. */
import type { Entry } from '../domain/history.ts';
import { scopeId } from '../domain/image.ts';
import { noticeOf } from '../pipeline/notice.ts';
import type { Ledger } from '../pipeline/ports.ts';
import { scopeFinished } from '../pipeline/sweep.ts';
import { tellerOf, type Notice } from './event-bus.ts';
import { ledgerOf } from './ledger.ts';
import type { Errand } from './messages.ts';
import type { Surroundings } from './surroundings.ts';
import { sweepsOf } from './sweeps.ts';
import { tableOf } from './table.ts';

/** To be called when the errand's scope has nothing more to do in its run, and that is on record. */
export type Finish = (errand: Errand) => Promise<void>;
export type Announcing = <T>(work: (ledger: Ledger, finish: Finish) => Promise<T>) => Promise<T>;

/** Told once the work is over, even where it failed: what the ledger took by then has happened. */
export function announcing(surroundings: Surroundings): Announcing {
  const { policy, metrics, logger, clock } = surroundings;
  const table = tableOf(surroundings);
  const ledger = ledgerOf(surroundings, table);
  const sweeps = sweepsOf(surroundings, table);
  const tell = tellerOf(surroundings);
  return async (work) => {
    const notices: Notice[] = [];
    let vanished = 0;
    const hear = (entry: Entry): void => {
      const notice = noticeOf(entry, policy.mode);
      if (notice !== undefined) notices.push(notice);
      if (entry.event !== 'vanished') return;
      // A second entry only says who it was.
      if (entry.before?.gone === undefined) vanished += 1;
      logVanished(entry, surroundings);
    };
    const finish: Finish = async ({ scope, run }) => {
      const notice = await scopeFinished(scope, run, sweeps, clock);
      if (notice === undefined) return;
      notices.push(notice);
      logger.info('Sweep completed', { ...notice.detail });
    };
    try {
      return await overhear(ledger, hear, async (heard) => work(heard, finish));
    } finally {
      metrics.addMetric('DeletedByOthers', 'Count', vanished);
      await tell(notices);
    }
  };
}

/**
 * A write that was lost to somebody else's is not heard. Work that fails leaves others of its writes under way, which
 * may be taken yet: they are waited for.
 */
export async function overhear<T>(
  ledger: Ledger,
  hear: (entry: Entry) => void,
  work: (ledger: Ledger) => Promise<T>,
): Promise<T> {
  const open = new Set<Promise<unknown>>();
  const take: Ledger['write'] = async (previous, entry) => {
    const known = await ledger.write(previous, entry);
    if (known !== undefined) hear(known.latest);
    return known;
  };
  const write: Ledger['write'] = async (previous, entry) => {
    const taking = take(previous, entry);
    open.add(taking);
    try {
      return await taking;
    } finally {
      open.delete(taking);
    }
  };
  try {
    return await work({ ...ledger, write });
  } finally {
    await Promise.allSettled(open);
  }
}

function logVanished({ before, after: { image, gone } }: Entry, { logger }: Surroundings): void {
  const about = { scope: scopeId(image), image: image.id, ...(gone?.by !== undefined && { by: gone.by }) };
  if (before?.gone === undefined) logger.warn('Image is gone, and not by us', about);
  else logger.warn('It is known now who deleted the image', about);
}
