/** What the functions say to one another through queues. */
import * as z from 'zod/mini';
import { imageStates, kinds, type Scope } from '../domain/image.ts';
import { nestsWithin } from '../domain/nesting.ts';
import type { Part } from '../pipeline/part.ts';
import type { Earlier } from '../pipeline/retire.ts';
import { instantOf, iso, type Instant } from '../domain/time.ts';

/** SQS takes a mebibyte. */
const longest = 2 ** 20;
const deepest = 100;

/** One scope in one run; of a survey that took more than one message, the part that is to come. */
export interface Errand {
  readonly scope: Scope;
  readonly run: Instant;
  readonly part?: Part;
  /** Of a retirement, the same. */
  readonly rest?: Rest;
}

interface Rest extends Earlier {
  /** How many messages there were. */
  readonly number: number;
}

/** Far more than the largest scope takes: what goes on after them goes in circles. */
export const mostParts = 1000;

const left = z.array(z.strictObject({ name: z.string(), pages: z.number() }));
const reach = z.strictObject({ left, whole: z.boolean(), place: z.exactOptional(z.string()) });
const look = z.strictObject({
  takenAt: z.number(),
  attempts: z.number(),
  listed: reach,
  outlined: reach,
});

const totals = z.strictObject({
  owned: z.number(),
  keep: z.number(),
  retire: z.number(),
  states: z.partialRecord(z.enum(imageStates), z.number()),
  due: z.boolean(),
});

const part = z.strictObject({
  policy: z.string(),
  number: z.number(),
  blindSpots: z.array(z.strictObject({ reading: z.string(), error: z.string() })),
  readings: z.record(z.string(), z.number()),
  look: z.exactOptional(look),
  closer: z.exactOptional(
    z.strictObject({
      found: left,
      after: z.strictObject({ createdAt: z.exactOptional(z.number()), id: z.string() }),
    }),
  ),
  recorded: z.exactOptional(
    z.strictObject({ newest: left, settled: z.number(), passed: z.number(), totals }),
  ),
});

const shape = z.strictObject({
  scope: z.strictObject({ account: z.string(), region: z.string(), kind: z.enum(kinds) }),
  run: z.string(),
  part: z.exactOptional(z.unknown()),
  rest: z.exactOptional(z.unknown()),
});

const rest = z.strictObject({ number: z.number(), tried: z.boolean(), look: z.exactOptional(look) });

export const errandText = ({ run, ...rest }: Errand): string => JSON.stringify({ ...rest, run: iso(run) });

/** Undefined for anything that is no errand of ours. */
export function errandOf(text: string): Errand | undefined {
  const read = shape.safeParse(jsonOf(text));
  const run = read.success ? instantOf(read.data.run) : undefined;
  if (!read.success || run === undefined) return undefined;
  // What another version of this service has handed on is not gone on with: the errand is done from its start.
  const [ofSurvey, ofRetirement] = [part.safeParse(read.data.part), rest.safeParse(read.data.rest)];
  return {
    scope: read.data.scope,
    run,
    ...(ofSurvey.success && { part: ofSurvey.data }),
    ...(ofRetirement.success && { rest: ofRetirement.data }),
  };
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
