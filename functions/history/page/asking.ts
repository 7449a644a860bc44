/** One question of the audit, put with the parameters of a page's address. */
import {
  answerChanges,
  answerHistory,
  answerImages,
  answerNext,
  answerOverview,
  answerRuns,
  answerWhy,
  type Answer,
  type Desk,
} from '../../../shared/pipeline/audit/answer.ts';
import type { Problem } from '../../../shared/pipeline/audit/parameters.ts';
import { parameters, parseQuestion } from '../../../shared/pipeline/audit/parse.ts';
import type { Ask, Question } from '../../../shared/pipeline/audit/question.ts';
import type { Parameters } from './links.ts';

export type Told<T> = Answer<T> | { readonly is: 'problems'; readonly problems: readonly Problem[] };

type Of<A extends Ask> = Extract<Question, { readonly ask: A }>;

const asker =
  <A extends Ask, T>(ask: A, answer: (desk: Desk, question: Of<A>) => Promise<Answer<T>>) =>
  async (desk: Desk, asked: Parameters): Promise<Told<T>> => {
    const parsed = parseQuestion(ask, partsFor(ask, asked), door);
    if ('problems' in parsed) return { is: 'problems', problems: parsed.problems };
    const { question } = parsed;
    if (!isOf(question, ask))
      throw new Error(`a question about ${ask} was read as one about ${question.ask}`);
    return answer(desk, question);
  };

const isOf = <A extends Ask>(question: Question, ask: A): question is Of<A> => question.ask === ask;

const door = { spelled: (name: string) => name, byName: false };

/** A page may put several questions: each takes what is its own. */
function partsFor(ask: Ask, asked: Parameters): Parameters {
  const known: readonly string[] = parameters[ask];
  return Object.fromEntries(Object.entries(asked).filter(([name]) => known.includes(name)));
}

export const ask = {
  history: asker('history', answerHistory),
  why: asker('why', answerWhy),
  images: asker('images', answerImages),
  changes: asker('changes', answerChanges),
  runs: asker('runs', answerRuns),
  next: asker('next', answerNext),
  overview: asker('overview', answerOverview),
};
