/** One bundle per function, with the policy beside it: compiled and checked here, so that a bad one is never deployed. */
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { build, type Metafile } from 'esbuild';
import { withHistoryDays } from '../../shared/policy/history-days.ts';
import { policyForPackage } from '../../shared/policy/packaged.ts';
import { parsePolicy } from '../../shared/policy/parse.ts';
import { leanSdk } from './lean-sdk.ts';

const root = resolve(import.meta.dirname, '../..');

/** Where bundles go, below the project's root; `serverless.yml` names the same folder. */
const bundles = '.build/functions';

export interface BundleSettings {
  readonly names: readonly string[];
  /** Path of the policy, from the project's root. */
  readonly policy: string;
  /** Days that history is kept, as the stage parameter says it; left out or empty, what the policy says. */
  readonly historyDays?: string | undefined;
  readonly into?: string;
}

/** Writes `<into>/<name>/{handler.mjs,policy.json}`; gives each bundle's size in bytes. Throws `InputFault` for a bad policy. */
export async function bundle({
  names,
  policy: policyFile,
  historyDays = '',
  into = bundles,
}: BundleSettings): Promise<ReadonlyMap<string, number>> {
  const written = parsePolicy(readFileSync(resolve(root, policyFile), 'utf8'), policyFile);
  const policy = withHistoryDays(written.policy, historyDays);
  rmSync(resolve(root, into), { recursive: true, force: true });
  const sizes = new Map<string, number>();
  for (const name of names) {
    const folder = resolve(root, into, name);
    mkdirSync(folder, { recursive: true });
    sizes.set(name, await bundleOne(name, folder));
    writeFileSync(resolve(folder, 'policy.json'), policyForPackage(policy));
    bringAlong(name, folder);
  }
  return sizes;
}

/** Files that a function reads when somebody asks for them stand beside its code, with their own names. */
function bringAlong(name: string, folder: string): void {
  const description = resolve(root, `functions/${name}/openapi.json`);
  if (existsSync(description)) copyFileSync(description, resolve(folder, 'openapi.json'));
}

/** What is imported only when it is needed stands in files of its own. Gives the bytes that every start reads. */
async function bundleOne(name: string, outdir: string): Promise<number> {
  const { metafile } = await build({
    entryPoints: { handler: resolve(root, `functions/${name}/handler.ts`) },
    outdir,
    outExtension: { '.js': '.mjs' },
    splitting: true,
    metafile: true,
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    mainFields: ['module', 'main'],
    legalComments: 'none',
    logLevel: 'error',
    plugins: [...leanSdk],
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
