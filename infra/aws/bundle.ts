/** One bundle per function, with the policy beside it: compiled and checked here, so that a bad one is never deployed. */
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { build, type BuildOptions, type Metafile } from 'esbuild';
import { withHistoryDays } from '../../shared/policy/history-days.ts';
import { policyForPackage } from '../../shared/policy/packaged.ts';
import { parsePolicy } from '../../shared/policy/parse.ts';
import { leanSdk } from './lean-sdk.ts';

const root = resolve(import.meta.dirname, '../..');

/** Where bundles go, below the project's root; `serverless.yml` names the same folder. */
const bundles = '.build/functions';

/** What every start of a function reads at most, in KiB: a function that outgrows it is not packaged. */
export const budgets: Readonly<Record<string, number>> = {
  sweep: 300,
  survey: 450,
  react: 450,
  retire: 450,
  history: 300,
};

export interface BundleSettings {
  readonly names: readonly string[];
  /** Path of the policy, from the project's root. */
  readonly policy: string;
  /** Days that history is kept, as the stage parameter says it; left out or empty, what the policy says. */
  readonly historyDays?: string | undefined;
  readonly into?: string;
  /** In KiB, by the function's name; otherwise `budgets`. */
  readonly within?: Readonly<Record<string, number>>;
}

/**
 * Writes `<into>/<name>/{handler.mjs,policy.json}`; gives each bundle's size in bytes. Throws `InputFault` for a bad policy,
 * and an `Error` for a bundle beyond its budget.
 */
export async function bundle({
  names,
  policy: policyFile,
  historyDays = '',
  into = bundles,
  within = budgets,
}: BundleSettings): Promise<ReadonlyMap<string, number>> {
  const written = parsePolicy(readFileSync(resolve(root, policyFile), 'utf8'), policyFile);
  const policy = policyForPackage(withHistoryDays(written.policy, historyDays));
  rmSync(resolve(root, into), { recursive: true, force: true });
  const sizes = names.map(async (name): Promise<[string, number]> => {
    const folder = resolve(root, into, name);
    mkdirSync(folder, { recursive: true });
    writeFileSync(resolve(folder, 'policy.json'), policy);
    bringAlong(name, folder);
    return [name, withinBudget(name, await bundleOne(name, folder), within[name])];
  });
  return new Map(await Promise.all(sizes));
}

/** Files that a function reads when somebody asks for them stand beside its code, with their own names. */
function bringAlong(name: string, folder: string): void {
  const description = resolve(root, `functions/${name}/openapi.json`);
  if (existsSync(description)) copyFileSync(description, resolve(folder, 'openapi.json'));
}

function withinBudget(name: string, bytes: number, budget = 0): number {
  if (bytes <= budget * 1024) return bytes;
  throw new Error(
    `The bundle of ${name} has ${Math.ceil(bytes / 1024)} KiB, ${budget} are its budget (infra/aws/bundle.ts). ` +
      `See what it carries with esbuild's metafile, and leave that out or raise the budget.`,
  );
}

/** How everything is bundled that is meant to be as small, and as quick, as a deployed function. */
export const bundling = {
  bundle: true,
  minify: true,
  format: 'esm',
  platform: 'node',
  target: 'node24',
  mainFields: ['module', 'main'],
  legalComments: 'none',
  logLevel: 'error',
  plugins: [...leanSdk],
} as const satisfies BuildOptions;

/**
 * What is imported only when it is needed stands in files of its own. So does what `handler.mjs` makes its handler with:
 * `<name>.mjs` hands out the same code to whoever brings other surroundings. Gives the bytes that every start reads.
 */
async function bundleOne(name: string, outdir: string): Promise<number> {
  const { metafile } = await build({
    ...bundling,
    entryPoints: {
      handler: resolve(root, `functions/${name}/handler.ts`),
      [name]: resolve(root, `functions/${name}/${name}.ts`),
    },
    outdir,
    outExtension: { '.js': '.mjs' },
    splitting: true,
    metafile: true,
  });
  const entry = Object.keys(metafile.outputs).find((path) => path.endsWith('/handler.mjs'));
  if (entry === undefined) throw new Error(`esbuild made nothing of ${name}`);
  const read = readAtStart(entry, metafile);
  return [...read].reduce((sum, path) => sum + (metafile.outputs[path]?.bytes ?? 0), 0);
}

function readAtStart(path: string, metafile: Metafile, found = new Set<string>()): ReadonlySet<string> {
  found.add(path);
  for (const next of metafile.outputs[path]?.imports ?? [])
    if (next.kind === 'import-statement' && !found.has(next.path)) readAtStart(next.path, metafile, found);
  return found;
}
