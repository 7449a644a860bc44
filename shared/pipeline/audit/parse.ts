/** Text in, question out: the one reading of query strings and command lines. Tells every problem at once. */
import { day, iso, type Instant } from '../../domain/time.ts';
import {
  createReader,
  eventsFrom,
  filtersFrom,
  narrowingFrom,
  spanFrom,
  type Given,
  type Problem,
  type Reader,
} from './parameters.ts';
import type { Ask, Question } from './question.ts';

/** Everything that a door may be asked, with the parameters of each. `vanished` is a question about changes. */
export const parameters = {
  history: ['image', 'kind', 'account', 'region', 'limit', 'cursor'],
  why: ['image', 'at', 'kind', 'account', 'region'],
  images: ['at', 'kind', 'account', 'region', 'state', 'rule', 'reason', 'tag', 'name', 'limit', 'cursor'],
  changes: [
    ...['from', 'to', 'event', 'run', 'kind', 'account', 'region', 'state', 'rule', 'reason', 'tag', 'name'],
    ...['limit', 'cursor'],
  ],
  vanished: ['from', 'to', 'kind', 'account', 'region', 'rule', 'reason', 'tag', 'name', 'limit', 'cursor'],
  runs: ['from', 'to', 'kind', 'account', 'region', 'limit', 'cursor'],
  sweeps: ['from', 'to', 'limit', 'cursor'],
  next: ['kind', 'account', 'region', 'state', 'rule', 'reason', 'tag', 'name', 'limit', 'cursor'],
  overview: ['from', 'to', 'kind', 'account', 'region'],
  export: ['from', 'to', 'kind', 'account', 'region'],
} as const satisfies Record<Ask | 'vanished', readonly string[]>;
export type Parameterised = keyof typeof parameters;

export interface Door {
  /** How it writes a parameter. */
  readonly spelled: (name: string) => string;
  /** Whether it finds an image by its name too, which reads whole scopes. */
  readonly byName: boolean;
}

export type Parsed = { readonly question: Question } | { readonly problems: readonly Problem[] };

export function parseQuestion(ask: Parameterised, given: Given, door: Door): Parsed {
  const reader = createReader(given, door.spelled);
  const known: readonly string[] = parameters[ask];
  for (const name of Object.keys(given))
    if (given[name] !== undefined && !known.includes(name))
      reader.fail(name.slice(0, 60), `: there is no such parameter here; use ${known.join(', ')}`);
  const question = read(ask, reader, door);
  checkOrder(question, reader, door);
  return reader.problems.length > 0 ? { problems: reader.problems } : { question };
}

/** Every part is read, whatever is wrong with another. */
function read(ask: Parameterised, reader: Reader, door: Door): Question {
  switch (ask) {
    case 'history':
      return { ask, ...imageFrom(reader, door), ...pagingFrom(reader) };
    case 'why':
      return { ask, ...imageFrom(reader, door), ...atFrom(reader) };
    case 'images':
      return { ask, ...atFrom(reader), filters: filtersFrom(reader), ...pagingFrom(reader) };
    case 'changes':
      return changesFrom(reader);
    case 'vanished':
      return {
        ask: 'changes',
        ...spanFrom(reader, { from: 0, to: endOfTime }),
        events: ['vanished', 'already-gone'],
        filters: filtersFrom(reader),
        ...pagingFrom(reader),
      };
    case 'runs':
      return {
        ask,
        ...spanFrom(reader, { from: 0, to: endOfTime }),
        filters: narrowingFrom(reader),
        ...pagingFrom(reader),
      };
    case 'sweeps':
      return { ask, ...spanFrom(reader, { from: 0, to: endOfTime }), ...pagingFrom(reader) };
    case 'next':
      return { ask, filters: filtersFrom(reader), ...pagingFrom(reader) };
    case 'overview':
      return { ask, ...openSpanFrom(reader), filters: narrowingFrom(reader) };
    case 'export':
      return { ask, ...spanFrom(reader), filters: narrowingFrom(reader) };
  }
}

/** The last day that ISO 8601 writes with four digits. */
export const endOfTime: Instant = Date.parse('9999-12-31T00:00:00.000Z');

/** A run's messages come again for four days at most; without other times, what it did is looked for that long. */
const runLasts = 4 * day;

function changesFrom(reader: Reader): Question {
  const run = reader.time('run');
  const events = eventsFrom(reader);
  return {
    ask: 'changes',
    ...spanFrom(reader, run === undefined ? undefined : { from: run, to: run + runLasts }),
    ...(events && { events }),
    ...(run !== undefined && { run }),
    filters: filtersFrom(reader),
    ...pagingFrom(reader),
  };
}

function imageFrom(reader: Reader, { byName }: Door) {
  const before = reader.problems.length;
  const image = reader.text('image');
  if (image === undefined && reader.problems.length === before)
    reader.fail('image', ' is missing; give the id of one');
  return { image: image ?? '', byName, filters: narrowingFrom(reader) };
}

function atFrom(reader: Reader) {
  const at = reader.time('at');
  return at === undefined ? {} : { at };
}

function openSpanFrom(reader: Reader) {
  const from = reader.time('from');
  const to = reader.time('to');
  return { ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
}

export const mostLines = 1000;
const usualLines = 100;

function pagingFrom(reader: Reader) {
  const limit = reader.number('limit', mostLines, usualLines);
  const cursor = reader.text('cursor');
  return { limit, ...(cursor !== undefined && { cursor }) };
}

function checkOrder(question: Question, reader: Reader, { spelled }: Door): void {
  const { from, to } = { from: undefined, to: undefined, ...question };
  if (from !== undefined && to !== undefined && from > to)
    reader.fail('from', ` ${iso(from)} is later than ${spelled('to')} ${iso(to)}; exchange them`);
}
