/** The template and the bundles as `npm run package` makes them, made once for a test file. */
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
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

/** Packaged offline: no credentials, no endpoint, no telemetry. */
export async function packageService(): Promise<Template> {
  const out = mkdtempSync(join(tmpdir(), 'imagewarden-package-'));
  const { PATH, HOME } = process.env;
  await promisify(execFile)(
    process.execPath,
    [resolve(root, 'node_modules/osls/bin/serverless.js'), 'package', '--package', out],
    { cwd: root, env: { PATH, HOME, SLS_TELEMETRY_DISABLED: '1', AWS_EC2_METADATA_DISABLED: 'true' } },
  );
  return z.parse(
    template,
    JSON.parse(readFileSync(join(out, 'cloudformation-template-update-stack.json'), 'utf8')),
  );
}

/** A template of plain CloudFormation. */
export const templateIn = (path: string): Template => asTemplate(readFileSync(resolve(root, path), 'utf8'));

/** Of JSON or YAML. */
export const asTemplate = (text: string): Template => z.parse(template, parse(text, { merge: true }));
