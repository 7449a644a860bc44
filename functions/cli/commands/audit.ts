/** `history`, `why`, `images`, `changes`, `runs`, `next`: what the ledger says. */
import { InputFault } from '../../../shared/domain/fault.ts';
import { answerWhy } from '../../../shared/pipeline/audit/answer.ts';
import type { Given } from '../../../shared/pipeline/audit/parameters.ts';
import { parseQuestion, type Parameterised } from '../../../shared/pipeline/audit/parse.ts';
import type { Question } from '../../../shared/pipeline/audit/question.ts';
import type { Archive } from '../../../shared/pipeline/ports.ts';
import { systemClock } from '../../../shared/runtime/clock.ts';
import { createSeal } from '../../../shared/runtime/seal.ts';
import { createChecks } from '../input.ts';
import { ledgerOf, type LedgerOptions } from '../open-archive.ts';
import { printFact } from '../output/audit-text.ts';
import { formats, type Format } from '../output/listing.ts';
import type { Terminal } from '../output/terminal.ts';
import { list, refuse } from './audit-listing.ts';

/** As they were given: which ledger, which format; the rest is the question. */
export type AuditOptions = LedgerOptions & Readonly<Record<string, string | boolean | undefined>>;

/** Checks everything that was given, opens the ledger, asks, closes it. */
export async function ask(
  about: Parameterised,
  image: string | undefined,
  options: AuditOptions,
  terminal: Terminal,
): Promise<number> {
  const checks = createChecks();
  const open = checks.value(() => ledgerOf(options));
  const format = checks.value(() => formatOf(options));
  const question = checks.value(() => questionFrom(about, { ...partsOf(options), image }));
  checks.done();
  if (open === undefined || format === undefined || question === undefined) return 2;
  const { archive, close } = await open();
  try {
    await tell(archive, question, format, terminal);
    return 0;
  } finally {
    await close();
  }
}

async function tell(archive: Archive, question: Question, format: Format, terminal: Terminal): Promise<void> {
  if (question.ask !== 'why') return list(archive, question, format, terminal);
  const desk = { archive, seal: createSeal(''), now: systemClock.now() };
  const answered = await answerWhy(desk, question);
  if (answered.is !== 'answer') throw refuse(answered);
  if (format === 'table') printFact(answered.document, terminal);
  else terminal.out(JSON.stringify(answered.document, null, format === 'json' ? 2 : 0));
}

const asOption = (name: string): string => (name === 'image' ? 'image' : `--${name}`);

/** Throws `InputFault` with every problem. */
export function questionFrom(about: Parameterised, given: Given): Question {
  const parsed = parseQuestion(about, given, { spelled: asOption, byName: true });
  if ('problems' in parsed) throw new InputFault(parsed.problems.map(({ detail }) => detail));
  return parsed.question;
}

const notOfTheQuestion = ['db', 'table', 'profile', 'out', 'after'];

export const partsOf = (options: AuditOptions): Given =>
  Object.fromEntries(
    Object.entries(options).flatMap(([name, value]) =>
      typeof value === 'string' && !notOfTheQuestion.includes(name) ? [[name, value]] : [],
    ),
  );

function formatOf(options: AuditOptions): Format {
  const [format = 'table', ...more] = formats.filter((one) => options[one] === true);
  if (more.length > 0)
    throw new InputFault([`--${[format, ...more].join(' and --')} exclude each other; give one of them`]);
  return format;
}
