/** What went wrong in a call, read off whatever the SDK threw. Each provider adds its own codes in its faults.ts. */
import type { Answer } from '../pipeline/ports.ts';
import { wordsOf } from './words.ts';

export interface SdkError {
  readonly code: string;
  readonly message: string;
  /** Undefined: no answer came. */
  readonly status: number | undefined;
}

export function sdkErrorOf(thrown: unknown): SdkError {
  if (!(thrown instanceof Error)) return { code: 'UnknownError', message: String(thrown), status: undefined };
  const systemCode = textAt(thrown, 'code') ?? textAt(thrown, 'Code');
  return {
    code: wordsOf(thrown.name === 'Error' ? (systemCode ?? 'UnknownError') : thrown.name, longestCode),
    message: wordsOf(thrown.message),
    status: statusOf(thrown),
  };
}

const longestCode = 200;

const throttles: ReadonlySet<string> = new Set([
  'BandwidthLimitExceeded',
  'CallRateLimitExceededException',
  'EC2ThrottledException',
  'RequestLimitExceeded',
  'RequestThrottled',
  'RequestThrottledException',
  'SlowDown',
  'ThrottledException',
  'Throttling',
  'ThrottlingException',
  'TooManyRequestsException',
]);

export const isThrottle = ({ code, status }: SdkError): boolean => throttles.has(code) || status === 429;

/** The endpoint's name does not resolve: that is how a service that a region does not offer shows itself. */
export const hasNoEndpoint = ({ code }: SdkError): boolean => code === 'ENOTFOUND' || code === 'EAI_AGAIN';

/** Without an answer, or with one that the service's own trouble wrote, the call may have taken effect. */
export const isNoAnswer = ({ status }: SdkError): boolean =>
  status === undefined || status >= 500 || status < 300;

/** What a deletion that threw comes to, where the provider knows how its service says that there is no such image. */
export function answerTo(thrown: unknown, isGone: (error: SdkError) => boolean): Answer {
  const error = sdkErrorOf(thrown);
  const text = `${error.code}: ${error.message}`;
  if (isGone(error)) return { answer: 'already-gone' };
  if (isThrottle(error)) return { answer: 'throttled', error: text };
  return isNoAnswer(error) ? { answer: 'no-answer', error: text } : { answer: 'refused', error: text };
}

function statusOf(error: Error): number | undefined {
  const metadata: unknown = '$metadata' in error ? error.$metadata : undefined;
  const status =
    typeof metadata === 'object' && metadata !== null && 'httpStatusCode' in metadata
      ? metadata.httpStatusCode
      : undefined;
  return typeof status === 'number' ? status : undefined;
}

function textAt(error: Error, key: 'code' | 'Code'): string | undefined {
  const value: unknown = Object.entries(error).find(([name]) => name === key)?.[1];
  return typeof value === 'string' ? value : undefined;
}
