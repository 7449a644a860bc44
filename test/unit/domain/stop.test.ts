import { expect, it } from 'vitest';
import { afterStop } from '../../../shared/domain/stop.ts';

it('lets a deletion that was begun before a stop end within two minutes', () => {
  expect(afterStop).toBe(120_000);
});
