/**
 * The shape of every answer: what the command line prints as JSON, what the API answers, what its OpenAPI document says.
 * Times are ISO 8601 in UTC; what is absent is null.
 */
import * as z from 'zod/mini';
import { events } from '../../domain/history.ts';
import { imageStates, kinds } from '../../domain/image.ts';
import { outcomes } from '../../domain/verdict.ts';
import { codes } from './codes.ts';

const text = z.string();
const time = z.iso.datetime();
const count = z.int().check(z.gte(0));

const reason = z.object({ code: z.enum(codes), detail: text });

const place = { kind: z.enum(kinds), account: text, region: text };

/** Which image, and how it looks. */
const named = {
  image: text,
  ...place,
  name: text,
  state: z.enum(imageStates),
  createdAt: z.nullable(time),
};

const result = z.object({
  run: time,
  outcome: z.enum(outcomes),
  held: z.exactOptional(z.array(reason)),
  error: z.exactOptional(text),
  snapshots: z.exactOptional(z.array(z.object({ id: text, result: text }))),
});

const fact = z.object({
  ...named,
  lastLaunchedAt: z.nullable(time),
  tags: z.nullable(z.record(text, text)),
  build: z.nullable(text),
  snapshots: z.array(z.object({ id: text, gib: z.number() })),
  rule: z.nullable(text),
  verdict: z.enum(['keep', 'retire']),
  dueAt: z.nullable(time),
  reasons: z.array(reason),
  policy: z.object({ hash: text }),
  users: z.object({
    durable: z.array(text),
    fleeting: z.nullable(z.object({ count, example: text })),
  }),
  intent: z.nullable(z.object({ run: time, at: time })),
  result: z.nullable(result),
  gone: z.nullable(
    z.object({ at: time, how: z.enum(['deleted', 'already-gone', 'vanished']), by: z.nullable(text) }),
  ),
});

const change = z.object({
  at: time,
  event: z.enum(events),
  run: time,
  before: z.nullable(fact),
  after: fact,
});

const blindSpot = z.object({ ...place, reading: text, error: text });

const run = z.object({
  ...place,
  at: time,
  surveyedAt: time,
  retiredAt: z.nullable(time),
  mode: z.enum(['preview', 'enforce']),
  policy: z.object({ hash: text }),
  complete: z.boolean(),
  /** The listing held too little to be believed. */
  doubt: z.nullable(z.object({ known: count, listed: count })),
  /** Whether AWS has the service in that region. */
  offered: z.boolean(),
  owned: count,
  keep: count,
  retire: count,
  states: z.nullable(z.record(text, count)),
  attempts: count,
  /** How many images came to which end; null where nothing had to be retired, or it is not over. */
  outcomes: z.nullable(z.record(text, count)),
  blindSpots: z.array(z.object({ reading: text, error: text })),
  readings: z.record(text, count),
});

const totals = z.object({
  scopes: count,
  owned: count,
  keep: count,
  retire: count,
  deleted: count,
  alreadyGone: count,
  held: count,
  refused: count,
  unsure: count,
  blindSpots: count,
});

const sweep = z.object({
  at: time,
  begunAt: time,
  mode: z.enum(['preview', 'enforce']),
  policy: z.object({ hash: text }),
  /** How many scopes it set out for. */
  scopes: count,
  /** Null: not all of them have finished. */
  completed: z.nullable(z.object({ at: time, totals })),
});

/** Where the next part begins: give it as `cursor` with the same question. Null: that was all. */
const cursor = z.nullable(text);

/** The parts that answers have in common. */
export const shapes = { fact, change, run, sweep };

export const documents = {
  history: z.object({ ...named, gone: z.boolean(), entries: z.array(change), cursor }),
  why: fact,
  images: z.object({ at: z.nullable(time), images: z.array(fact), cursor }),
  changes: z.object({ from: time, to: time, changes: z.array(change), cursor }),
  runs: z.object({ from: time, to: time, runs: z.array(run), cursor }),
  sweeps: z.object({ from: time, to: time, sweeps: z.array(sweep), cursor }),
  next: z.object({ images: z.array(z.extend(fact, { armed: z.boolean() })), cursor }),
  overview: z.object({
    from: time,
    to: time,
    /** One per day that had a run: what the last runs of all scopes up to that day counted, added up. */
    series: z.array(
      z.object({
        day: z.iso.date(),
        owned: count,
        keep: count,
        retire: count,
        states: z.record(text, count),
      }),
    ),
    /** What was deleted in that time, by us; sizes are the volumes', an upper bound. */
    reclaimed: z.object({ images: count, gib: z.number() }),
    /** Of the last run of each scope. */
    blindSpots: z.array(blindSpot),
    /** The last run of each scope, and the ten newest. */
    scopes: z.array(run),
    runs: z.array(run),
  }),
};

export type FactDocument = z.infer<typeof fact>;
export type ChangeDocument = z.infer<typeof change>;
export type RunDocument = z.infer<typeof run>;
export type SweepDocument = z.infer<typeof sweep>;
export type Documents = { readonly [Name in keyof typeof documents]: z.infer<(typeof documents)[Name]> };
