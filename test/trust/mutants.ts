/** Mutation testing of domain, decide, guard and policy: `npm run mutants`, and what its report says. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { disagreements, mutantsIn } from '../tools/survivors.ts';
import { counted, type Outcome, type Section } from './figure.ts';

const root = new URL('../..', import.meta.url).pathname;

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
async function figuresOf(text: string): Promise<Outcome> {
  const mutants = mutantsIn(text);
  const dead = (mutants.counts.get('Killed') ?? 0) + (mutants.counts.get('Timeout') ?? 0);
  const alive = mutants.survivors.length;
  const score = (100 * dead) / (dead + alive);
  const unargued = await disagreements(mutants);
  return {
    figures: [
      { name: 'mutants', value: counted(dead + alive) },
      { name: 'mutants that tests tell from the code', value: counted(dead) },
      { name: 'mutation score', value: `${score.toFixed(1)} %` },
      { name: 'survivors', value: counted(alive) },
    ],
    failures: [
      ...(score >= least ? [] : [`mutation score: ${score.toFixed(1)} % is below ${least} %`]),
      ...unargued,
    ],
  };
}

/** As `break` in stryker.json. */
const least = 90;
