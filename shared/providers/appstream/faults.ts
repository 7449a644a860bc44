/** What AppStream's errors mean to us, in one place. Types are matched, never statuses: AWS documents two for one. */
import type { Answer } from '../../pipeline/ports.ts';
import { isNoAnswer, isThrottle, sdkErrorOf, type SdkError } from '../sdk-error.ts';

export const isGone = ({ code }: SdkError): boolean => code === 'ResourceNotFoundException';

/** The answer to a deletion that threw. An image busy with another change is refused, and comes up again next run. */
export function answerOf(thrown: unknown): Answer {
  const error = sdkErrorOf(thrown);
  const text = `${error.code}: ${error.message}`;
  if (isGone(error)) return { answer: 'already-gone' };
  if (isThrottle(error)) return { answer: 'throttled', error: text };
  return isNoAnswer(error) ? { answer: 'no-answer', error: text } : { answer: 'refused', error: text };
}
