import { expect, it } from 'vitest';
import { DamagedItemFault, InputFault, NewerFormatFault } from '../../../shared/domain/fault.ts';

it('tells every problem of an input, each on a line of its own', () => {
  const { problems, message } = new InputFault(['one', 'another']);
  expect(problems).toEqual(['one', 'another']);
  expect(message).toBe('one\nanother');
});

it('is known by its name where a log shows it', () => {
  const faults = [new InputFault([]), new NewerFormatFault(''), new DamagedItemFault('')];
  expect(faults.map(({ name }) => name)).toEqual(['InputFault', 'NewerFormatFault', 'DamagedItemFault']);
});
