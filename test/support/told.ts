/** What a service told on its event bus, each event held to its schema. */
import { expect } from 'vitest';
import { fromJSONSchema } from 'zod';
import * as z from 'zod/mini';
import { eventSchemas, eventTypes, schemaOf, type EventType } from '../../infra/events/schemas.ts';
import type { ToldEvent } from '../../infra/local/bus/events-endpoint.ts';

/** Throws for an event that does not match its shipped schema, or says more than it declares. */
export function eventsOf(type: EventType, told: readonly ToldEvent[]): Record<string, unknown>[] {
  for (const event of told) expectDeclared(event);
  return told.flatMap((event) => (event['detail-type'] === type ? [z.parse(detail, event.detail)] : []));
}

/** Image → how often it was told so. */
export const countsOf = (type: EventType, told: readonly ToldEvent[]): Record<string, number> => {
  const images = eventsOf(type, told).map(({ image }) => String(image));
  return Object.fromEntries(images.map((image) => [image, images.filter((one) => one === image).length]));
};

const detail = z.record(z.string(), z.unknown());

function expectDeclared(event: ToldEvent): void {
  const type = eventTypes.find((one) => one === event['detail-type']);
  expect(type).toBeDefined();
  const known = eventSchemas[type!];
  fromJSONSchema(schemaOf(type!)).parse(event);
  expect(known.parse(event)).toEqual(event);
}
