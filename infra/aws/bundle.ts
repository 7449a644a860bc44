/** One bundle per function, with the policy beside it: compiled and checked here, so that a bad one is never deployed. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { withHistoryDays } from '../../shared/policy/history-days.ts';
import { policyForPackage } from '../../shared/policy/packaged.ts';
import { parsePolicy } from '../../shared/policy/parse.ts';

const root = resolve(import.meta.dirname, '../..');

/** Where bundles go, below the project's root; `serverless.yml` names the same folder. */
const bundles = '.build/functions';

/**
 * The SDK keeps all its operations' schemas, since esbuild takes their computed keys for side effects. With the keys'
 * constants written in, it drops those that nobody uses. Nor does it keep an error class per error then: we tell errors
 * apart by name, which the SDK sets all the same. It rests on the shape of generated files: a budget on the bundles'
 * sizes, and a test that runs them, tell when that changes.
 */
const inlineSchemaKeys: Plugin = {
  name: 'inline-schema-keys',
  setup(host) {
    host.onLoad({ filter: /@aws-sdk[\\/].*[\\/]schemas[\\/]schemas_\d+\.js$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      const constants = new Map(
        [...source.matchAll(/^const (_\w+) = ("[^"\n]*");$/gm)].map(([, name, text]) => [name, text]),
      );
      const contents = source
        .replace(/\[(_\w+)\]:/g, (all, name: string) => {
          const text = constants.get(name);
          return text === undefined ? all : `${text}:`;
        })
        .replace(/^\w+\.registerError\((\w+)\$, \1\);$/gm, (all, name: string) =>
          name.endsWith('ServiceException') ? all : '',
        );
      return { loader: 'js', contents };
    });
  },
};

/** Lambda hands its credentials over by environment: the rest of the chain need not be carried along. */
const lambdaCredentials: Plugin = {
  name: 'lambda-credentials',
  setup(host) {
    host.onResolve({ filter: /^@aws-sdk\/credential-provider-node$/ }, () => ({
      path: resolve(import.meta.dirname, 'lambda-credentials.ts'),
    }));
  },
};

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
    sizes.set(name, await bundleOne(name, resolve(folder, 'handler.mjs')));
    writeFileSync(resolve(folder, 'policy.json'), policyForPackage(policy));
  }
  return sizes;
}

async function bundleOne(name: string, outfile: string): Promise<number> {
  const { outputFiles } = await build({
    entryPoints: [resolve(root, `functions/${name}/handler.ts`)],
    outfile,
    bundle: true,
    write: false,
    minify: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    mainFields: ['module', 'main'],
    legalComments: 'none',
    logLevel: 'error',
    plugins: [inlineSchemaKeys, lambdaCredentials],
  });
  const [output] = outputFiles;
  if (output === undefined) throw new Error(`esbuild made nothing of ${name}`);
  writeFileSync(output.path, output.contents);
  return output.contents.byteLength;
}
