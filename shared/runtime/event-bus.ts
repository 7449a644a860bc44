/** Puts notices on an EventBridge bus. Best effort: the ledger is the truth, and nothing waits for who listens. */
import type { ImageNotice } from '../pipeline/notice.ts';
import type { SweepNotice } from '../pipeline/sweep.ts';
import { lazilyAsync } from './lazily-async.ts';
import type { Put } from './put-events.ts';
import type { Surroundings } from './surroundings.ts';

export type Notice = ImageNotice | SweepNotice;
export type Tell = (notices: readonly Notice[]) => Promise<void>;

/** What a function that tells must be allowed to do. */
export const tellingActions = ['events:PutEvents'] as const;

/** The bus is named by EVENT_BUS_NAME; without it nothing is told. Never throws. */
export function tellerOf(surroundings: Surroundings): Tell {
  const { environment, metrics, logger } = surroundings;
  const bus = environment['EVENT_BUS_NAME'];
  if (bus === undefined || bus === '') return async () => Promise.resolve();
  // Most starts of a function have nothing to tell, and none has to wait for this client's code.
  const putter = lazilyAsync(async () => {
    const { put, busClient } = await import('./put-events.ts');
    const client = busClient(surroundings);
    return async (notices: readonly Notice[]): Promise<Put> => put(notices, bus, client);
  });
  return async (notices) => {
    const { untold, error } =
      notices.length === 0
        ? nothingUntold
        : await putter().then(
            async (putAll) => putAll(notices),
            (thrown: unknown): Put => ({ untold: notices.length, error: String(thrown) }),
          );
    metrics.addMetric('EventsUntold', 'Count', untold);
    if (untold > 0)
      logger.error('Events could not be put on the bus; the ledger holds what they tell', {
        bus,
        untold,
        error,
      });
  };
}

const nothingUntold: Put = { untold: 0 };
