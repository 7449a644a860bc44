/** Account files made to hurt, of so many bytes. */
import { truncateSync } from 'node:fs';
import { ami, amis } from '../../support/amis.ts';
import { answered, noonText, policyText, refused, written, type Trial } from './trial.ts';

const filled = (piece: string, size: number): string => piece.repeat(Math.ceil(size / piece.length));
const list = (piece: string, size: number): string => `[${filled(`${piece},`, size)}${piece}]`;

const planOf = (content: string | Buffer): readonly string[] => {
  const files = [
    '--account-file',
    written('account.json', content),
    '--policy',
    written('p.json', policyText),
  ];
  return ['plan', ...files, '--now', noonText, '--json'];
};

function tooLarge(): readonly string[] {
  const words = planOf('');
  truncateSync(words[2] ?? '', 128 * 2 ** 20 + 1);
  return words;
}

const images = (size: number): string => {
  const count = Math.ceil(size / JSON.stringify(ami('ami-000000')).length);
  // Too young to be looked at one by one: that takes as many calls as any account of that size would.
  return JSON.stringify({ ec2: { Images: Array.from({ length: count }, (_, at) => ami(`ami-${at}`, 1)) } });
};

const texts = (size: number): string => {
  const [image] = amis(1);
  const long = {
    Name: 'x'.repeat(size / 4),
    CreationDate: '9'.repeat(size / 4),
    Description: '\u0000'.repeat(size / 24),
  };
  return JSON.stringify({ ec2: { Images: [{ ...image, ...long, DeprecationTime: '-'.repeat(size / 4) }] } });
};

export const accountTrials = (size: number): readonly Trial[] => [
  ...(
    [
      ['brackets that are never closed', () => filled('[', size)],
      ['brackets, all closed', () => filled('[', size / 2) + filled(']', size / 2)],
      ['objects within objects', () => `${filled('{"a":', size)}1${'}'.repeat(Math.ceil(size / 5))}`],
      ['a text that never ends', () => `"${filled('a', size)}`],
      ['one text', () => `"${filled('a', size)}"`],
      ['one number', () => filled('9', size)],
      ['nothing but NUL', () => filled('\0', size)],
      ['nothing but spaces', () => filled(' ', size)],
      ['bytes that are no text', () => Buffer.alloc(size, 0xff)],
      ['empty images', () => `{"ec2":{"Images":${list('{}', size)}}}`],
      [
        'images of wrong types',
        () => `{"ec2":{"Images":${list('{"ImageId":5,"Tags":{},"State":[]}', size)}}}`,
      ],
      ['unknown members', () => `{${Array.from({ length: size / 12 }, (_, i) => `"k${i}":0`).join(',')}}`],
      ['a member with a name without end', () => `{"${filled('k', size)}":0}`],
      ['faults that are none', () => `{"faults":${list('{"service":"x"}', size)}}`],
      ['the same account again and again', () => list('{}', size)],
      ['a wrong character at its end', () => `${images(size).slice(0, -1)}?`],
      ['an end that is missing', () => images(size).slice(0, -1)],
      ['__proto__ for a member', () => '{"__proto__":{"ec2":{"Images":[]}}}'],
      ['constructor for a member', () => '{"constructor":{"prototype":{}}}'],
    ] satisfies [string, () => string | Buffer][]
  ).map(([name, content]) => refused(`account file: ${name}`, () => planOf(content()))),
  refused('account file: larger than any', tooLarge),
  answered('account file: images', () => planOf(images(size))),
  answered('account file: images, after a byte order mark', () => planOf(`\ufeff${images(1000)}`)),
  answered('account file: texts without end in one image', () => planOf(texts(size))),
  answered('account file: one member again and again', () =>
    planOf(`{${filled('"ec2":{},', size)}"ec2":{}}`),
  ),
];
