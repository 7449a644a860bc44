/** Tests of `npm test`, run in a process of their own and tried harder than there. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod/mini';

const report = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      message: z.string(),
      assertionResults: z.array(
        z.object({ fullName: z.string(), status: z.string(), failureMessages: z.array(z.string()) }),
      ),
    }),
  ),
});

interface Ran {
  /** How many there are. */
  readonly tests: number;
  /** Each that did not pass, with its reasons; and each file that could not be run. */
  readonly failures: readonly string[];
}

/** The environment says how hard they try. Throws where they left no report. */
export async function runTests(path: string, environment: Readonly<Record<string, string>>): Promise<Ran> {
  const folder = await mkdtemp(join(tmpdir(), 'imagewarden-trust-'));
  const written = join(folder, 'report.json');
  const child = spawn(
    process.execPath,
    [
      ...['node_modules/vitest/vitest.mjs', 'run', '--config', 'test/tools/vitest.config.ts'],
      ...['--reporter=json', `--outputFile=${written}`, '--testTimeout=0', path],
    ],
    {
      cwd: new URL('../..', import.meta.url).pathname,
      env: { ...process.env, ...environment },
      stdio: 'ignore',
    },
  );
  await once(child, 'close');
  const { testResults } = z.parse(report, JSON.parse(await readFile(written, 'utf8')));
  await rm(folder, { recursive: true });
  const tests = testResults.flatMap(({ assertionResults }) => assertionResults);
  const failed = tests.filter(({ status }) => status !== 'passed');
  return {
    tests: tests.length,
    failures: [
      ...testResults.flatMap(({ name, assertionResults, message }) =>
        assertionResults.length === 0 ? [`${name}: ${message}`] : [],
      ),
      ...failed.map(({ fullName, failureMessages }) => `${fullName}: ${failureMessages.join(' ')}`),
    ],
  };
}
