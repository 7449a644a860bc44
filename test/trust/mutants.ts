/** Mutation testing of domain, decide, guard and policy: `npm run mutants`, and what its report says. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import * as z from 'zod/mini';
import { counted, type Outcome, type Section } from './figure.ts';

const root = new URL('../..', import.meta.url).pathname;
const report = z.object({
  files: z.record(z.string(), z.object({ mutants: z.array(z.object({ status: z.string() })) })),
});

export const mutantSection: Section = {
  name: 'mutants',
  measure: async (_wish, progress) => {
    progress(0, 1);
    const stryker = ['node_modules/@stryker-mutator/core/bin/stryker.js', 'run', 'test/tools/stryker.json'];
    const child = spawn(process.execPath, stryker, { cwd: root, stdio: 'ignore' });
    await once(child, 'close');
    progress(1, 1);
    return figuresOf(await readFile(`${root}.build/mutants.json`, 'utf8'));
  },
};

/** What the report says that Stryker wrote last. */
function figuresOf(text: string): Outcome {
  const { files } = z.parse(report, JSON.parse(text));
  const all = Object.values(files).flatMap(({ mutants }) => mutants.map(({ status }) => status));
  const count = (...wanted: readonly string[]): number =>
    all.filter((status) => wanted.includes(status)).length;
  const dead = count('Killed', 'Timeout');
  const alive = count('Survived', 'NoCoverage');
  const score = (100 * dead) / (dead + alive);
  return {
    figures: [
      { name: 'mutants', value: counted(dead + alive) },
      { name: 'mutants that tests tell from the code', value: counted(dead) },
      { name: 'mutation score', value: `${score.toFixed(1)} %` },
    ],
    failures: score >= least ? [] : [`mutation score: ${score.toFixed(1)} % is below ${least} %`],
  };
}

/** As `break` in stryker.json. */
const least = 90;
