/** One question, one document. */
import type { Fact, Known } from '../../domain/history.ts';
import { iso, type Instant } from '../../domain/time.ts';
import type { Archive } from '../ports.ts';
import { lastWordAt, imagesAsOf } from './as-of.ts';
import { cursorFrom, positionFrom, type Seal } from './cursor.ts';
import type { Documents } from './document.ts';
import { changesBetween, entriesOf } from './entries.ts';
import { findOne } from './find.ts';
import { dueNext } from './next.ts';
import { overviewOf } from './overview.ts';
import type { Problem } from './parameters.ts';
import type {
  ChangesQuestion,
  ExportQuestion,
  HistoryQuestion,
  ImagesQuestion,
  NextQuestion,
  OverviewQuestion,
  Question,
  RunsQuestion,
  SweepsQuestion,
  WhyQuestion,
} from './question.ts';
import { refusalOf, type Refusal } from './refusal.ts';
import { newestRuns, newestSweeps } from './runs.ts';
import { tellDue, tellEntry, tellFact, tellNamed, tellRun, tellSweep, timeText } from './tell.ts';
import { firstPage, type Page, type Position, type Route } from './walk.ts';

export interface Desk {
  readonly archive: Archive;
  readonly seal: Seal;
  readonly now: Instant;
}

export type Answer<T> = { readonly is: 'answer'; readonly document: T } | Refusal;

/** Everything but an export, which is lines and not a document. */
export type Answered = Exclude<Question, ExportQuestion>;

/** The document that answers, or the part of it that was asked for. */
export async function answer(desk: Desk, question: Answered): Promise<Answer<Documents[Answered['ask']]>> {
  switch (question.ask) {
    case 'history':
      return answerHistory(desk, question);
    case 'why':
      return answerWhy(desk, question);
    case 'images':
      return answerImages(desk, question);
    case 'changes':
      return answerChanges(desk, question);
    case 'runs':
      return answerRuns(desk, question);
    case 'sweeps':
      return answerSweeps(desk, question);
    case 'next':
      return answerNext(desk, question);
    case 'overview':
      return answerOverview(desk, question);
  }
}

export const answerHistory = async (
  desk: Desk,
  question: HistoryQuestion,
): Promise<Answer<Documents['history']>> =>
  ofImage(desk, question, async (bearers) =>
    paged(desk, question, async (start) => {
      const page = await firstPage(
        entriesOf(desk.archive, bearers, routeOf(question, start)),
        question.limit,
      );
      const { after } = newest(bearers).latest;
      const entries = page.items.map(tellEntry);
      return [page, { ...tellNamed(after), gone: after.gone !== undefined, entries }];
    }),
  );

export const answerWhy = async (desk: Desk, question: WhyQuestion): Promise<Answer<Documents['why']>> =>
  ofImage(desk, question, async (bearers) => {
    const fact = await standingAt(desk.archive, bearers, question.at);
    if (fact) return { is: 'answer', document: tellFact(fact) };
    const when = timeText(question.at) ?? '';
    return {
      is: 'none',
      detail: `${question.image} was not there yet at ${when}; its history tells when it came`,
    };
  });

export const answerImages = async (
  desk: Desk,
  question: ImagesQuestion,
): Promise<Answer<Documents['images']>> =>
  paged(desk, question, async (start) => {
    // Each image may have tags of many kilobytes.
    const route = { ...routeOf(question, start), atOnce: Math.min(question.limit, 40) };
    const page = await firstPage(imagesAsOf(desk.archive, question, route), question.limit);
    return [page, { at: timeText(question.at), images: page.items.map(tellFact) }];
  });

export const answerChanges = async (
  desk: Desk,
  question: ChangesQuestion,
): Promise<Answer<Documents['changes']>> =>
  paged(desk, question, async (start) => {
    // In the index every change of late stands twice: once itself, once as the state that it led to.
    const route = { ...routeOf(question, start), atOnce: 2 * question.limit };
    const page = await firstPage(changesBetween(desk.archive, question, route), question.limit);
    return [page, { ...spanOf(question), changes: page.items.map(tellEntry) }];
  });

export const answerRuns = async (desk: Desk, question: RunsQuestion): Promise<Answer<Documents['runs']>> =>
  paged(desk, question, async (start) => {
    const page = await newestRuns(desk.archive, question, start);
    return [page, { ...spanOf(question), runs: page.items.map(tellRun) }];
  });

export const answerSweeps = async (
  desk: Desk,
  question: SweepsQuestion,
): Promise<Answer<Documents['sweeps']>> =>
  paged(desk, question, async (start) => {
    const page = await newestSweeps(desk.archive, question, start);
    return [page, { ...spanOf(question), sweeps: page.items.map(tellSweep) }];
  });

export const answerNext = async (desk: Desk, question: NextQuestion): Promise<Answer<Documents['next']>> =>
  paged(desk, question, async (start) => {
    const page = await dueNext(desk.archive, question, start);
    const images = page.items.map(tellDue);
    return [page, { images }];
  });

export const answerOverview = async (
  desk: Desk,
  question: OverviewQuestion,
): Promise<Answer<Documents['overview']>> => ({
  is: 'answer',
  document: await overviewOf(desk.archive, question, desk.now),
});

const spanOf = ({ from, to }: { from: Instant; to: Instant }) => ({ from: iso(from), to: iso(to) });

const routeOf = ({ limit }: { limit: number }, start: Position | undefined): Route => ({
  atOnce: limit,
  ...(start && { start }),
});

/** Opens the cursor that came with the question, and closes the next one. */
async function paged<T>(
  { seal }: Desk,
  question: Question & { readonly cursor?: string },
  read: (start: Position | undefined) => Promise<[Page<unknown>, T]>,
): Promise<Answer<T & { cursor: string | null }>> {
  const { cursor } = question;
  const start = cursor === undefined ? undefined : positionFrom(cursor, question, seal);
  if (cursor !== undefined && start === undefined) return { is: 'bad-cursor', problems: [notOfThis] };
  const [{ rest }, document] = await read(start);
  const next = rest === undefined ? null : cursorFrom(rest, question, seal);
  return { is: 'answer', document: { ...document, cursor: next } };
}

const notOfThis: Problem = {
  parameter: 'cursor',
  detail: 'cursor: it is not from an answer to this question; ask again without it',
};

async function ofImage<T>(
  { archive }: Desk,
  question: HistoryQuestion | WhyQuestion,
  read: (bearers: readonly [Known, ...Known[]]) => Promise<Answer<T>>,
): Promise<Answer<T>> {
  const found = await findOne(archive, question);
  return found.is === 'found' ? read(found.bearers) : refusalOf(question.image, found);
}

const newest = ([first, ...rest]: readonly [Known, ...Known[]]): Known => rest.at(-1) ?? first;

/** Of one id used again and again, the image that was there at the time, else the last that had been. */
async function standingAt(
  archive: Archive,
  bearers: readonly [Known, ...Known[]],
  at: Instant | undefined,
): Promise<Fact | undefined> {
  if (at === undefined) return newest(bearers).latest.after;
  const facts = await Promise.all(bearers.map(async (known) => lastWordAt(archive, known, at)));
  const known = facts.flatMap((fact) => fact ?? []);
  return known.findLast(({ gone }) => gone === undefined) ?? known.at(-1);
}
