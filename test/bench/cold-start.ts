/**
 * How large each bundle is, and how long a fresh process takes to import it, as a ratio to one that imports nothing: what
 * every start reads, and then also the largest part that is imported on need, which an errand of AMIs takes.
 * `npm run cold-start [-- rounds]`. The rounds are interleaved, so that a busy machine disturbs all alike.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { budgets, bundle, type Sizes } from '../../infra/aws/bundle.ts';

const names = Object.keys(budgets);
const rounds = Number(process.argv[2] ?? 15);
const folder = mkdtempSync(join(tmpdir(), 'imagewarden-cold-'));
const sizes = await bundle({ names, policy: 'infra/policy/retention.yml', into: folder });

const withPart = (name: string): string => `${name} and part`;

const scripts = new Map([
  ['empty', ''],
  ...names.flatMap((name) => [
    [name, importing(name, 'handler.mjs')] as const,
    [withPart(name), importing(name, 'handler.mjs', sizes.get(name)?.largest)] as const,
  ]),
]);

function importing(name: string, ...files: readonly (string | undefined)[]): string {
  const paths = files.flatMap((file) => (file === undefined ? [] : [join(folder, name, file)]));
  return paths.map((path) => `await import(${JSON.stringify(path)});`).join('');
}

/** Milliseconds from start to end of a process. */
function timeOf(script: string, cache: string | undefined): number {
  const env = {
    ...process.env,
    AWS_REGION: 'us-east-1',
    TABLE_NAME: 'imagewarden',
    POLICY_FILE: join(folder, 'survey', 'policy.json'),
    SURVEY_QUEUE_URL: 'https://sqs.invalid/survey',
    RETIRE_QUEUE_URL: 'https://sqs.invalid/retire',
    REACT_QUEUE_URL: 'https://sqs.invalid/react',
    CURSOR_KEY: 'cold',
    ...(cache !== undefined && { NODE_COMPILE_CACHE: cache }),
  };
  const begun = performance.now();
  execFileSync(process.execPath, ['--input-type=module', '-e', script], { env });
  return performance.now() - begun;
}

const median = (times: readonly number[]): number =>
  times.toSorted((a, b) => a - b)[times.length >> 1] ?? NaN;

function mediansOf(cache: string | undefined): ReadonlyMap<string, number> {
  for (const script of scripts.values()) timeOf(script, cache);
  const times = new Map([...scripts.keys()].map((name): [string, number[]] => [name, []]));
  for (let i = 0; i < rounds; i++)
    for (const [name, script] of scripts) times.get(name)?.push(timeOf(script, cache));
  return new Map([...times].map(([name, list]) => [name, median(list)]));
}

const plain = mediansOf(undefined);
const cached = mediansOf(join(folder, 'cache'));
const ratio = (medians: ReadonlyMap<string, number>, name: string): string =>
  ((medians.get(name) ?? NaN) / (medians.get('empty') ?? NaN)).toFixed(2);
const sizeOf = (name: string, what: keyof Sizes): string =>
  `${((sizes.get(name)?.[what] ?? NaN) / 1024).toFixed(0)} of ${budgets[name]?.[what] ?? 0}`;
const rows = names.map((name) =>
  [
    name,
    ...(['start', 'most', 'all'] as const).map((what) => sizeOf(name, what)),
    ratio(plain, name),
    ratio(cached, name),
    ratio(plain, withPart(name)),
    ratio(cached, withPart(name)),
  ].map((cell) => cell.padStart(12)),
);
const heads = [
  'bundle',
  'start',
  'with a part',
  'all',
  'import',
  'with cache',
  'and a part',
  'with cache',
].map((head) => head.padStart(12));
process.stdout.write(
  `${[heads, ...rows].map((row) => row.join('')).join('\n')}\n` +
    'start, with the largest part that is imported on need, all that is packaged: KiB, of the budget\n' +
    `import: process time as a multiple of an empty Node start (${(plain.get('empty') ?? 0).toFixed(0)} ms here), median of ${rounds}\n`,
);
