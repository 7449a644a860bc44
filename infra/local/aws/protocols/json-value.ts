/** A value as JSON under the names that the AWS client's own schema gives; times as seconds since the epoch. */
import { NormalizedSchema } from '@smithy/core/schema';
import type { $SchemaRef } from '@smithy/types';
import { isRecord } from '../../account/wire.ts';
import { timeOf } from './time-text.ts';

export function jsonValue(schema: $SchemaRef, value: unknown): unknown {
  const shape = NormalizedSchema.of(schema);
  if (value === undefined || value === null) return undefined;
  if (shape.isStructSchema()) return jsonMembers(shape, value);
  if (shape.isListSchema()) return jsonItems(shape.getValueSchema(), value);
  if (shape.isMapSchema()) return jsonEntries(shape.getValueSchema(), value);
  return shape.isTimestampSchema() ? timeOf(value).getTime() / 1000 : value;
}

function jsonMembers(shape: NormalizedSchema, value: unknown): unknown {
  if (!isRecord(value)) return undefined;
  const written: Record<string, unknown> = {};
  for (const [name, member] of shape.structIterator())
    written[member.getMergedTraits().jsonName ?? name] = jsonValue(member, value[name]);
  return written;
}

const jsonItems = (item: NormalizedSchema, value: unknown): unknown =>
  Array.isArray(value) ? value.map((held: unknown) => jsonValue(item, held)) : undefined;

const jsonEntries = (item: NormalizedSchema, value: unknown): unknown =>
  isRecord(value)
    ? Object.fromEntries(Object.entries(value).map(([key, held]) => [key, jsonValue(item, held)]))
    : undefined;
