import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parsePolicy } from '../../../shared/policy/parse.ts';

const readme = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8');
const examples = [...readme.matchAll(/```yaml\n([\s\S]*?)```/g)].flatMap(([, text]) => text ?? []);

it('holds policies to read', () => {
  expect(examples.length).toBeGreaterThanOrEqual(2);
});

it.each(examples)('shows a policy that parses without a warning:\n%s', (text) => {
  expect(parsePolicy(text, 'README.md').warnings).toEqual([]);
});
