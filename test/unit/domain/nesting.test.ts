import { expect, it } from 'vitest';
import { nestsWithin } from '../../../shared/domain/nesting.ts';

it.each([
  ['', 0],
  ['1', 0],
  ['[]', 1],
  ['{"a":[{}]}', 3],
  ['[[],[],{}]', 2],
  ['[{},{},[]]', 2],
  ['"[[[["', 0],
  [String.raw`"\"[[["`, 0],
  [String.raw`["\\",[]]`, 2],
  ['[[[[', 4],
])('counts the levels of %j', (text, levels) => {
  expect(nestsWithin(text, levels)).toBe(true);
  if (levels > 0) expect(nestsWithin(text, levels - 1)).toBe(false);
});
