/** Logs as lines of JSON: what others wrote into them is bounded, and steers no terminal that shows them. */
import { Logger } from '@aws-lambda-powertools/logger';
import { printableLines } from '../domain/printable.ts';

/** Characters of one text in a log line. A stack is shorter; an error text of AWS's need not be. */
const longest = 4_000;

export const createLogger = (logLevel?: 'ERROR'): Logger =>
  new Logger({
    serviceName: 'imagewarden',
    jsonReplacerFn: legible,
    ...(logLevel !== undefined && { logLevel }),
  });

const legible = (_key: string, value: unknown): unknown =>
  typeof value === 'string' ? printableLines(value.slice(0, longest)) : value;
