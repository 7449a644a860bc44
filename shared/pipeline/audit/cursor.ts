/** How far an answer has been read, as text for the one who asks: sealed, and good for the same question only. */
import * as z from 'zod/mini';
import type { Question } from './question.ts';
import type { Position } from './walk.ts';

/** Makes text that nobody else can make, and that opens only with the same `about`. */
export interface Seal {
  close(text: string, about: string): string;
  open(sealed: string, about: string): string | undefined;
}

const position = z.object({ segment: z.string(), place: z.exactOptional(z.array(z.string())) });

export const cursorFrom = (at: Position, question: Question, seal: Seal): string =>
  seal.close(JSON.stringify(at), aboutOf(question));

/** Undefined: this is no cursor of ours, or it is one of another question. */
export function positionFrom(cursor: string, question: Question, seal: Seal): Position | undefined {
  const text = seal.open(cursor, aboutOf(question));
  return text === undefined ? undefined : z.parse(position, JSON.parse(text));
}

/** The question itself. How many lines at once is not part of it. */
function aboutOf(question: Question): string {
  const { limit, cursor, ...rest } = { limit: 0, cursor: '', ...question };
  return JSON.stringify(sortedParts(rest));
}

const sortedParts = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.entries(value)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, part]) => [name, sortedParts(part)])
    : value;
