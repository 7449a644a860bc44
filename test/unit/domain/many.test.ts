import { expect, it } from 'vitest';
import { seenAs, those, without } from '../../../shared/domain/many.ts';

const four = [1, 2, 3, 4];

it('is as many seen another way, and is gone through more than once', () => {
  const doubled = seenAs(four, (one) => 2 * one);
  expect(doubled.length).toBe(4);
  expect([...doubled]).toEqual([2, 4, 6, 8]);
  expect([...doubled]).toEqual([2, 4, 6, 8]);
});

it('is fewer without some of them, however often it is gone through', () => {
  const odd = without(four, 2, (one) => one % 2 === 0);
  expect(odd.length).toBe(2);
  expect([...odd]).toEqual([1, 3]);
  expect([...odd]).toEqual([1, 3]);
});

it('gives those that are picked', () => {
  expect([...those(four, (one) => one > 2)]).toEqual([3, 4]);
});
