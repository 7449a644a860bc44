/** Whether an answer may be written to a file: found out before anything is done, and without touching the file. */
import { accessSync, constants, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { InputFault } from '../../shared/domain/fault.ts';

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
