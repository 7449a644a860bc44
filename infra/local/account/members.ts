/** What the lists of an account file are made of. */
import type { $SchemaRef } from '@smithy/types';
import { z } from 'zod';
import { told } from './problem-text.ts';
import type { Path, Problem } from './shape-problems.ts';
import { shapeProblems, unlike } from './shape-problems.ts';
import { isRecord } from './wire.ts';

/** A list of objects of AWS's: held against AWS's own shape, passed on as they are. */
export const entities = <T>(shape: $SchemaRef, ...ids: string[]) =>
  passedOn<T[]>((value) => listProblems(value, (item, path) => entityProblems(shape, ids, item, path)));

export const entitiesByKey = <T>(shape: $SchemaRef) =>
  passedOn<Record<string, T[]>>((value) =>
    mapProblems(value, (list, path) =>
      listProblems(list, (item, at) => entityProblems(shape, [], item, at), path),
    ),
  );

export const tagsByKey = () =>
  passedOn<Record<string, Record<string, string>>>((value) =>
    mapProblems(value, (tags, path) => mapProblems(tags, textProblems, path)),
  );

/** Get answers carry their item in a member; both the whole answer and the item alone may be pasted in. */
export const answers = <List extends z.ZodType>(member: string, list: List) =>
  z.preprocess((value) => (Array.isArray(value) ? value.map((item) => within(item, member)) : value), list);

/** A list of objects of ours that are taken as they are written. */
export const listOf = <T>(item: z.ZodType<T>) =>
  passedOn<T[]>((value) =>
    listProblems(value, function* (entry, path) {
      const { error } = item.safeParse(entry, { reportInput: true });
      for (const issue of error?.issues ?? []) yield { path: [...path, ...issue.path], message: told(issue) };
    }),
  );

/** A value that is checked but not rebuilt. Only the first problems are told: a file of millions must not hang. */
const passedOn = <T>(problems: (value: unknown) => Generator<Problem>) =>
  z.custom<T>().check((context) => {
    const input: unknown = context.value;
    for (const { path, message } of problems(input).take(most))
      context.issues.push({ code: 'custom', input, path: [...path], message });
  });

export const most = 1_000;

type Check = (value: unknown, path: Path) => Generator<Problem>;

function* listProblems(value: unknown, check: Check, path: Path = []): Generator<Problem> {
  if (!Array.isArray(value)) {
    yield { path, message: unlike('a list, in square brackets', value) };
    return;
  }
  for (const [at, item] of value.entries()) yield* check(item, [...path, at]);
}

function* mapProblems(value: unknown, check: Check, path: Path = []): Generator<Problem> {
  if (!isRecord(value)) {
    yield { path, message: unlike('an object, in braces', value) };
    return;
  }
  for (const [key, held] of Object.entries(value)) yield* check(held, [...path, key]);
}

function* textProblems(value: unknown, path: Path): Generator<Problem> {
  if (typeof value !== 'string') yield { path, message: unlike('a string, in double quotes', value) };
}

function* entityProblems(
  shape: $SchemaRef,
  ids: readonly string[],
  value: unknown,
  path: Path,
): Generator<Problem> {
  for (const id of isRecord(value) ? ids : [])
    if (isRecord(value) && (value[id] ?? '') === '')
      yield { path: [...path, id], message: unlike('its id, a string', value[id]) };
  yield* shapeProblems(shape, value, path);
}

const within = (value: unknown, member: string): unknown =>
  isRecord(value) && isRecord(value[member]) ? value[member] : value;
