/** EventBridge's event patterns. Source: EventBridge user guide, comparison operators. */
import { isRecord } from '../account/wire.ts';
import { TemplateFault } from '../template/template.ts';
import { leafTest, type Test } from './pattern-values.ts';

/** @throws {TemplateFault} for a pattern that EventBridge would refuse, or an operator that is not known here */
export function patternTest(pattern: unknown, at: string): Test {
  if (!isRecord(pattern) || Object.keys(pattern).length === 0)
    throw new TemplateFault(`${at}: a pattern has to name at least one field`);
  const tests = Object.entries(pattern).map(([field, wanted]) =>
    field === '$or' ? anyOf(wanted, at) : fieldTest(field, wanted, `${at}.${field}`),
  );
  return (event) => tests.every((test) => test(event));
}

function anyOf(patterns: unknown, at: string): Test {
  if (!Array.isArray(patterns) || patterns.length < 2)
    throw new TemplateFault(`${at}: $or has to be a list of at least two patterns`);
  const tests = patterns.map((pattern, i) => patternTest(pattern, `${at}.$or[${i}]`));
  return (event) => tests.some((test) => test(event));
}

/** A list is about the value itself, an object about the fields in it; of a list in the event any item will do. */
function fieldTest(field: string, wanted: unknown, at: string): Test {
  if (Array.isArray(wanted)) {
    const test = leafTest(wanted, at);
    return (event) => test(fieldOf(event, field));
  }
  const inner = patternTest(wanted, at);
  return (event) => {
    const held = fieldOf(event, field);
    return Array.isArray(held) ? held.some(inner) : inner(held);
  };
}

const fieldOf = (event: unknown, field: string): unknown =>
  isRecord(event) && Object.hasOwn(event, field) ? event[field] : undefined;
