/** The ends of an event pattern: lists of values and operators, any of which may match. */
import { globCovers } from '../../../shared/domain/match.ts';
import { isRecord } from '../account/wire.ts';
import { TemplateFault } from '../template/template.ts';

export type Test = (value: unknown) => boolean;

export function leafTest(wanted: readonly unknown[], at: string): Test {
  if (wanted.length === 0) throw new TemplateFault(`${at}: an empty list matches nothing`);
  const tests = wanted.map((each) => valueTest(each, at));
  return (held) => tests.some((test) => test(held));
}

const isLeaf = (value: unknown): boolean => value !== undefined && !isRecord(value);

function valueTest(wanted: unknown, at: string): Test {
  if (!isRecord(wanted)) return ofEach((held) => held === wanted);
  const [[name, argument] = ['', undefined], ...others] = Object.entries(wanted);
  const operator = Object.hasOwn(operators, name) ? operators[name] : undefined;
  if (operator === undefined || others.length > 0)
    throw new TemplateFault(`${at}: the operator ${JSON.stringify(wanted)} is not understood here`);
  return operator(argument, at);
}

/** Of a list in the event, any item will do. */
const ofEach =
  (test: Test): Test =>
  (held) =>
    Array.isArray(held) ? held.some(test) : held !== undefined && test(held);

const ofText = (test: (text: string) => boolean): Test =>
  ofEach((held) => typeof held === 'string' && test(held));

/** Operators on text may be told to ignore case: `{ prefix: { equals-ignore-case: x } }`. */
function onText(compare: (held: string, wanted: string) => boolean) {
  return (argument: unknown, at: string): Test => {
    if (typeof argument === 'string') return ofText((held) => compare(held, argument));
    const text = isRecord(argument) ? argument['equals-ignore-case'] : undefined;
    if (typeof text !== 'string' || !isRecord(argument) || Object.keys(argument).length !== 1)
      throw new TemplateFault(`${at}: ${JSON.stringify(argument)} is no text to compare with`);
    return ofText((held) => compare(held.toLowerCase(), text.toLowerCase()));
  };
}

const operators: Readonly<Record<string, (argument: unknown, at: string) => Test>> = {
  prefix: onText((held, wanted) => held.startsWith(wanted)),
  suffix: onText((held, wanted) => held.endsWith(wanted)),
  'equals-ignore-case': (argument, at) =>
    onText((held, wanted) => held === wanted)({ 'equals-ignore-case': argument }, at),
  wildcard: (argument, at) => {
    if (typeof argument !== 'string' || /[?\\]/.test(argument))
      throw new TemplateFault(`${at}: ${JSON.stringify(argument)} is no wildcard that is understood here`);
    return ofText((held) => globCovers(argument, held));
  },
  exists: (argument, at) => {
    if (typeof argument !== 'boolean') throw new TemplateFault(`${at}: exists is true or false`);
    return (held) => isLeaf(held) === argument;
  },
  'anything-but': (argument, at) => {
    const not = leafTest([argument].flat(), at);
    return ofEach((held) => !not(held));
  },
  numeric,
};

const comparisons: Readonly<Record<string, (held: number, wanted: number) => boolean>> = {
  '=': (held, wanted) => held === wanted,
  '<': (held, wanted) => held < wanted,
  '<=': (held, wanted) => held <= wanted,
  '>': (held, wanted) => held > wanted,
  '>=': (held, wanted) => held >= wanted,
};

/** `[">", 0, "<=", 5]`: all of them must hold. */
function numeric(argument: unknown, at: string): Test {
  const words: readonly unknown[] = Array.isArray(argument) ? argument : [];
  const tests = words.flatMap((word, i) => (i % 2 === 0 ? [comparisonOf(word, words[i + 1], at)] : []));
  if (tests.length === 0) throw new TemplateFault(`${at}: numeric compares with nothing`);
  return ofEach((held) => typeof held === 'number' && tests.every((test) => test(held)));
}

function comparisonOf(sign: unknown, wanted: unknown, at: string): (held: number) => boolean {
  const compare = typeof sign === 'string' ? comparisons[sign] : undefined;
  if (compare === undefined || typeof wanted !== 'number')
    throw new TemplateFault(`${at}: ${String(sign)} ${String(wanted)} is no comparison of numbers`);
  return (held) => compare(held, wanted);
}
