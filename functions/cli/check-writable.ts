/** Whether an answer may be written to a file: found out before anything is done, and without touching the file. */
import { accessSync, constants, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { InputFault } from '../../shared/domain/fault.ts';

export function checkWritable(option: string, path: string): void {
  if (isFolder(option, path)) throw new InputFault([`${option} ${path}: this is a folder; give a file`]);
}

function isFolder(option: string, path: string): boolean {
  try {
    const existing = statSync(path, { throwIfNoEntry: false });
    accessSync(existing === undefined ? dirname(path) : path, constants.W_OK);
    return existing?.isDirectory() === true;
  } catch {
    throw new InputFault([
      `${option} ${path}: it cannot be written; give another path, in a folder that exists`,
    ]);
  }
}
