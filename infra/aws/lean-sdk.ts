/**
 * What the SDK carries along that these functions can never reach is left out of their bundles, here, and nowhere else.
 * No operation and no member of an answer is: what the SDK would have read, the bundle reads. All of it rests on the
 * shape of generated files, so a budget on the bundles' sizes, and tests that run them, tell when that changes.
 */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { OnLoadResult, Plugin } from 'esbuild';

type Rewrite = (source: string) => string;

/** Puts `rewrite(source)` in the place of every file whose path matches. */
const rewriting = (name: string, filter: RegExp, rewrite: Rewrite, loader: 'js' | 'json' = 'js'): Plugin => ({
  name,
  setup(host) {
    host.onLoad({ filter }, async ({ path }): Promise<OnLoadResult> => ({
      contents: rewrite(await readFile(path, 'utf8')),
      loader,
    }));
  },
});

/** Lambda hands its credentials over by environment: the rest of the chain need not be carried along. */
const lambdaCredentials: Plugin = {
  name: 'lambda-credentials',
  setup(host) {
    host.onResolve({ filter: /^@aws-sdk\/credential-provider-node$/ }, () => ({
      path: resolve(import.meta.dirname, 'lambda-credentials.ts'),
    }));
  },
};

/**
 * The SDK keeps all its operations' schemas, since esbuild takes their computed keys for side effects. With the keys'
 * constants written in, it drops those that nobody uses. Nor does it keep an error class per error then: we tell errors
 * apart by name, which the SDK sets all the same.
 */
export function leanSchemas(source: string): string {
  const constants = new Map(
    [...source.matchAll(/^const (_\w+) = "([^"\n]*)";$/gm)].map(([, name = '', text = '']) => [name, text]),
  );
  const textOf = (name: string): string => constants.get(name) ?? '';
  const lean = source
    .replace(/^\w+\.registerError\((\w+)\$, \1\);$/gm, (all, name: string) =>
      name.endsWith('ServiceException') ? all : '',
    )
    // EC2's name of a member in requests, where it is what the serializer makes of the XML name by itself.
    .replace(/\[_eQN\]: `(\w+)`,\s*(?=\[_xN\]: (_\w+) )/g, (all, query: string, xml: string) =>
      query === capitalised(textOf(xml)) ? '' : all,
    )
    // A list whose items have an XML name has no use for one of its own: the member that holds it is what is on the wire.
    .replace(/^(var \w+ = \[1, n0, )_\w+(,\s*0, \[[^[\]]*\{ \[_xN\]: _\w+ \}\])/gm, '$1""$2')
    .replace(/^(export var \w+\$ = )(\[3, [\s\S]*?\]);$/gm, (all, start: string, struct: string) =>
      struct.includes('_xN') ? `${start}/* @__PURE__ */ named(${unnamed(struct, textOf)});` : all,
    )
    .replace(/\[(_\w+)\]:/g, (all, name: string) => (constants.has(name) ? `"${textOf(name)}":` : all));
  return `${lean}\n${named}\n`;
}

/**
 * A structure's schema, in which a member whose XML name is its own with a small first letter is an array of one. It has no
 * name itself: EC2's requests and answers name operations and members, and nothing else.
 */
function unnamed(struct: string, textOf: (constant: string) => string): string {
  const parts = listed(struct);
  const names = listed(parts[4] ?? '').map((name) => textOf(name.trim()));
  const members = listed(parts[5] ?? '').map((member, i) =>
    member.replace(/, \{ \[_xN\]: (_\w+) \}\]$/, (all, xml: string) =>
      capitalised(textOf(xml)) === names[i] && textOf(xml) !== names[i] ? ']' : all,
    ),
  );
  return `[${parts
    .with(2, '""')
    .with(5, `[${members.join(',')}]`)
    .join(',')}]`;
}

/** What makes a whole schema of it again, in the bundle. */
const named = `function named(schema) {
  schema[5].forEach((member, i) => {
    const name = schema[4][i];
    if (member.length === 1) member.push({ xmlName: name[0].toLowerCase() + name.slice(1) });
  });
  return schema;
}`;

