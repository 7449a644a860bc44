/** What the functions say to one another through queues. */
import * as z from 'zod/mini';
import { kinds, type Scope } from '../domain/image.ts';
import { nestsWithin } from '../domain/nesting.ts';
import { instantOf, iso, type Instant } from '../domain/time.ts';

/** SQS takes a mebibyte. */
const longest = 2 ** 20;
const deepest = 100;

/** One scope in one run. */
export interface Errand {
  readonly scope: Scope;
  readonly run: Instant;
}

const shape = z.strictObject({
  scope: z.strictObject({ account: z.string(), region: z.string(), kind: z.enum(kinds) }),
  run: z.string(),
});

export const errandText = ({ scope, run }: Errand): string => JSON.stringify({ scope, run: iso(run) });

/** Undefined for anything that is no errand of ours. */
export function errandOf(text: string): Errand | undefined {
  const read = shape.safeParse(jsonOf(text));
  const run = read.success ? instantOf(read.data.run) : undefined;
  return read.success && run !== undefined ? { scope: read.data.scope, run } : undefined;
}

/** Undefined for what is no JSON, or is longer or deeper than any message or event of AWS's: it could not be sent on. */
export function jsonOf(text: string): unknown {
  if (text.length > longest || !nestsWithin(text, deepest)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
