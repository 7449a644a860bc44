/** What is left out of the bundles changes nothing of what is sent or read. */
import { createHmac } from 'node:crypto';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, type Plugin } from 'esbuild';
import { expect, it } from 'vitest';
import { bundling } from '../../../infra/aws/bundle.ts';
import { leanSchemas } from '../../../infra/aws/lean-sdk.ts';
import { isRecord } from '../../../infra/local/account/wire.ts';

const clients = ['ec2', 'imagebuilder', 'appstream', 'auto-scaling', 'ssm', 'sts', 'sqs', 'dynamodb'];
const folder = mkdtempSync(join(tmpdir(), 'imagewarden-schemas-'));

it.each(clients)('keeps every name that %s has on the wire', async (client) => {
  const path = resolve(`node_modules/@aws-sdk/client-${client}/dist-es/schemas/schemas_0.js`);
  const source = readFileSync(path, 'utf8');
  const [whole, lean] = await Promise.all([loaded(source, path), loaded(leanSchemas(source), path)]);
  const exported = exportedAs(whole, lean);
  const names = Object.keys(whole).filter((name) => name.endsWith('$'));
  expect(names.length).toBeGreaterThan(10);
  expect(names.filter((name) => !alike(whole[name], lean[name], exported))).toEqual([]);
});

it('signs as Node does, with texts and with bytes', async () => {
  const contents = `
    import { Sha256 } from '@smithy/core/checksum';
    export const signed = await Promise.all(
      ['text', Buffer.from('bytes'), new Uint8Array(64)].map(async (secret) => {
        const hash = new Sha256(secret);
        hash.update(Buffer.from('what is signed'));
        return Buffer.from(await hash.digest()).toString('hex');
      }),
    );`;
  const { signed } = await loaded(contents, resolve('package.json'), bundling.plugins);
  const secrets = ['text', Buffer.from('bytes'), new Uint8Array(64)];
  expect(signed).toEqual(
    secrets.map((secret) => createHmac('sha256', secret).update('what is signed').digest('hex')),
  );
});

async function loaded(
  contents: string,
  path: string,
  plugins: readonly Plugin[] = [],
): Promise<Readonly<Record<string, unknown>>> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: dirname(path), loader: 'js' },
    bundle: true,
    plugins: [...plugins],
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

/** What a structure is exported as, since its own name is nowhere on the wire where its members have XML names. */
type Exported = ReadonlyMap<unknown, string>;

const exportedAs = (...modules: readonly Readonly<Record<string, unknown>>[]): Exported =>
  new Map(modules.flatMap((module) => Object.entries(module).map(([name, schema]) => [schema, name])));

/** EC2's requests capitalise a member's XML name where no other name for them is given. */
function alike(a: unknown, b: unknown, names: Exported): boolean {
  if (Array.isArray(a) && Array.isArray(b))
    return (
      a.length === b.length && a.every((one, i) => (i === 2 && isNameless(a)) || alike(one, b[i], names))
    );
  if (isReference(a) && isReference(b)) return referToSame(a(), b(), names);
  if (!isRecord(a) || !isRecord(b)) return a === b;
  return [...new Set([...Object.keys(a), ...Object.keys(b), 'ec2QueryName'])].every((trait) =>
    alike(traitOf(a, trait), traitOf(b, trait), names),
  );
}

/** Structures are told by their exports, so that they may hold each other; what is not exported, by what it says. */
const referToSame = (a: unknown, b: unknown, names: Exported): boolean =>
  names.has(a) || names.has(b) ? names.get(a) === names.get(b) : alike(a, b, names);

const isReference = (value: unknown): value is () => unknown => typeof value === 'function';

/** Lists and structures of which an item or member has an XML name. */
function isNameless([kind, , , , ...rest]: readonly unknown[]): boolean {
  const items = kind === 1 ? [rest[0]] : kind === 3 && Array.isArray(rest[1]) ? rest[1] : [];
  return items.some(
    (item: unknown) => Array.isArray(item) && isRecord(item[1]) && item[1]['xmlName'] !== undefined,
  );
}

const traitOf = (traits: Readonly<Record<string, unknown>>, name: string): unknown =>
  traits[name] ?? (name === 'ec2QueryName' ? capitalised(String(traits['xmlName'])) : undefined);

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
