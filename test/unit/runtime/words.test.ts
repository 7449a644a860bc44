import { expect, it } from 'vitest';
import { answerTo, sdkErrorOf } from '../../../shared/providers/sdk-error.ts';
import { wordsOf } from '../../../shared/providers/words.ts';

it('keeps a thousand characters of what AWS says, and says where it was cut', () => {
  expect(wordsOf('x'.repeat(1000))).toBe('x'.repeat(1000));
  expect(wordsOf('x'.repeat(1001))).toBe(`${'x'.repeat(1000)}…`);
});

it('leaves no half of a character where it cuts', () => {
  expect(wordsOf('a🦊', 2).isWellFormed()).toBe(true);
});

it('records a refusal in words that fit the ledger, however long the service speaks', () => {
  const long = Object.assign(new Error('m'.repeat(1_000_000)), {
    name: 'c'.repeat(1_000_000),
    $metadata: { httpStatusCode: 400 },
  });
  expect(sdkErrorOf(long).code).toHaveLength(201);
  const answer = answerTo(long, () => false);
  expect(answer).toMatchObject({ answer: 'refused' });
  expect(JSON.stringify(answer).length).toBeLessThan(1_300);
});
