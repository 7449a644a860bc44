/** One bundle per function, with the policy beside it: compiled and checked here, so that a bad one is never deployed. */
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { build, type BuildOptions, type Metafile } from 'esbuild';
import { withHistoryDays } from '../../shared/policy/history-days.ts';
import { policyForPackage } from '../../shared/policy/packaged.ts';
import { parsePolicy } from '../../shared/policy/parse.ts';
import { leanNode } from './lean-node.ts';
import { leanSdk } from './lean-sdk.ts';

const root = resolve(import.meta.dirname, '../..');

/** Where bundles go, below the project's root; `serverless.yml` names the same folder. */
const bundles = '.build/functions';

/** In bytes; as budgets, in KiB. */
export interface Sizes {
  /** What every start reads. */
  readonly start: number;
  /** What is read with the largest of the parts that are imported on need: of `survey`, what an errand of AMIs takes. */
  readonly most: number;
  /** Everything that is packaged but for the policy. */
  readonly all: number;
}

/** A function that outgrows one of these is not packaged. */
export const budgets: Readonly<Record<string, Sizes>> = {
  sweep: { start: 265, most: 275, all: 275 },
  survey: { start: 328, most: 428, all: 475 },
  react: { start: 325, most: 425, all: 470 },
  retire: { start: 328, most: 428, all: 475 },
  history: { start: 300, most: 350, all: 355 },
};

export interface BundleSettings {
  readonly names: readonly string[];
  /** Path of the policy, from the project's root. */
  readonly policy: string;
  /** Days that history is kept, as the stage parameter says it; left out or empty, what the policy says. */
  readonly historyDays?: string | undefined;
  readonly into?: string;
  /** By the function's name; otherwise `budgets`. */
  readonly within?: Readonly<Record<string, Sizes>>;
}

export interface Bundle extends Sizes {
  /** The file of the largest part that is imported on need; undefined where everything is read at the start. */
  readonly largest: string | undefined;
}

/**
 * Writes `<into>/<name>/{handler.mjs,policy.json}`; gives each bundle's sizes. Throws `InputFault` for a bad policy, and
 * an `Error` for a bundle beyond its budget.
 */
export async function bundle({
  names,
  policy: policyFile,
  historyDays = '',
  into = bundles,
  within = budgets,
}: BundleSettings): Promise<ReadonlyMap<string, Bundle>> {
  const written = parsePolicy(readFileSync(resolve(root, policyFile), 'utf8'), policyFile);
  const policy = policyForPackage(withHistoryDays(written.policy, historyDays));
  rmSync(resolve(root, into), { recursive: true, force: true });
  const sizes = names.map(async (name): Promise<[string, Bundle]> => {
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

const said = {
  start: 'at its start',
  most: 'with the largest part that it imports on need',
  all: 'in all',
} as const satisfies Record<keyof Sizes, string>;

function withinBudget(name: string, made: Bundle, budget: Sizes = { start: 0, most: 0, all: 0 }): Bundle {
  for (const what of ['start', 'most', 'all'] as const)
    if (made[what] > budget[what] * 1024)
      throw new Error(
        `The bundle of ${name} has ${Math.ceil(made[what] / 1024)} KiB ${said[what]}, ${budget[what]} are its ` +
          `budget (infra/aws/bundle.ts). See what it carries with esbuild's metafile, and leave that out or raise the budget.`,
      );
  return made;
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
  plugins: [leanNode, ...leanSdk],
} as const satisfies BuildOptions;

/**
 * What is imported only when it is needed stands in files of its own. So does what `handler.mjs` makes its handler with:
 * `<name>.mjs` hands out the same code to whoever brings other surroundings.
 */
async function bundleOne(name: string, outdir: string): Promise<Bundle> {
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
  return measured(entry, metafile);
}

function measured(entry: string, metafile: Metafile): Bundle {
  const bytesOf = (paths: Iterable<string>): number =>
    [...paths].reduce((sum, path) => sum + (metafile.outputs[path]?.bytes ?? 0), 0);
  const atStart = readWith(entry, metafile);
  const start = bytesOf(atStart);
  const parts = onNeed(metafile).map((path) => ({ path, bytes: bytesOf(readWith(path, metafile, atStart)) }));
  const [largest] = parts.toSorted((a, b) => b.bytes - a.bytes);
  return {
    start,
    most: largest?.bytes ?? start,
    all: bytesOf(Object.keys(metafile.outputs)),
    largest: largest === undefined ? undefined : basename(largest.path),
  };
}

const onNeed = ({ outputs }: Metafile): string[] => [
  ...new Set(
    Object.values(outputs).flatMap(({ imports }) =>
      imports.flatMap(({ kind, path }) => (kind === 'dynamic-import' ? path : [])),
    ),
  ),
];

/** With what was read already. */
function readWith(path: string, metafile: Metafile, before?: ReadonlySet<string>): Set<string> {
  const found = new Set(before).add(path);
  for (const next of metafile.outputs[path]?.imports ?? [])
    if (next.kind === 'import-statement' && !found.has(next.path))
      for (const read of readWith(next.path, metafile, found)) found.add(read);
  return found;
}
