#!/usr/bin/env node
/** The `imagewarden` command. */
import { CommanderError } from 'commander';
import { InputFault, NewerFormatFault } from '../../shared/domain/fault.ts';
import { terminal } from './output/terminal.ts';
import { createProgram } from './program.ts';

const program = createProgram(terminal, (status) => {
  process.exitCode = status;
});

const words = process.argv.slice(2);
try {
  await program.parseAsync(words.length === 0 ? ['demo'] : words, { from: 'user' });
} catch (thrown) {
  process.exitCode = statusOf(thrown);
}

/** Help that was asked for is no error; anything unforeseen is shown whole. */
function statusOf(thrown: unknown): number {
  if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? 0 : 2;
  if (thrown instanceof InputFault || thrown instanceof NewerFormatFault) {
    terminal.err(thrown.message);
    return 2;
  }
  throw thrown;
}
