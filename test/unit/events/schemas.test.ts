/** The schemas that are shipped for who listens. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { fromJSONSchema } from 'zod';
import { eventTypes, fileOf, schemaOf, schemaText } from '../../../infra/events/schemas.ts';

it.each(eventTypes)(
  '%s: the schema is the one made from the code (node infra/events/write-schemas.ts)',
  (type) => {
    const shipped = readFileSync(new URL(`../../../infra/events/${fileOf(type)}`, import.meta.url), 'utf8');
    expect(shipped).toBe(schemaText(type));
  },
);

it.each(eventTypes)('%s: the schema refuses an event without its detail', (type) => {
  const event = { source: 'imagewarden', 'detail-type': type, time: '2026-11-01T12:00:00Z' };
  expect(fromJSONSchema(schemaOf(type)).safeParse({ ...event, detail: {} }).success).toBe(false);
});
