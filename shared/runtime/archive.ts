import type { Archive } from '../pipeline/ports.ts';
import { createArchive } from '../store/archive.ts';
import type { Surroundings } from './surroundings.ts';
import { tableOf } from './table.ts';

/** The past, for who may only read it. */
export const archiveOf = (surroundings: Surroundings): Archive =>
  createArchive({ ...tableOf(surroundings), clock: surroundings.clock });
