import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fewer } from '../../support/arbitraries.ts';
import { stringify } from 'yaml';
import { problemsIn } from '../../unit/policy/texts.ts';
import { written } from './written.ts';

const pieces = [
  'a',
  ':',
  ' ',
  '\n',
  '- ',
  '? ',
  '[',
  ']',
  '{',
  '}',
  ',',
  '"',
  "'",
  '&a ',
  '*a',
  '!',
  '|',
  '>',
  '#',
]
  .concat([
    '%',
    '@',
    '`',
    '\t',
    '\r',
    '\0',
    '\uFEFF',
    '---\n',
    '<<',
    '__proto__',
    '\\',
    '9',
    'rules',
    'version: 1\n',
  ])
  .concat([
    'limits: ',
    'name: ',
    'select: ',
    '  ',
    '    ',
    '\ud800',
    '*',
    'constructor: ',
    '!!set ',
    '!!omap ',
    '~',
  ]);

const yamlish = fc.array(fc.constantFrom(...pieces), { maxLength: 60 }).map((parts) => parts.join(''));

/** A policy with one stretch of it replaced. */
const damaged = fc
  .tuple(written, fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(12), yamlish)
  .map(([document, where, length, put]) => {
    const text = stringify(document);
    const at = Math.floor(where * text.length);
    return text.slice(0, at) + put.slice(0, 6) + text.slice(at + length);
  });

/** Values of any form in the places of a policy's keys. */
const misplaced = fc
  .tuple(written, fc.constantFrom('targets', 'limits', 'readings', 'protect', 'rules'), fc.json())
  .map(([document, key, json]) => JSON.stringify({ ...document, [key]: 'HERE' }).replace('"HERE"', json));

describe('any text', () => {
  it.each([
    ['random', fc.string({ unit: 'binary', maxLength: 200 })],
    ['like YAML', yamlish],
    ['a damaged policy', damaged],
    ['a policy with misplaced values', misplaced],
  ])('that is %s is read, or refused with its place in lines that say what to do', (_what, texts) => {
    fc.assert(
      fc.property(texts, (text) => {
        for (const problem of problemsIn(text)) {
          expect(problem).toMatch(/^p\.yml:[1-9]\d*:[1-9]\d* .+: [^]+(; [^]+|\?)$/);
          expect(problem).not.toMatch(/Invalid input|Unrecognized key|Too (big|small)|undefined/);
        }
      }),
      fewer(200),
    );
  });
});
