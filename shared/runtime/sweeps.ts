import type { Sweeps } from '../pipeline/ports.ts';
import { createSweeps } from '../store/sweeps.ts';
import type { Table } from '../store/table.ts';
import type { Surroundings } from './surroundings.ts';
import { tableOf } from './table.ts';

export function sweepsOf(surroundings: Surroundings, table: Table = tableOf(surroundings)): Sweeps {
  const { policy, clock } = surroundings;
  return createSweeps({ ...table, historyDays: policy.historyDays, clock });
}
