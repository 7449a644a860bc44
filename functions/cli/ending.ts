/** How a command ends that threw. */
import { inspect } from 'node:util';
import { CommanderError } from 'commander';
import { DamagedItemFault, InputFault, NewerFormatFault } from '../../shared/domain/fault.ts';
import { printable } from '../../shared/domain/printable.ts';
import type { Terminal } from './output/terminal.ts';

/** The exit status, after telling what was wrong: a line for each problem. Anything unforeseen is shown whole. */
export function endedBy(thrown: unknown, terminal: Terminal): number {
  // Commander has told it already. Help that was asked for is no error.
  if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? 0 : 2;
  if (thrown instanceof InputFault) {
    terminal.err(thrown.problems.map(printable).join('\n'));
    return 2;
  }
  if (thrown instanceof NewerFormatFault || thrown instanceof DamagedItemFault) {
    terminal.err(printable(thrown.message));
    return 2;
  }
  terminal.err(inspect(thrown));
  return 1;
}
