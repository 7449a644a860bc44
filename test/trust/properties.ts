/** The properties, run far more often than in `npm test`. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm } from 'node:fs/promises';
import * as z from 'zod/mini';
import { counted, type Section } from './figure.ts';

const report = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      assertionResults: z.array(
        z.object({ fullName: z.string(), status: z.string(), failureMessages: z.array(z.string()) }),
      ),
    }),
  ),
});

export const propertySection: Section = {
  name: 'properties',
  measure: async ({ runs }, progress) => {
    progress(0, 1);
    const { testResults } = await runProperties(runs);
    const tests = testResults.flatMap(({ assertionResults }) => assertionResults);
    const failed = tests.filter(({ status }) => status !== 'passed');
    progress(1, 1);
    return {
      figures: [
        { name: 'properties', value: counted(tests.length) },
        { name: 'runs of each (of policies and whole services fewer)', value: counted(runs) },
        { name: 'properties that held', value: counted(tests.length - failed.length) },
      ],
      failures: failed.map(({ fullName, failureMessages }) => `${fullName}: ${failureMessages.join(' ')}`),
    };
  },
};

async function runProperties(runs: number): Promise<z.infer<typeof report>> {
  const root = new URL('../..', import.meta.url).pathname;
  const written = `${root}.build/properties.json`;
  await rm(written, { force: true });
  const child = spawn(
    process.execPath,
    [
      ...['node_modules/vitest/vitest.mjs', 'run', '--config', 'test/tools/vitest.config.ts'],
      ...['--reporter=json', `--outputFile=${written}`, '--testTimeout=0', 'test/property'],
    ],
    { cwd: root, env: { ...process.env, TRUST_RUNS: String(runs) }, stdio: 'ignore' },
  );
  await once(child, 'close');
  return z.parse(report, JSON.parse(await readFile(written, 'utf8')));
}
