/** JSON whose faults are told by line and column. */
import { InputFault } from '../../../shared/domain/fault.ts';
import { nestsWithin } from '../../../shared/domain/nesting.ts';

/** What is deeper could be read, and not be written again. */
const deepest = 100;

export function readJson(text: string): unknown {
  const source = text.startsWith('\uFEFF') ? text.slice(1) : text;
  if (!nestsWithin(source, deepest))
    throw new InputFault([`is nested deeper than ${deepest} levels; AWS's answers have a dozen`]);
  const fault = faultOf(source);
  if (fault === undefined) return JSON.parse(source);
  const { line, column } = placeOf(source, offsetOf(source, fault));
  throw new InputFault([`line ${line}, column ${column}: not JSON: ${plain(fault)}`]);
}

function faultOf(text: string): string | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (fault) {
    return fault instanceof Error ? fault.message : String(fault);
  }
}

const unexpectedToken = /^Unexpected token/;

/** Node tells the offset of most faults, but neither of an early end nor of a wrong character. */
function offsetOf(text: string, fault: string): number {
  const told = / at position (\d+)/.exec(fault)?.[1];
  if (told !== undefined) return Number(told);
  return unexpectedToken.test(fault) ? offsetOfToken(text) : text.length;
}

/** The longest beginning of the text that only wants more text: the wrong character is the one after it. */
function offsetOfToken(text: string): number {
  let sound = 0;
  let broken = text.length;
  while (broken - sound > 1) {
    const middle = (sound + broken) >> 1;
    if (unexpectedToken.test(faultOf(text.slice(0, middle)) ?? '')) broken = middle;
    else sound = middle;
  }
  return sound;
}

function placeOf(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset);
  const line = before.split('\n').length;
  return { line, column: offset - before.lastIndexOf('\n') };
}

const plain = (fault: string): string =>
  fault
    .replace(/, (\.\.\.)?".*"(\.\.\.)? is not valid JSON$/s, '')
    .replace(/(?: in JSON)?(?: at position \d+.*)?$/s, '')
    .replace('Unexpected end of JSON input', 'the text ends too early');
