/** Recorded conversations with real accounts, where they are at hand. They are not part of this project. */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect } from 'vitest';
import * as z from 'zod/mini';
import { parseAccountFile } from '../../infra/local/account/parse.ts';
import { command, desk } from '../support/command.ts';

export const folder = new URL('../../../shared/recordings/', import.meta.url).pathname;

/** Runs where the recordings are; says why not where they are missing. */
export const withRecordings = (name: string, tests: () => void): void => {
  const there = existsSync(folder);
  if (there) describe(name, tests);
  else describe.skip(`${name}: skipped, since ../shared/recordings is not there`, tests);
};

export const read = (path: string): unknown => JSON.parse(readFileSync(folder + path, 'utf8'));
export const exists = (path: string): boolean => existsSync(folder + path);

const plan = z.object({
  images: z.array(
    z.object({
      image: z.string(),
      verdict: z.enum(['keep', 'retire']),
      reasons: z.array(z.object({ code: z.string(), detail: z.string() })),
    }),
  ),
});
export type Planned = z.infer<typeof plan>['images'];

/** What `plan` says of an account file, from the file to the printed document. */
export async function planOf(account: unknown, policy: unknown, now: string): Promise<Planned> {
  expect(parseAccountFile(JSON.stringify(account))).toHaveLength(1);
  const { write } = desk();
  const files = ['--account-file', write('account.json', account), '--policy', write('policy.json', policy)];
  const { status, out, err } = await command('plan', ...files, '--now', now, '--json');
  if (status !== 0) throw new Error(err);
  return z.parse(plan, JSON.parse(out)).images;
}

export const retired = (images: Planned): string[] =>
  images.filter(({ verdict }) => verdict === 'retire').map(({ image }) => image);

export const sorted = (ids: readonly string[]): string[] => [...ids].sort();
