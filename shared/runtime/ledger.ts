import type { Ledger } from '../pipeline/ports.ts';
import { createLedger } from '../store/ledger.ts';
import type { Surroundings } from './surroundings.ts';
import { tableOf } from './table.ts';

export function ledgerOf(surroundings: Surroundings): Ledger {
  const { policy, clock } = surroundings;
  return createLedger({ ...tableOf(surroundings), historyDays: policy.historyDays, clock });
}
