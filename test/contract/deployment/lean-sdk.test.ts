/** What is left out of the bundles changes nothing of what is sent or read. */
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { expect, it } from 'vitest';
import { leanSchemas } from '../../../infra/aws/lean-sdk.ts';
import { isRecord } from '../../../infra/local/account/wire.ts';

const clients = ['ec2', 'imagebuilder', 'appstream', 'auto-scaling', 'ssm', 'sts', 'sqs', 'dynamodb'];
const folder = mkdtempSync(join(tmpdir(), 'imagewarden-schemas-'));

it.each(clients)('keeps every name that %s has on the wire', async (client) => {
  const path = resolve(`node_modules/@aws-sdk/client-${client}/dist-es/schemas/schemas_0.js`);
  const source = readFileSync(path, 'utf8');
  const [whole, lean] = await Promise.all([loaded(source, path), loaded(leanSchemas(source), path)]);
  const names = Object.keys(whole).filter((name) => name.endsWith('$'));
  expect(names.length).toBeGreaterThan(10);
  expect(names.filter((name) => !alike(whole[name], lean[name]))).toEqual([]);
});

async function loaded(contents: string, path: string): Promise<Readonly<Record<string, unknown>>> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: dirname(path), loader: 'js' },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    mainFields: ['module', 'main'],
  });
  const file = join(folder, `${crypto.randomUUID()}.mjs`);
  writeFileSync(file, outputFiles[0]!.contents);
  const module: unknown = await import(pathToFileURL(file).href);
  return isRecord(module) ? module : {};
}

/** EC2's requests capitalise a member's XML name where no other name for them is given. References are told by name. */
function alike(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((one, i) => alike(one, b[i]));
  if (isReference(a) && isReference(b)) return alike(nameOf(a()), nameOf(b()));
  if (!isRecord(a) || !isRecord(b)) return a === b;
  return [...new Set([...Object.keys(a), ...Object.keys(b), 'ec2QueryName'])].every((trait) =>
    alike(traitOf(a, trait), traitOf(b, trait)),
  );
}

const isReference = (value: unknown): value is () => unknown => typeof value === 'function';

const traitOf = (traits: Readonly<Record<string, unknown>>, name: string): unknown =>
  traits[name] ?? (name === 'ec2QueryName' ? capitalised(String(traits['xmlName'])) : undefined);

const nameOf = (schema: unknown): unknown => (Array.isArray(schema) ? schema.slice(0, 3) : schema);

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
