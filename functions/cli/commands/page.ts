/** `page`: the audit page on loopback, over a folder's ledger or the deployed table, until it is stopped. */
import { randomUUID } from 'node:crypto';
import { InputFault } from '../../../shared/domain/fault.ts';
import type { Archive } from '../../../shared/pipeline/ports.ts';
import { systemClock } from '../../../shared/runtime/clock.ts';
import { createSeal } from '../../../shared/runtime/seal.ts';
import { createChecks } from '../input.ts';
import { ledgerOf, type LedgerOptions } from '../open-archive.ts';
import { printable } from '../../../shared/domain/printable.ts';
import { readDescription } from '../../history/description.ts';
import type { Terminal } from '../output/terminal.ts';
import { servePage, untilStopped } from '../serve-page.ts';

export interface PageOptions extends LedgerOptions {
  readonly port?: string;
}

export async function page(options: PageOptions, terminal: Terminal): Promise<number> {
  const checks = createChecks();
  const open = checks.value(() => ledgerOf(options));
  const port = checks.value(() => portOf(options.port));
  checks.done();
  if (open === undefined || port === undefined) return 2;
  const { archive, close } = await open();
  try {
    await showPage(archive, port, terminal);
    return 0;
  } finally {
    await close();
  }
}

/** Cursors are good for as long as this process lives. */
export async function showPage(archive: Archive, port: number, terminal: Terminal): Promise<void> {
  const seal = createSeal(randomUUID());
  const report = (fault: unknown): void => {
    terminal.err(printable(fault instanceof Error ? fault.message : String(fault)));
  };
  const served = await servePage(
    { archive, clock: systemClock, seal, description: readDescription, report },
    port,
  );
  terminal.out(`${terminal.paint('bold', 'Audit page')}  ${served.url}  (Ctrl-C stops it)`);
  try {
    await untilStopped();
  } finally {
    await served.close();
  }
}

/** Without a word about it, any free port. Throws `InputFault`. */
export function portOf(text: string | undefined): number {
  if (text === undefined) return 0;
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Infinity;
  if (port > 65_535) throw new InputFault([`--port ${text}: this is no port; give a number from 0 to 65535`]);
  return port;
}
