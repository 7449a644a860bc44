/** The account as it stands after a run, in the form that it was given in. */
import { accessSync, constants, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { AccountFile } from '../../infra/local/account/account-file.ts';
import { parseAccountFile } from '../../infra/local/account/parse.ts';
import { InputFault } from '../../shared/domain/fault.ts';

/** Found out before anything is done, and without touching the file. */
export function checkWritable(option: string, path: string): void {
  const existing = statSync(path, { throwIfNoEntry: false });
  try {
    accessSync(existing === undefined ? dirname(path) : path, constants.W_OK);
  } catch {
    throw new InputFault([
      `${option} ${path}: it cannot be written; give another path, in a folder that exists`,
    ]);
  }
  if (existing?.isDirectory() === true)
    throw new InputFault([`${option} ${path}: this is a folder; give a file`]);
}

/** One object where one was given, a list where a list was; accounts and regions that were not given are left out. */
export function writeAccount(path: string, accounts: readonly AccountFile[], given: string): void {
  const named = parseAccountFile(given);
  const kept = accounts.filter((one) =>
    named.some(({ account, region }) => account === one.account && region === one.region),
  );
  const document = given.trimStart().startsWith('[') ? kept : kept[0];
  writeFileSync(path, `${JSON.stringify(document, null, 2)}\n`);
}
