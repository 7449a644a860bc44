/** Policies made to hurt. What they say of themselves is tested with the policy language. */
import { command } from '../../support/in-process.ts';
import { amis } from '../../support/amis.ts';
import { noonText, refused, unlikeAnswer, written, type Trial } from './trial.ts';

const base = 'version: 1\nlimits: { perRun: 20, share: 25% }\nrules: []\n';
const check = (text: string | Buffer): readonly string[] => ['policy', 'check', written('p.yml', text)];
const filled = (piece: string, size: number): string => piece.repeat(Math.ceil(size / piece.length));

const laughs = (width: number): string =>
  [
    'a0: &a0 [x, x]',
    ...Array.from({ length: 9 }, (_, i) => `a${i + 1}: &a${i + 1} [${`*a${i},`.repeat(width)}]`),
  ].join('\n');

/** The dearest globs that a policy has room for, against the dearest names. */
async function dearGlobs(): Promise<readonly string[]> {
  const glob = `*${'a'.repeat(126)}b`;
  const names = Array.from({ length: 900 }, () => glob);
  const policy = { version: 1, limits: { perRun: 1, share: '1%' }, protect: { names }, rules: [] };
  const Images = amis(100).map((image) => ({ ...image, Name: 'a'.repeat(128) }));
  const files = ['--account-file', written('a.json', JSON.stringify({ ec2: { Images } }))];
  const given = ['--policy', written('p.json', JSON.stringify(policy)), '--now', noonText, '--json'];
  return unlikeAnswer(await command('plan', ...files, ...given));
}

const most = 256 * 1024;

export const policyTrials = (size: number): readonly Trial[] => [
  ...(
    [
      ['ten megabytes', filled('a', size)],
      ['more than a megabyte', filled('#', 2 ** 20 + 1)],
      ['a glob of a million characters', `${base}protect: { names: ["${filled('*a', 1_000_000)}"] }`],
      ['a glob without end', `${base}protect: { names: ["${filled('*a', most - 200)}"] }`],
      ['aliases that multiply', laughs(40)],
      ['more aliases than any', `a: &a x\nb: [${filled('*a,', most - 100)}]`],
      ['anchors without end', filled('&a ', most)],
      ['merged mappings', `a: &a { b: 1 }\n${filled('<<: *a\n', most - 100)}`],
      ['brackets', filled('[', most)],
      ['braces', filled('{a: ', most)],
      ['dashes', filled('- ', most)],
      ['question marks', filled('? ', most)],
      ['closing brackets', filled(']', most)],
      ['quotes', filled('"', most)],
      ['indents', Array.from({ length: 700 }, (_, i) => `${' '.repeat(i)}a:`).join('\n')],
      ['keys', Array.from({ length: most / 10 }, (_, i) => `k${i}: 1`).join('\n')],
      ['one key again and again', filled('a: 1\n', most)],
      ['rules that are empty', `${base.replace('[]', '')}${filled('  - {}\n', most - 100)}`],
      ['NUL', filled('\0', most)],
      ['bytes that are no text', Buffer.alloc(most, 0xff)],
      ['documents', filled('---\n', most)],
      ['directives', filled('%YAML 1.2\n', most)],
      ['tags of a language', `${base}mode: !!js/function "function () {}"`],
      ['a number beyond numbers', base.replace('20', '1e999')],
      ['a number of many digits', base.replace('20', filled('9', 100_000))],
      ['no number', base.replace('20', '.nan')],
      ['__proto__ for a key', `${base}__proto__: { mode: enforce }`],
      ['constructor for a key', `${base}constructor: { prototype: x }`],
      ['a duration without end', base.replace('rules', `grace: ${filled('9', 100_000)}d\nrules`)],
      ['escape sequences for a key', `${base}"\\e[2J\\u202e\\0": 1`],
    ] satisfies [string, string | Buffer][]
  ).map(([name, text]) => refused(`policy: ${name}`, () => check(text))),
  { name: 'policy: the dearest globs', tried: dearGlobs },
];
