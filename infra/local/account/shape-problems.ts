/** Holds a value against the shape that the AWS client itself has for it. */
import { NormalizedSchema } from '@smithy/core/schema';
import type { $SchemaRef } from '@smithy/types';
import { instantOf } from '../../../shared/domain/time.ts';
import { isRecord } from './wire.ts';

export type Path = readonly PropertyKey[];

export interface Problem {
  readonly path: Path;
  readonly message: string;
}

/**
 * Every place where the value departs from the shape. Members that the shape does not know may stand; null is the same
 * as absent, as in answers that were recorded from other SDKs.
 */
export function* shapeProblems(schema: $SchemaRef, value: unknown, path: Path = []): Generator<Problem> {
  const shape = NormalizedSchema.of(schema);
  if (shape.isStructSchema()) yield* structProblems(shape, value, path);
  else if (shape.isListSchema()) yield* listProblems(shape, value, path);
  else if (shape.isMapSchema()) yield* mapProblems(shape, value, path);
  else yield* scalarProblems(shape, value, path);
}

function* structProblems(shape: NormalizedSchema, value: unknown, path: Path): Generator<Problem> {
  if (!isRecord(value)) {
    yield { path, message: unlike('an object, in braces', value) };
    return;
  }
  for (const [name, member] of shape.structIterator()) {
    const held = Object.hasOwn(value, name) ? value[name] : undefined;
    if (held !== undefined && held !== null) yield* shapeProblems(member, held, [...path, name]);
  }
}

function* listProblems(shape: NormalizedSchema, value: unknown, path: Path): Generator<Problem> {
  if (!Array.isArray(value)) {
    yield { path, message: unlike('a list, in square brackets', value) };
    return;
  }
  const member = shape.getValueSchema();
  for (const [at, item] of value.entries()) yield* shapeProblems(member, item, [...path, at]);
}

function* mapProblems(shape: NormalizedSchema, value: unknown, path: Path): Generator<Problem> {
  if (!isRecord(value)) {
    yield { path, message: unlike('an object, in braces', value) };
    return;
  }
  const member = shape.getValueSchema();
  for (const [key, held] of Object.entries(value)) yield* shapeProblems(member, held, [...path, key]);
}

function* scalarProblems(shape: NormalizedSchema, value: unknown, path: Path): Generator<Problem> {
  const wanted = wantedScalar(shape, value);
  if (wanted !== undefined) yield { path, message: unlike(wanted, value) };
}

function wantedScalar(shape: NormalizedSchema, value: unknown): string | undefined {
  if (shape.isStringSchema() && typeof value !== 'string') return 'a string, in double quotes';
  if (shape.isBooleanSchema() && typeof value !== 'boolean') return 'true or false';
  if (shape.isNumericSchema() && typeof value !== 'number') return 'a number';
  if (shape.isTimestampSchema() && !isTime(value))
    return 'a time in ISO 8601 with its zone, like "2026-01-31T12:00:00Z"';
  return undefined;
}

const isTime = (value: unknown): boolean => typeof value === 'string' && instantOf(value) !== undefined;

/** What was found and what to write instead. */
export const unlike = (wanted: string, value: unknown): string => `is ${nameOf(value)}; write ${wanted}`;

/** What was written, short enough for a line. */
export function nameOf(value: unknown): string {
  if (value === undefined) return 'missing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