/** The items of a list, as they are written. */
function listed(list: string): string[] {
  const items: string[] = [];
  let depth = 0;
  let start = 1;
  for (let at = 0; at < list.length; at++) {
    const character = list.charAt(at);
    if ('[{('.includes(character)) depth++;
    if (']})'.includes(character)) depth--;
    if ((character === ',' && depth === 1) || (depth === 0 && at === list.length - 1)) {
      items.push(list.slice(start, at).trim());
      start = at + 1;
    }
  }
  return items.filter((item) => item !== '');
}

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** Of a package's own description, its version is all that is used. */
const versionOnly: Rewrite = (source) =>
  /"version": "[^"]+"/.exec(source)?.[0].replace(/.*/, '{$&}') ?? source;

/** In the place of a module's classes, one of the same name that says so when it is made. */
const leftOut =
  (...names: readonly string[]): Rewrite =>
  () =>
    names
      .map(
        (name) =>
          `export class ${name} { constructor() { throw new Error('${name} is left out of this bundle: see infra/aws/lean-sdk.ts'); } }`,
      )
      .join('\n');

export const leanSdk: readonly Plugin[] = [
  lambdaCredentials,
  rewriting('schemas', /@aws-sdk[\\/].*[\\/]schemas[\\/]schemas_\d+\.js$/, leanSchemas),
  rewriting('versions', /@aws-sdk[\\/]client-[\w-]+[\\/]package\.json$/, versionOnly, 'json'),
  // Nobody reads the SDK's own log, and yet it goes through every answer for what must not be told: a tenth of the CPU time
  // of a listing.
  rewriting('log', /middleware-logger[\\/]loggerMiddleware\.js$/, (source) =>
    source.replace('clientStack.add(loggerMiddleware(), loggerMiddlewareOptions);', ''),
  ),
  // Lambda has no ~/.aws: what would be looked for there at each client's first request is not.
  rewriting(
    'config-files',
    /shared-ini-file-loader[\\/]loadSharedConfigFiles\.js$/,
    (source) =>
      (/^export \{ CONFIG_PREFIX_SEPARATOR .*$/m.exec(source)?.[0] ?? '') +
      '\nexport const loadSharedConfigFiles = async () => ({ configFile: {}, credentialsFile: {} });',
  ),
  // No body that we send is a file, of which alone this asks for Node's file streams.
  rewriting('file-bodies', /[\\/]calculateBodyLength\.js$/, (source) =>
    source.replace(/^import .* from "node:fs";$/m, 'class ReadStream {}'),
  ),
  // None of our operations streams events.
  rewriting(
    'event-streams',
    /@smithy[\\/]core[\\/]dist-es[\\/]submodules[\\/]event-streams[\\/]index\.js$/,
    leftOut('EventStreamSerde', 'eventStreamSerdeProvider'),
  ),
  rewriting(
    'event-signing',
    /@smithy[\\/]signature-v4[\\/]dist-es[\\/]HeaderFormatter\.js$/,
    () => 'export class HeaderFormatter {}',
  ),
  // Node brings these hashes itself; the SDK's own are for where it does not.
  rewriting('sha256', /[\\/]sha256[\\/]Sha256Js\.js$/, leftOut('Sha256Js')),
  rewriting('md5', /[\\/]md5[\\/]Md5Js\.js$/, leftOut('Md5Js')),
  rewriting('crc32', /[\\/]crc32[\\/]Crc32Js\.js$/, leftOut('Crc32Js')),
  // Of bytes, Node first finds out at length that they are no key object, twice a request: so they are made one.
  rewriting('signing', /[\\/]Sha256Node\.js$/, (source) =>
    source
      .replace('createHmac }', 'createHmac, createSecretKey }')
      .replace('toBuffer(this.secret)', 'createSecretKey(toBuffer(this.secret))'),
  ),
  // Every client is told to retry in the standard way (client-settings.ts).
  rewriting('adaptive', /[\\/]util-retry[\\/]AdaptiveRetryStrategy\.js$/, leftOut('AdaptiveRetryStrategy')),
  // Only a browser reads what it is off its own description.
  rewriting('browsers', /[\\/]bowser[\\/].*\.m?js$/, () => 'export default {};'),
  // DynamoDB's endpoints are known; only other services have to ask for theirs.
  rewriting(
    'endpoint-discovery',
    /@aws-sdk[\\/]endpoint-cache[\\/]dist-es[\\/]index\.js$/,
    () => 'export class EndpointCache {}',
  ),
  // STS and EventBridge are asked in one region, never signed for many.
  rewriting(
    'many-regions',
    /@aws-sdk[\\/]signature-v4-multi-region[\\/]dist-es[\\/]index\.js$/,
    () => "export { SignatureV4 as SignatureV4MultiRegion } from '@smithy/signature-v4';",
  ),
];
