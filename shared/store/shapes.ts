/**
 * The shapes in which the ledger keeps facts, entries and runs. What older versions did not write is optional; what a
 * newer version adds within the same format is passed over.
 */
import * as z from 'zod/mini';
import { events } from '../domain/history.ts';
import { imageStates, kinds, platforms } from '../domain/image.ts';
import { holdCodes, keepCodes, outcomes, retireCodes } from '../domain/verdict.ts';

const text = z.string();
const number = z.number();
const maybe = z.exactOptional;

/** A record of zod's leaves out a key `__proto__`, and a tag may bear that name. */
const texts = z.custom<Readonly<Record<string, string>>>(
  (value: unknown) =>
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).every((each) => typeof each === 'string'),
);

const image = z.object({
  account: text,
  region: text,
  kind: z.enum(kinds),
  id: text,
  incarnation: text,
  arn: maybe(text),
  name: text,
  state: z.enum(imageStates),
  stateReason: maybe(text),
  createdAt: maybe(number),
  lastLaunchedAt: maybe(number),
  lastLaunchUnreadable: maybe(z.literal(true)),
  tags: maybe(texts),
  architecture: maybe(text),
  platform: maybe(z.enum(platforms)),
  recipe: maybe(text),
  pipeline: maybe(text),
  build: maybe(text),
  snapshots: maybe(z.array(z.object({ id: text, gib: number }))),
  outputs: maybe(z.array(z.object({ account: text, region: text, image: maybe(text), failed: z.boolean() }))),
});

const reason = z.object({ code: z.enum([...keepCodes, ...retireCodes, ...holdCodes]), detail: text });

const decision = z.object({
  rule: maybe(text),
  verdict: z.enum(['keep', 'retire']),
  dueAt: maybe(number),
  reasons: z.array(reason),
});

const result = z.object({
  run: number,
  outcome: z.enum(outcomes),
  held: maybe(z.array(reason)),
  error: maybe(text),
  snapshots: maybe(z.array(z.object({ id: text, result: text }))),
});

export const markShape = z.object({ since: number, basis: text, armed: z.boolean() });

export const factShape = z.object({
  image,
  decision,
  policy: text,
  mark: maybe(markShape),
  users: z.array(text),
  fleeting: maybe(z.object({ count: number, example: text })),
  intent: maybe(z.object({ run: number, at: number, until: number })),
  result: maybe(result),
  restored: maybe(z.object({ at: number, by: text })),
  gone: maybe(
    z.object({ at: number, how: z.enum(['deleted', 'already-gone', 'vanished']), by: maybe(text) }),
  ),
});

export const eventShape = z.enum(events);

export const entryShape = z.object({
  at: number,
  event: eventShape,
  run: number,
  before: maybe(factShape),
  after: factShape,
});

export const runShape = z.object({
  surveyedAt: number,
  policy: text,
  mode: z.enum(['preview', 'enforce']),
  complete: z.boolean(),
  doubt: maybe(z.object({ known: number, listed: number })),
  offered: maybe(z.literal(false)),
  owned: number,
  keep: number,
  retire: number,
  states: maybe(z.partialRecord(z.enum(imageStates), number)),
  blindSpots: z.array(z.object({ reading: text, error: text })),
  readings: z.record(text, number),
  attempts: number,
  outcomes: maybe(z.partialRecord(z.enum(outcomes), number)),
  retiredAt: maybe(number),
  retiring: z.boolean(),
});
