/** Errands whose changes are told: what the ledger took while they ran, and what they say themselves. */
import type { Entry } from '../domain/history.ts';
import { scopeId } from '../domain/image.ts';
import { noticeOf } from '../pipeline/notice.ts';
import type { Ledger } from '../pipeline/ports.ts';
import { tellerOf, type Notice } from './event-bus.ts';
import { ledgerOf } from './ledger.ts';
import type { Surroundings } from './surroundings.ts';

export type Say = (notice: Notice) => void;
export type Announcing = <T>(work: (ledger: Ledger, say: Say) => Promise<T>) => Promise<T>;

/** Told once the work is over, even where it failed: what the ledger took by then has happened. */
export function announcing(surroundings: Surroundings): Announcing {
  const { policy, metrics } = surroundings;
  const ledger = ledgerOf(surroundings);
  const tell = tellerOf(surroundings);
  return async (work) => {
    const notices: Notice[] = [];
    let vanished = 0;
    const hear = (entry: Entry): void => {
      const notice = noticeOf(entry, policy.mode);
      if (notice !== undefined) notices.push(notice);
      if (entry.event !== 'vanished') return;
      vanished += 1;
      logVanished(entry, surroundings);
    };
    try {
      return await work(overheard(ledger, hear), (notice) => notices.push(notice));
    } finally {
      metrics.addMetric('DeletedByOthers', 'Count', vanished);
      await tell(notices);
    }
  };
}

/** A write that was lost to somebody else's is not heard. */
const overheard = (ledger: Ledger, hear: (entry: Entry) => void): Ledger => ({
  ...ledger,
  write: async (previous, entry) => {
    const known = await ledger.write(previous, entry);
    if (known !== undefined) hear(known.latest);
    return known;
  },
});

function logVanished({ after: { image, gone } }: Entry, { logger }: Surroundings): void {
  const by = gone?.by === undefined ? {} : { by: gone.by };
  logger.warn('Image is gone, and not by us', { scope: scopeId(image), image: image.id, ...by });
}
