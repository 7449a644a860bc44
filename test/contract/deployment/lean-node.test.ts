/** Node's own modules come into a bundle without being read through: what is used works, what is not is never made. */
import { globSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { expect, it } from 'vitest';
import { bundlesFolder } from '../../../infra/aws/bundled.ts';
import { bundling } from '../../../infra/aws/bundle.ts';
import { isRecord } from '../../../infra/local/account/wire.ts';

const folder = mkdtempSync(join(tmpdir(), 'imagewarden-node-'));
const bundles = bundlesFolder();

/** As functions are: what is imported on need stands in files of its own. */
async function bundled(
  contents: string,
): Promise<{ text: string; exports: Readonly<Record<string, unknown>> }> {
  const outdir = mkdtempSync(join(folder, 'bundle-'));
  await build({
    ...bundling,
    stdin: { contents, resolveDir: folder },
    outdir,
    outExtension: { '.js': '.mjs' },
    splitting: true,
  });
  const module: unknown = await import(pathToFileURL(join(outdir, 'stdin.mjs')).href);
  const texts = globSync('*.mjs', { cwd: outdir }).map((file) => readFileSync(join(outdir, file), 'utf8'));
  return { text: texts.join('\n'), exports: isRecord(module) ? module : {} };
}

it('gives what a module of Node has, however it is asked for', async () => {
  const { exports } = await bundled(`
    import path, { join } from 'node:path';
    import * as crypto from 'node:crypto';
    import { readFile } from 'fs/promises';
    const { default: http, Agent } = await import('node:http');
    const { AsyncLocalStorage } = await import('async_hooks');
    export const answers = [
      path.join === join, join('a', 'b'), crypto.createHash('sha256').update('').digest('hex').slice(0, 6),
      typeof readFile, http.Agent === Agent, typeof AsyncLocalStorage, require('node:os').EOL,
    ];`);
  expect(exports['answers']).toEqual([true, 'a/b', 'e3b0c4', 'function', true, 'function', '\n']);
});

it('asks a module for nothing that is not used', async () => {
  const { text } = await bundled(
    `import { createHash } from 'node:crypto'; export const made = createHash('md5');`,
  );
  expect(text).toContain('.createHash');
  expect(text).not.toMatch(/webcrypto|createHmac|from"node/);
});

it('does not make what is global anyway, where everything may be used', async () => {
  const { text } = await bundled(`export const http = await import('node:http');`);
  expect(text).toContain('.createServer');
  expect(text).not.toContain('WebSocket');
});

it('is how every function gets them', () => {
  const imports = globSync('*/*.mjs', { cwd: bundles }).flatMap((file) =>
    [...readFileSync(join(bundles, file), 'utf8').matchAll(/(?:from|import\(|import)"(node:[^"]*)"/g)].map(
      ([, name]) => `${file}: ${name}`,
    ),
  );
  expect(imports).toEqual([]);
});
