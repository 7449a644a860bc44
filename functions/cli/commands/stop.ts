/** `stop` and `resume`: the switch that every deletion reads first. */
import { InputFault } from '../../../shared/domain/fault.ts';
import { afterStop, type Stop } from '../../../shared/domain/stop.ts';
import { iso } from '../../../shared/domain/time.ts';
import { readStop, writeResumption, writeStop } from '../../../shared/store/stop.ts';
import { callerOf, type CallerOptions } from '../caller.ts';
import { createChecks } from '../input.ts';
import { tableOf, type OpenTable, type TableOptions } from '../open-table.ts';
import { printable, type Terminal } from '../output/terminal.ts';

export interface SwitchOptions extends TableOptions, CallerOptions {
  readonly reason?: string;
  readonly json?: boolean;
}

const longestReason = 300;

export const stop = async (options: SwitchOptions, terminal: Terminal): Promise<number> =>
  turn(options, terminal, async (table, by) => {
    const { reason } = options;
    const at = Date.now();
    const changed = await writeStop(table, { at, by, ...(reason !== undefined && { reason }) });
    const standing = await readStop(table);
    if (standing === undefined) throw new InputFault(['it was resumed at the same moment; stop again']);
    const finishedBy = options.aws === true ? iso(standing.at + afterStop) : null;
    return {
      document: { changed, stopped: stopDocument(standing), finishedBy },
      text: changed ? stoppedText(standing, finishedBy) : `Deletion is stopped already: ${told(standing)}.`,
    };
  });

export const resume = async (options: SwitchOptions, terminal: Terminal): Promise<number> =>
  turn(options, terminal, async (table, by) => {
    const before = await readStop(table);
    const changed = await writeResumption(table, { at: Date.now(), by });
    return {
      document: { changed, stopped: null, before: before === undefined ? null : stopDocument(before) },
      text:
        changed && before !== undefined
          ? `Deletion goes on with the next run. Lifted: ${told(before)}.`
          : 'Deletion was not stopped; nothing was changed.',
    };
  });

interface Turned {
  readonly document: unknown;
  readonly text: string;
}

async function turn(
  options: SwitchOptions,
  terminal: Terminal,
  act: (table: OpenTable, by: string) => Promise<Turned>,
): Promise<number> {
  const checks = createChecks();
  const open = checks.value(() => tableOf(options));
  checks.value(() => {
    if ((options.reason ?? '').length > longestReason)
      throw new InputFault([`--reason is longer than ${longestReason} characters; say it shorter`]);
  });
  checks.done();
  if (open === undefined) return 2;
  const table = await open();
  try {
    const { document, text } = await act(table, await callerOf(options));
    terminal.out(options.json === true ? JSON.stringify(document, null, 2) : text);
    return 0;
  } finally {
    await table.close();
  }
}

/** A folder's ledger is ours alone while we write to it: no run can be under way. */
const stoppedText = (stop: Stop, finishedBy: string | null): string =>
  [
    `Deletion is stopped: ${told(stop)}.`,
    finishedBy === null
      ? 'No run is under way.'
      : `A deletion that was begun before may still end, until ${finishedBy} at the latest; none is begun now.`,
    'Surveys go on, and what is due is held. imagewarden resume lifts it.',
  ].join('\n');

const told = ({ at, by, reason }: Stop): string =>
  printable(`by ${by} at ${iso(at)}${reason === undefined ? '' : ` (${reason})`}`);

const stopDocument = ({ at, by, reason }: Stop) => ({ at: iso(at), by, reason: reason ?? null });
