/** Answers that are lists: read in parts, as large as the table gives them. */
import { InputFault } from '../../../shared/domain/fault.ts';
import type { Known } from '../../../shared/domain/history.ts';
import { iso } from '../../../shared/domain/time.ts';
import { refusalOf, type Refusal } from '../../../shared/pipeline/audit/refusal.ts';
import { imagesAsOf } from '../../../shared/pipeline/audit/as-of.ts';
import { changesBetween, entriesOf } from '../../../shared/pipeline/audit/entries.ts';
import { addressOf, findOne } from '../../../shared/pipeline/audit/find.ts';
import { dueNext } from '../../../shared/pipeline/audit/next.ts';
import type { HistoryQuestion, Question } from '../../../shared/pipeline/audit/question.ts';
import { newestRuns, newestSweeps } from '../../../shared/pipeline/audit/runs.ts';
import {
  tellDue,
  tellEntry,
  tellFact,
  tellNamed,
  tellRun,
  tellSweep,
  timeText,
} from '../../../shared/pipeline/audit/tell.ts';
import type { Step } from '../../../shared/pipeline/audit/walk.ts';
import type { Archive } from '../../../shared/pipeline/ports.ts';
import {
  changeColumns,
  factColumns,
  historyColumns,
  nextColumns,
  runColumns,
  sweepColumns,
} from '../output/columns.ts';
import { printListing, type Format } from '../output/listing.ts';
import type { Terminal } from '../output/terminal.ts';

export async function list(
  archive: Archive,
  question: Question,
  format: Format,
  terminal: Terminal,
): Promise<void> {
  switch (question.ask) {
    case 'history':
      return listHistory(archive, question, format, terminal);
    case 'images': {
      const lines = told(imagesAsOf(archive, question, {}), tellFact);
      const document = (images: readonly object[]) => ({ at: timeText(question.at), images });
      return printListing({ lines, columns: factColumns, document, noun: 'images' }, format, terminal);
    }
    case 'changes': {
      const { from, to } = question;
      const lines = told(changesBetween(archive, question, {}), tellEntry);
      const document = (changes: readonly object[]) => ({ from: iso(from), to: iso(to), changes });
      return printListing({ lines, columns: changeColumns, document, noun: 'changes' }, format, terminal);
    }
    case 'runs': {
      const { from, to } = question;
      const lines = once(async () => (await newestRuns(archive, question)).items.map(tellRun));
      const document = (runs: readonly object[]) => ({ from: iso(from), to: iso(to), runs });
      return printListing({ lines, columns: runColumns, document, noun: 'runs' }, format, terminal);
    }
    case 'sweeps': {
      const { from, to } = question;
      const lines = once(async () => (await newestSweeps(archive, question)).items.map(tellSweep));
      const document = (sweeps: readonly object[]) => ({ from: iso(from), to: iso(to), sweeps });
      return printListing({ lines, columns: sweepColumns, document, noun: 'sweeps' }, format, terminal);
    }
    case 'next': {
      const lines = once(async () => (await dueNext(archive, question)).items.map(tellDue));
      const document = (images: readonly object[]) => ({ images });
      return printListing({ lines, columns: nextColumns, document, noun: 'images' }, format, terminal);
    }
    case 'why':
    case 'overview':
    case 'export':
      throw new Error(`${question.ask} is no list`);
  }
}

/** Of one name used again and again, everything that happened to any image that bore it. */
async function listHistory(
  archive: Archive,
  question: HistoryQuestion,
  format: Format,
  terminal: Terminal,
): Promise<void> {
  const found = await findOne(archive, question);
  if (found.is !== 'found') throw refuse(refusalOf(question.image, found));
  const [first, ...rest] = found.bearers;
  const { after }: Known['latest'] = (rest.at(-1) ?? first).latest;
  await printListing(
    {
      lines: told(entriesOf(archive, found.bearers, {}), tellEntry),
      columns: historyColumns,
      document: (entries) => ({ ...tellNamed(after), gone: after.gone !== undefined, entries }),
      head: addressOf(after.image),
    },
    format,
    terminal,
  );
}

async function* told<T, U>(
  steps: AsyncIterable<Step<T>>,
  tell: (item: T) => U,
): AsyncGenerator<readonly U[]> {
  for await (const { items } of steps) yield items.map(tell);
}

async function* once<T>(read: () => Promise<readonly T[]>): AsyncGenerator<readonly T[]> {
  yield await read();
}

/** On the command line, what has no answer is bad input. */
export function refuse(refusal: Refusal): InputFault {
  if (refusal.is === 'bad-cursor') return new InputFault(refusal.problems.map(({ detail }) => detail));
  if (refusal.is === 'none') return new InputFault([refusal.detail]);
  const candidates = refusal.candidates.map(
    ({ image, kind, account, region, created }) =>
      `  ${account}/${region}/${kind} ${image}${created === undefined ? '' : ` created ${created}`}`,
  );
  return new InputFault([`${refusal.detail}:`, ...candidates]);
}
