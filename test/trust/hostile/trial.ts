/** One hostile input, and what has to hold of the answer. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { command, type Ended } from '../../support/in-process.ts';
import { isHarmless } from '../../support/nasty.ts';

export interface Trial {
  readonly name: string;
  /** Everything that did not hold, in words. */
  readonly tried: () => Promise<readonly string[]>;
}

/** Of this process, removed when its trials are over. */
const root = join(tmpdir(), `imagewarden-hostile-${process.pid}`);

export function newFolder(): string {
  mkdirSync(root, { recursive: true });
  return mkdtempSync(join(root, 'trial-'));
}

export const clearFolders = (): void => {
  rmSync(root, { recursive: true, force: true });
};

export function written(name: string, content: string | Buffer): string {
  const path = join(newFolder(), name);
  writeFileSync(path, content);
  return path;
}

export const policyText = JSON.stringify({
  version: 1,
  mode: 'enforce',
  limits: { perRun: 1000, share: '100%' },
  rules: [{ name: 'old', select: {}, keep: { newest: 0 }, retire: { olderThan: '30d' } }],
});

export const noonText = '2026-11-01T12:00:00.000Z';

/** Lines of a refusal that anybody would read, and characters of one. */
const mostLines = 1_100;
const longestLine = 150_000;

/** Status 2, nothing on standard output, and problems that can be shown. */
export function unlikeRefusal({ status, out, err }: Ended): string[] {
  const lines = err.split('\n');
  return [
    ...(status === 2 ? [] : [`ended with ${status}: ${err.slice(0, 200)}`]),
    ...(out === '' ? [] : ['wrote to standard output']),
    ...(err.trim() === '' ? ['said nothing'] : []),
    ...(err.includes('\n    at ') ? ['showed a stack'] : []),
    ...(isHarmless(err) ? [] : ['let through what steers a terminal']),
    ...(lines.length > mostLines ? [`told ${lines.length} lines`] : []),
    ...(lines.some(({ length }) => length > longestLine) ? ['told a line without end'] : []),
  ];
}

export function unlikeAnswer({ status, out, err }: Ended, wanted: readonly number[] = [0]): string[] {
  return [
    ...(wanted.includes(status) ? [] : [`ended with ${status}: ${err.slice(0, 200)}`]),
    ...(isHarmless(out + err) ? [] : ['let through what steers a terminal']),
  ];
}

export const refused = (name: string, words: () => readonly string[]): Trial => ({
  name,
  tried: async () => unlikeRefusal(await command(...words())),
});

export const answered = (name: string, words: () => readonly string[]): Trial => ({
  name,
  tried: async () => unlikeAnswer(await command(...words())),
});
