/** What the functions say to one another through queues. */
import * as z from 'zod/mini';
import { kinds, type Scope } from '../domain/image.ts';
import { nestsWithin } from '../domain/nesting.ts';
import type { Part } from '../pipeline/part.ts';
import { instantOf, iso, type Instant } from '../domain/time.ts';

/** SQS takes a mebibyte. */
const longest = 2 ** 20;
const deepest = 100;

/** One scope in one run; of a survey that took more than one message, the part that is to come. */
export interface Errand {
  readonly scope: Scope;
  readonly run: Instant;
  readonly part?: Part;
}

const part = z.strictObject({
  policy: z.string(),
  number: z.number(),
  after: z.exactOptional(z.strictObject({ createdAt: z.exactOptional(z.number()), id: z.string() })),
  blindSpots: z.array(z.strictObject({ reading: z.string(), error: z.string() })),
  readings: z.record(z.string(), z.number()),
});

const shape = z.strictObject({
  scope: z.strictObject({ account: z.string(), region: z.string(), kind: z.enum(kinds) }),
  run: z.string(),
  part: z.exactOptional(part),
});

export const errandText = ({ run, ...rest }: Errand): string => JSON.stringify({ ...rest, run: iso(run) });

/** Undefined for anything that is no errand of ours. */
export function errandOf(text: string): Errand | undefined {
  const read = shape.safeParse(jsonOf(text));
  const run = read.success ? instantOf(read.data.run) : undefined;
  return read.success && run !== undefined ? { ...read.data, run } : undefined;
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
