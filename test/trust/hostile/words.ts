/** Arguments made to hurt: every command, every option. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { command } from '../../support/in-process.ts';
import { nasty } from '../../support/nasty.ts';
import { newFolder, refused, unlikeRefusal, type Trial } from './trial.ts';

const long = 'x'.repeat(100_000);

const lines = (word: string): readonly (readonly string[])[] => [
  [`x${word}`],
  ['plan', '--account-file', word, '--policy', word, '--now', word],
  ['run', '--account-file', word, '--policy', word, '--now', word, '--db', '/dev/null/x', '--out', word],
  ['policy', 'check', `${word}/x`],
  ['history', word, '--db', `/dev/null/${word}`, '--kind', word],
  ['why', word, '--db', `/dev/null/${word}`, '--at', word],
  ['images', '--db', `/dev/null/${word}`, '--at', word],
  ['changes', '--db', `/dev/null/${word}`, '--from', word, '--to', word],
  ['plan', `--x${word}`],
];

/** A folder must not come to be because somebody asked about it. */
async function asksNothing(word: string): Promise<readonly string[]> {
  const db = join(newFolder(), 'db');
  const ended = await command('run', '--db', db, '--account-file', word, '--policy', word, '--now', word);
  return [...unlikeRefusal(ended), ...(existsSync(db) ? ['made a folder'] : [])];
}

export const wordTrials: readonly Trial[] = [...nasty.filter((word) => !word.startsWith('-')), long].flatMap(
  (word, at) => [
    ...lines(word).map((words) => refused(`argument ${at} of ${words[0]?.slice(0, 10) ?? ''}`, () => words)),
    { name: `argument ${at} of run with a folder`, tried: async () => asksNothing(word) },
  ],
);
