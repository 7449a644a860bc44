/** The bundles as they would be deployed, for whoever runs them on this machine. */
import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { day } from '../../shared/domain/time.ts';
import { budgets, bundle } from './bundle.ts';

const root = resolve(import.meta.dirname, '../..');
const kept = resolve(root, '.build/bundles');

const madeOf = [
  'package-lock.json',
  '{functions,shared}/**/*.{ts,json}',
  'infra/aws/*.ts',
  'infra/policy/*.yml',
];

/** The folder that holds the bundles of the sources as they stand. */
export function bundlesFolder(): string {
  const hash = createHash('sha256');
  for (const path of globSync(madeOf, { cwd: root }).sort())
    hash.update(path).update(readFileSync(resolve(root, path)));
  return resolve(kept, hash.digest('hex').slice(0, 16));
}

/** Bundles what was not bundled yet, and gives the folder. Another process may do the same meanwhile. */
export async function bundleOnce(): Promise<string> {
  const folder = bundlesFolder();
  if (existsSync(folder)) return folder;
  dropOld();
  const half = `${folder}.${process.pid}`;
  await bundle({ names: Object.keys(budgets), policy: 'infra/policy/retention.yml', into: half });
  try {
    renameSync(half, folder);
  } catch (thrown) {
    rmSync(half, { recursive: true, force: true });
    if (!existsSync(folder)) throw thrown;
  }
  return folder;
}

/** Somebody may still be running one of yesterday's. */
function dropOld(): void {
  mkdirSync(kept, { recursive: true });
  for (const path of globSync('*', { cwd: kept }).map((name) => resolve(kept, name)))
    if (statSync(path).mtimeMs < Date.now() - day) rmSync(path, { recursive: true, force: true });
}
