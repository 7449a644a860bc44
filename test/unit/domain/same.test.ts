import { expect, it } from 'vitest';
import { same } from '../../../shared/domain/same.ts';

it.each<[unknown, unknown]>([
  [1, 1],
  ['a', 'a'],
  [null, null],
  [undefined, undefined],
  [NaN, NaN],
  [{}, {}],
  [[], []],
  [
    { a: 1, b: 2 },
    { b: 2, a: 1 },
  ],
  [{ a: undefined }, {}],
  [{ a: [{ b: 'c' }] }, { a: [{ b: 'c' }] }],
])('takes %j and %j for the same', (a, b) => {
  expect(same(a, b)).toBe(true);
  expect(same(b, a)).toBe(true);
});

it.each<[unknown, unknown]>([
  [1, '1'],
  [0, -0],
  [null, undefined],
  [null, {}],
  ['', {}],
  [[], {}],
  [{ 0: 'a' }, ['a']],
  [{ a: 1 }, { a: 2 }],
  [{ a: 1 }, { a: 1, b: 2 }],
  [['a'], ['a', 'b']],
  [
    ['a', 'b'],
    ['b', 'a'],
  ],
  [{ a: { b: 1 } }, { a: { b: 2 } }],
])('tells %j from %j', (a, b) => {
  expect(same(a, b)).toBe(false);
  expect(same(b, a)).toBe(false);
});
