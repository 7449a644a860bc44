import { expect, it } from 'vitest';
import { jsonOf } from '../../../shared/runtime/messages.ts';

it('reads no message that could not be sent on: beyond a mebibyte or a hundred levels', () => {
  const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);
  const long = (length: number): string => `"${'a'.repeat(length - 2)}"`;
  expect(jsonOf(nested(100))).toBeDefined();
  expect(jsonOf(nested(101))).toBeUndefined();
  expect(jsonOf(long(2 ** 20))).toBeDefined();
  expect(jsonOf(long(2 ** 20 + 1))).toBeUndefined();
});

it('reads nothing that is no JSON', () => {
  expect(jsonOf('{')).toBeUndefined();
});
