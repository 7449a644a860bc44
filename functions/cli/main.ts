#!/usr/bin/env node
/** The `imagewarden` command. */
import { endedBy } from './ending.ts';
import { terminal } from './output/terminal.ts';
import { createProgram } from './program.ts';

const program = createProgram(terminal, (status) => {
  process.exitCode = status;
});

const words = process.argv.slice(2);
try {
  await program.parseAsync(words.length === 0 ? ['demo'] : words, { from: 'user' });
} catch (thrown) {
  process.exitCode = endedBy(thrown, terminal);
}
