import { setTimeout } from 'node:timers/promises';
import type { Clock } from '../pipeline/ports.ts';

export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: async (length) => {
    await setTimeout(length);
  },
};
