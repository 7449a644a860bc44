import type { Parameterised } from '../../../shared/pipeline/audit/parse.ts';

/** What is answered below /api, each at a path of its own name. */
export const questions = [
  'history',
  'why',
  'images',
  'changes',
  'vanished',
  'runs',
  'sweeps',
  'next',
  'overview',
] as const satisfies readonly Parameterised[];
