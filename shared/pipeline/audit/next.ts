/** What would be retired next, and when. Reads the scopes that are asked about: nothing keeps them in that order. */
import type { Fact } from '../../domain/history.ts';
import { compareText, keyOf, scopeId } from '../../domain/image.ts';
import { instantOf, iso, type Instant } from '../../domain/time.ts';
import type { Archive } from '../ports.ts';
import { imagesAsOf } from './as-of.ts';
import type { NextQuestion } from './question.ts';
import type { Page, Position } from './walk.ts';

export interface Due extends Fact {
  readonly decision: Fact['decision'] & { readonly dueAt: Instant };
}

/** The soonest first. Holds no more than `limit` of them at a time. */
export async function dueNext(
  archive: Archive,
  { filters, limit }: Pick<NextQuestion, 'filters' | 'limit'>,
  start?: Position,
): Promise<Page<Due>> {
  const last = start && rankFrom(start);
  let soonest: Due[] = [];
  for await (const { items } of imagesAsOf(archive, { filters }, {})) {
    const due = items.filter(isDue).filter((fact) => last === undefined || byRank(rankOf(fact), last) > 0);
    soonest = [...soonest, ...due].sort((a, b) => byRank(rankOf(a), rankOf(b))).slice(0, limit + 1);
  }
  const items = soonest.slice(0, limit);
  const end = items.at(-1);
  if (end === undefined || soonest.length <= limit) return { items };
  const { dueAt, where } = rankOf(end);
  return { items, rest: { segment: where, place: [iso(dueAt)] } };
}

const isDue = (fact: Fact): fact is Due =>
  fact.decision.verdict === 'retire' && fact.decision.dueAt !== undefined;

interface Rank {
  readonly dueAt: Instant;
  readonly where: string;
}

const rankOf = ({ image, decision }: Due): Rank => ({
  dueAt: decision.dueAt,
  where: `${scopeId(image)}\n${keyOf(image)}`,
});

const rankFrom = ({ segment, place }: Position): Rank => ({
  dueAt: instantOf(place?.[0]) ?? 0,
  where: segment,
});

const byRank = (a: Rank, b: Rank): number => a.dueAt - b.dueAt || compareText(a.where, b.where);
