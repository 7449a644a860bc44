/** `history`, `why`, `images`, `changes`: what the ledger says. */
import { InputFault } from '../../../shared/domain/fault.ts';
import type { Known } from '../../../shared/domain/history.ts';
import type { Instant } from '../../../shared/domain/time.ts';
import { factAsOf, imagesAsOf } from '../../../shared/pipeline/audit/as-of.ts';
import { changesBetween } from '../../../shared/pipeline/audit/changes.ts';
import { addressOf, find, type Narrowing } from '../../../shared/pipeline/audit/find.ts';
import type { Archive } from '../../../shared/pipeline/ports.ts';
import { createChecks, timeOf, type Checks } from '../input.ts';
import { ledgerOf, narrowingOf, type LedgerOptions } from '../open-archive.ts';
import { changeDocument, factDocument, historyDocument } from '../output/audit-document.ts';
import { printChanges, printFact, printFacts, printHistory } from '../output/audit-text.ts';
import type { Terminal } from '../output/terminal.ts';

export interface AtOptions extends LedgerOptions {
  readonly at?: string;
}

export interface BetweenOptions extends LedgerOptions {
  readonly from?: string;
  readonly to?: string;
}

/** Of one name used again and again, everything that happened to any image that bore it. */
export const history = async (image: string, options: LedgerOptions, terminal: Terminal): Promise<number> =>
  ask(options, undefined, async (archive, narrowing) => {
    const bearers = await allOf(archive, image, narrowing);
    const known = await oneOf(archive, image, narrowing);
    const entries = await Promise.all(bearers.map(async ({ latest }) => archive.history(latest.after.image)));
    const inOrder = entries.flat().sort((a, b) => a.at - b.at);
    if (options.json === true) printJson(historyDocument(known, inOrder), terminal);
    else printHistory(known, inOrder, terminal);
  });

export const why = async (image: string, options: AtOptions, terminal: Terminal): Promise<number> =>
  ask(options, atCheck(options), async (archive, narrowing, at) => {
    const known = await oneOf(archive, image, narrowing, at);
    const fact = at === undefined ? known.latest.after : await factAsOf(archive, known, at);
    if (fact === undefined)
      throw new InputFault([
        `${image} was not there at ${options.at ?? ''}; history ${image} tells when it was`,
      ]);
    if (options.json === true) printJson(factDocument(fact), terminal);
    else printFact(fact, terminal);
  });

export const images = async (options: AtOptions, terminal: Terminal): Promise<number> =>
  ask(options, atCheck(options), async (archive, narrowing, at) => {
    const facts = await imagesAsOf(archive, at ?? Number.MAX_SAFE_INTEGER, narrowing);
    if (options.json === true)
      printJson({ at: options.at ?? null, images: facts.map(factDocument) }, terminal);
    else printFacts(facts, terminal);
  });

export const changes = async (options: BetweenOptions, terminal: Terminal): Promise<number> =>
  ask(options, betweenCheck(options), async (archive, narrowing, span) => {
    const { from, to } = span ?? { from: 0, to: 0 };
    const entries = await changesBetween(archive, from, to, narrowing);
    if (options.json === true)
      printJson({ from: options.from, to: options.to, changes: entries.map(changeDocument) }, terminal);
    else printChanges(entries, terminal);
  });

const atCheck = ({ at }: AtOptions) => (at === undefined ? undefined : () => timeOf('--at', at));

const betweenCheck = (options: BetweenOptions) => () => {
  const checks = createChecks();
  const from = checks.value(() => timeOf('--from', options.from));
  const to = checks.value(() => timeOf('--to', options.to));
  checks.value(() => {
    if (from !== undefined && to !== undefined && from > to)
      throw new InputFault([
        `--from ${options.from ?? ''} is later than --to ${options.to ?? ''}; exchange them`,
      ]);
  });
  checks.done();
  return { from: from ?? 0, to: to ?? 0 };
};

/** Checks everything that was given, opens the ledger, asks, closes it. */
async function ask<T>(
  options: LedgerOptions,
  read: (() => T) | undefined,
  answer: (archive: Archive, narrowing: Narrowing, value: T | undefined) => Promise<void>,
): Promise<number> {
  const checks: Checks = createChecks();
  const open = checks.value(() => ledgerOf(options));
  const narrowing = checks.value(() => narrowingOf(options));
  const value = read && checks.value(read);
  checks.done();
  if (open === undefined || narrowing === undefined) return 2;
  const { archive, close } = await open();
  try {
    await answer(archive, narrowing, value);
    return 0;
  } finally {
    await close();
  }
}

/** Exactly one image; of one name used again and again, the one that was there at the time, or the newest. */
async function oneOf(archive: Archive, named: string, narrowing: Narrowing, at?: Instant): Promise<Known> {
  const found = await allOf(archive, named, narrowing);
  const newest = found.at(-1);
  if (newest === undefined) throw new InputFault([`${named} is not in the ledger; images lists what is`]);
  if (at === undefined) return newest;
  for (const known of found) if ((await factAsOf(archive, known, at)) !== undefined) return known;
  return newest;
}

/** All images that bear one id in one place, the newest last. */
async function allOf(archive: Archive, named: string, narrowing: Narrowing): Promise<readonly Known[]> {
  const found = await find(archive, named, narrowing);
  const places = new Set(found.map(({ latest: { after } }) => placeOf(after.image)));
  if (places.size <= 1) return found;
  throw new InputFault([
    `${named} may mean any of these; narrow it with --kind, --account or --region, or give the id:`,
    ...found.map(({ latest }) => `  ${addressOf(latest.after.image)}`),
  ]);
}

const placeOf = ({ kind, account, region, id }: Known['latest']['after']['image']): string =>
  [kind, account, region, id].join('\n');

const printJson = (document: unknown, terminal: Terminal): void => {
  terminal.out(JSON.stringify(document, null, 2));
};
