import { expect, it } from 'vitest';
import { after, joined, passingBy, seenAs, those, without, type Many } from '../../../shared/domain/many.ts';

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

const counted = (seen: number[]): Many<number> => passingBy(four, (one) => seen.push(one));

it.each([0, 1, 3, 4, 5])('is gone on with after %i, however it is made', (passed) => {
  const rest = four.slice(passed);
  expect([...after(four, passed)]).toEqual(rest);
  expect([
    ...after(
      seenAs(four, (one) => 2 * one),
      passed,
    ),
  ]).toEqual(rest.map((one) => 2 * one));
  expect([...after(joined([1], joined([2, 3], [4])), passed)]).toEqual(rest);
  expect([
    ...after(
      without([1, 9, 2, 3, 9, 4], 2, (one) => one === 9),
      passed,
    ),
  ]).toEqual(rest);
});

it('is first the ones and then the others, as often as it is gone through', () => {
  const all = joined(four, [5]);
  expect([all.length, ...all, ...all]).toEqual([5, ...four, 5, ...four, 5]);
});

it('tells who listens of each that somebody comes by', () => {
  const seen: number[] = [];
  expect([...counted(seen)]).toEqual(four);
  expect(seen).toEqual(four);
});
