/** Single parameters of a question, read from text. Each gives a value, or says what is wrong and what to do. */
import { events, type Event } from '../../domain/history.ts';
import { imageStates, kinds } from '../../domain/image.ts';
import { instantOf, type Instant } from '../../domain/time.ts';
import { codes } from './codes.ts';

/** As a query string or a command line gives them. */
export type Given = Readonly<Record<string, string | undefined>>;

export interface Problem {
  readonly parameter: string;
  readonly detail: string;
}

/** Reads parameters, and keeps what is wrong with any of them. */
export interface Reader {
  readonly problems: readonly Problem[];
  text(name: string): string | undefined;
  time(name: string): Instant | undefined;
  oneOf<T extends string>(name: string, noun: string, values: readonly T[]): T | undefined;
  number(name: string, most: number, otherwise: number): number;
  fail(name: string, told: string): void;
}

/** Nothing that can be asked for is longer. */
const longest = 1024;
const shown = 60;

const shortened = (text: string): string => (text.length > shown ? `${text.slice(0, shown)}…` : text);

/** `spelled` is how the door at hand writes a parameter: `from`, or `--from`. */
export function createReader(given: Given, spelled: (name: string) => string): Reader {
  const problems: Problem[] = [];
  const fail = (name: string, told: string) => {
    problems.push({ parameter: name, detail: `${spelled(name)}${told}` });
  };
  const text = (name: string): string | undefined => {
    const value = given[name];
    if (value === undefined || (value !== '' && value.length <= longest)) return value;
    if (value === '') fail(name, ' is empty; give it a value or leave it out');
    else fail(name, ` has ${value.length} characters; give it at most ${longest}`);
    return undefined;
  };
  const read = <T>(name: string, parse: (value: string) => T | undefined, told: string): T | undefined => {
    const value = text(name);
    const parsed = value === undefined ? undefined : parse(value);
    if (value !== undefined && parsed === undefined) fail(name, ` ${shortened(value)}: ${told}`);
    return parsed;
  };
  return {
    problems,
    fail,
    text,
    time: (name) => read(name, instantOf, noTime),
    oneOf: (name, noun, values) =>
      read(
        name,
        (value) => values.find((one) => one === value),
        `there is no such ${noun}; use one of ${values.join(', ')}`,
      ),
    number: (name, most, otherwise) =>
      read(name, (value) => wholeOf(value, most), `give a whole number from 1 to ${most}`) ?? otherwise,
  };
}

const noTime = 'this is no time; write one in ISO 8601 with its zone, like 2026-11-01T09:30:00Z';

function wholeOf(text: string, most: number): number | undefined {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  return value >= 1 && value <= most ? value : undefined;
}

export function narrowingFrom(reader: Reader) {
  const kind = reader.oneOf('kind', 'kind', kinds);
  const account = reader.text('account');
  const region = reader.text('region');
  return {
    ...(kind !== undefined && { kind }),
    ...(account !== undefined && { account }),
    ...(region !== undefined && { region }),
  };
}

export function filtersFrom(reader: Reader) {
  const state = reader.oneOf('state', 'state', imageStates);
  const rule = reader.text('rule');
  const reason = reader.oneOf('reason', 'reason', codes);
  const tag = reader.text('tag');
  const name = reader.text('name');
  return {
    ...narrowingFrom(reader),
    ...(state !== undefined && { state }),
    ...(rule !== undefined && { rule }),
    ...(reason !== undefined && { reason }),
    ...(tag !== undefined && { tag: tagFrom(tag) }),
    ...(name !== undefined && { name }),
  };
}

/** `key` or `key=value`; a key never holds `=` where a value is asked for. */
function tagFrom(text: string): { key: string; value?: string } {
  const at = text.indexOf('=');
  return at < 0 ? { key: text } : { key: text.slice(0, at), value: text.slice(at + 1) };
}

/** Several, separated by commas. */
export function eventsFrom(reader: Reader): readonly Event[] | undefined {
  const names = reader.text('event')?.split(',');
  const unknown = names?.filter((name) => !events.some((event) => event === name)) ?? [];
  if (unknown.length > 0)
    reader.fail(
      'event',
      ` ${shortened(unknown.join(','))}: there is no such event; use one of ${events.join(', ')}`,
    );
  return names && events.filter((event) => names.includes(event));
}

/** Both required unless there is something to take their place; never the wrong way round. */
export function spanFrom(reader: Reader, otherwise?: { readonly from: Instant; readonly to: Instant }) {
  const from = timeOr(reader, 'from', otherwise?.from);
  const to = timeOr(reader, 'to', otherwise?.to);
  return { from, to };
}

function timeOr(reader: Reader, name: string, otherwise: Instant | undefined): Instant {
  const failed = reader.problems.length;
  const at = reader.time(name) ?? otherwise;
  if (at === undefined && reader.problems.length === failed)
    reader.fail(name, ' is missing; give it a value');
  return at ?? NaN;
}
