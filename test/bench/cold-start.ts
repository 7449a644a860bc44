/**
 * How large each bundle is, and how long a fresh process takes to import it, as a ratio to one that imports nothing.
 * `npm run cold-start [-- rounds]`. The rounds are interleaved, so that a busy machine disturbs all alike.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { budgets, bundle } from '../../infra/aws/bundle.ts';

const names = Object.keys(budgets);
const rounds = Number(process.argv[2] ?? 15);
const folder = mkdtempSync(join(tmpdir(), 'imagewarden-cold-'));
const sizes = await bundle({ names, policy: 'infra/policy/retention.yml', into: folder });

const scriptOf = (name: string): string =>
  name === 'empty' ? '' : `await import(${JSON.stringify(join(folder, name, 'handler.mjs'))})`;

/** Milliseconds from start to end of a process. */
function timeOf(name: string, cache: string | undefined): number {
  const env = {
    ...process.env,
    AWS_REGION: 'us-east-1',
    TABLE_NAME: 'imagewarden',
    POLICY_FILE: join(folder, name, 'policy.json'),
    SURVEY_QUEUE_URL: 'https://sqs.invalid/survey',
    RETIRE_QUEUE_URL: 'https://sqs.invalid/retire',
    REACT_QUEUE_URL: 'https://sqs.invalid/react',
    CURSOR_KEY: 'cold',
    ...(cache !== undefined && { NODE_COMPILE_CACHE: cache }),
  };
  const begun = performance.now();
  execFileSync(process.execPath, ['--input-type=module', '-e', scriptOf(name)], { env });
  return performance.now() - begun;
}

const median = (times: readonly number[]): number =>
  times.toSorted((a, b) => a - b)[times.length >> 1] ?? NaN;

function mediansOf(cache: string | undefined): ReadonlyMap<string, number> {
  const all = ['empty', ...names];
  for (const name of all) timeOf(name, cache);
  const times = new Map(all.map((name): [string, number[]] => [name, []]));
  for (let i = 0; i < rounds; i++) for (const name of all) times.get(name)?.push(timeOf(name, cache));
  return new Map([...times].map(([name, list]) => [name, median(list)]));
}

const plain = mediansOf(undefined);
const cached = mediansOf(join(folder, 'cache'));
const ratio = (medians: ReadonlyMap<string, number>, name: string): string =>
  ((medians.get(name) ?? NaN) / (medians.get('empty') ?? NaN)).toFixed(2);
const rows = names.map((name) =>
  [
    name,
    ((sizes.get(name) ?? 0) / 1024).toFixed(0),
    String(budgets[name]),
    ratio(plain, name),
    ratio(cached, name),
  ].map((cell) => cell.padStart(12)),
);
const heads = ['bundle', 'KiB', 'budget', 'import', 'with cache'].map((head) => head.padStart(12));
process.stdout.write(
  `${[heads, ...rows].map((row) => row.join('')).join('\n')}\n` +
    `import: process time as a multiple of an empty Node start (${(plain.get('empty') ?? 0).toFixed(0)} ms here), median of ${rounds}\n`,
);
