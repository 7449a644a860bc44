import type { Ledger } from '../pipeline/ports.ts';
import { createLedger } from '../store/ledger.ts';
import type { Table } from '../store/table.ts';
import type { Surroundings } from './surroundings.ts';
import { tableOf } from './table.ts';

export function ledgerOf(surroundings: Surroundings, table: Table = tableOf(surroundings)): Ledger {
  const { policy, clock } = surroundings;
  return createLedger({ ...table, historyDays: policy.historyDays, clock });
}
