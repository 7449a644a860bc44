/** When a listing that reached its end is not believed. */
import { expect, it } from 'vitest';
import { doubtOf } from '../../../shared/pipeline/observe/doubt.ts';

it.each([
  [10, 4, true],
  [10, 5, false],
  [11, 5, true],
  [11, 6, false],
  [1000, 0, true],
  [9, 0, false],
  [0, 0, false],
  [10, 500, false],
])('of %i known images, a listing of %i: doubted %s', (known, listed, doubted) => {
  expect(doubtOf(known, listed)).toEqual(doubted ? { known, listed } : undefined);
});
