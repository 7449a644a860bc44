/** The template as `npm run package` makes it, made once for as long as what it is made of stays the same. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { parse } from 'yaml';
import * as z from 'zod/mini';

const root = resolve(import.meta.dirname, '../..');

const template = z.object({
  Resources: z.record(
    z.string(),
    z.looseObject({ Type: z.string(), Properties: z.optional(z.record(z.string(), z.unknown())) }),
  ),
  Conditions: z.optional(z.record(z.string(), z.unknown())),
  Outputs: z.optional(z.record(z.string(), z.unknown())),
  Parameters: z.optional(z.record(z.string(), z.unknown())),
});
export type Template = z.infer<typeof template>;

/** The functions' code is no part of the template. */
const madeOf = ['serverless.yml', 'package-lock.json', 'infra/aws/**/*.{yml,ts,mjs}', 'infra/policy/*.yml'];

function fileOf(): string {
  const hash = createHash('sha256');
  for (const path of madeOf.flatMap((glob) => globSync(glob, { cwd: root })).sort())
    hash.update(path).update(readFileSync(resolve(root, path)));
  return resolve(root, '.build/template', `${hash.digest('hex').slice(0, 16)}.json`);
}

/** Before the first test of a run; most often there is nothing to do. */
export async function packageOnce(): Promise<void> {
  const file = fileOf();
  if (existsSync(file)) return;
  mkdirSync(resolve(file, '..'), { recursive: true });
  const half = `${file}.${process.pid}`;
  writeFileSync(half, await packaged());
  renameSync(half, file);
}

/** @throws where `packageOnce` has not run */
export const packagedTemplate = (): Template => z.parse(template, JSON.parse(readFileSync(fileOf(), 'utf8')));

/** Packaged offline: no credentials, no endpoint, no telemetry. */
async function packaged(): Promise<string> {
  const out = mkdtempSync(join(tmpdir(), 'imagewarden-package-'));
  const { PATH, HOME } = process.env;
  await promisify(execFile)(
    process.execPath,
    [resolve(root, 'node_modules/osls/bin/serverless.js'), 'package', '--package', out],
    { cwd: root, env: { PATH, HOME, SLS_TELEMETRY_DISABLED: '1', AWS_EC2_METADATA_DISABLED: 'true' } },
  );
  return readFileSync(join(out, 'cloudformation-template-update-stack.json'), 'utf8');
}

/** A template of plain CloudFormation. */
export const templateIn = (path: string): Template => asTemplate(readFileSync(resolve(root, path), 'utf8'));

/** Of JSON or YAML. */
export const asTemplate = (text: string): Template => z.parse(template, parse(text, { merge: true }));
