/** The command line inside this process: what it would print, and its exit status. */
import { endedBy } from '../../functions/cli/ending.ts';
import { harmless } from '../../functions/cli/output/terminal.ts';
import { createProgram } from '../../functions/cli/program.ts';

export interface Ended {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

/** As main.ts does it; that main.ts itself does so is tested on the real process. */
export async function command(...words: string[]): Promise<Ended> {
  let [out, err, status] = ['', '', 0];
  const terminal = {
    out: (text: string) => void (out += `${harmless(text, false)}\n`),
    err: (text: string) => void (err += `${harmless(text, false)}\n`),
    paint: (_: unknown, text: string) => text,
    isTerminal: false,
    columns: 80,
  };
  const program = createProgram(terminal, (ended) => {
    status = ended;
  });
  try {
    await program.parseAsync(words, { from: 'user' });
  } catch (thrown) {
    status = endedBy(thrown, terminal);
  }
  return { status, out, err };
}
