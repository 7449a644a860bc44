/** `export`: everything of a time range as JSON lines, to standard output or to a file that can be gone on with. */
import { open, type FileHandle } from 'node:fs/promises';
import { InputFault } from '../../../shared/domain/fault.ts';
import { iso } from '../../../shared/domain/time.ts';
import { cursorFrom, positionFrom } from '../../../shared/pipeline/audit/cursor.ts';
import { exportSteps } from '../../../shared/pipeline/audit/export.ts';
import type { ExportQuestion } from '../../../shared/pipeline/audit/question.ts';
import type { Position } from '../../../shared/pipeline/audit/walk.ts';
import type { Archive } from '../../../shared/pipeline/ports.ts';
import { createSeal } from '../../../shared/runtime/seal.ts';
import { createChecks } from '../input.ts';
import { ledgerOf } from '../open-archive.ts';
import type { Terminal } from '../output/terminal.ts';
import { partsOf, questionFrom, type AuditOptions } from './audit.ts';
import { lastCheckpoint } from './export-file.ts';

/** A cursor that somebody keeps in a file: it is of one question, and need not be secret from who asks. */
const seal = createSeal('export');

export async function exportRange(options: AuditOptions, terminal: Terminal): Promise<number> {
  const checks = createChecks();
  const openLedger = checks.value(() => ledgerOf(options));
  const question = checks.value(() => exportFrom(options));
  const start = question && checks.value(() => startFrom(options, question));
  checks.done();
  if (openLedger === undefined || question === undefined) return 2;
  const { out } = options;
  if (typeof out === 'string') return toFile(out, question, openLedger, terminal);
  const { archive, close } = await openLedger();
  try {
    for await (const line of linesOf(archive, question, start)) {
      terminal.out(line);
      await terminal.drained?.();
    }
    return 0;
  } finally {
    await close();
  }
}

function exportFrom(options: AuditOptions): ExportQuestion {
  const question = questionFrom('export', partsOf(options));
  if (question.ask !== 'export') throw new Error(`an export was read as ${question.ask}`);
  if (options['out'] !== undefined && options['after'] !== undefined)
    throw new InputFault(['--out goes on by itself with a file that is there; leave out --after']);
  return question;
}

function startFrom({ after }: AuditOptions, question: ExportQuestion): Position | undefined {
  if (typeof after !== 'string') return undefined;
  const start = positionFrom(after, question, seal);
  if (start === undefined)
    throw new InputFault([
      `--after ${after.slice(0, 60)}: it is not from an export of this range; check the options`,
    ]);
  return start;
}

/** After each part a checkpoint: what stands before it is whole, and the export can be gone on with from there. */
async function* linesOf(
  archive: Archive,
  question: ExportQuestion,
  start: Position | undefined,
): AsyncGenerator<string> {
  const { from, to } = question;
  if (start === undefined) yield JSON.stringify({ record: 'export', from: iso(from), to: iso(to) });
  for await (const { items, position } of exportSteps(archive, question, start ? { start } : {})) {
    for (const item of items) yield JSON.stringify(item);
    if (items.length > 0)
      yield JSON.stringify({ record: 'checkpoint', after: cursorFrom(position, question, seal) });
  }
  yield JSON.stringify({ record: 'end' });
}

async function toFile(
  path: string,
  question: ExportQuestion,
  openLedger: ReturnType<typeof ledgerOf>,
  terminal: Terminal,
): Promise<number> {
  const file = await open(path, 'a+').catch((thrown: unknown) => {
    throw new InputFault([`--out ${path}: ${String(thrown)}; name a file that can be written`]);
  });
  try {
    const found = await lastCheckpoint(file, path);
    if (found.ended) terminal.err(`${path} is complete already`);
    else await goOn(file, found, { path, question, openLedger });
    return 0;
  } finally {
    await file.close();
  }
}

async function goOn(
  file: FileHandle,
  { after, size }: { after?: string; size: number },
  {
    path,
    question,
    openLedger,
  }: { path: string; question: ExportQuestion; openLedger: ReturnType<typeof ledgerOf> },
): Promise<void> {
  const start = after === undefined ? undefined : positionFrom(after, question, seal);
  if (after !== undefined && start === undefined)
    throw new InputFault([`--out ${path}: it holds an export of another range; name another file`]);
  const { archive, close } = await openLedger();
  try {
    // What was written after the last checkpoint may be cut off anywhere.
    await file.truncate(size);
    for await (const line of linesOf(archive, question, start)) await file.appendFile(`${line}\n`);
  } finally {
    await close();
  }
}
