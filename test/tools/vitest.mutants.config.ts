import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { defineConfig } from 'vitest/config';

const slow = /test\/property\/|hostile\.test/;

/** The quick ones first: a mutant is dead at the first test that fails. */
class QuickFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): string => `${slow.test(moduleId) ? 1 : 0}${moduleId}`;
    return Promise.resolve(files.toSorted((a, b) => (rank(a) < rank(b) ? -1 : 1)));
  }
}

/** The tests that speak of domain, decide, guard and policy alone: run once for every mutant. */
export default defineConfig({
  test: {
    root: new URL('../..', import.meta.url).pathname,
    include: [
      'test/unit/{decide,domain,policy}/**/*.test.ts',
      'test/unit/pipeline/guard.test.ts',
      'test/property/{decide,guard,policy/seeded}.test.ts',
    ],
    setupFiles: [new URL('few-runs.ts', import.meta.url).pathname],
    env: { FC_RUNS: '20', TRUST_RUNS: '20', PATIENCE: '60000' },
    sequence: { sequencer: QuickFirst },
    pool: 'threads',
    isolate: false,
    testTimeout: 60_000,
  },
});
