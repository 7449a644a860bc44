/** How far an export to a file has come. */
import type { FileHandle } from 'node:fs/promises';
import * as z from 'zod/mini';
import { InputFault } from '../../../shared/domain/fault.ts';

const line = z.looseObject({ record: z.string(), after: z.exactOptional(z.string()) });

export interface Progress {
  /** The cursor of the last checkpoint, if there is one. */
  readonly after?: string;
  /** Bytes up to and with it. */
  readonly size: number;
  readonly ended: boolean;
}

/** Reads the file once, a line at a time. Throws `InputFault` for a file that is no export of ours. */
export async function lastCheckpoint(file: FileHandle, path: string): Promise<Progress> {
  const { size: whole } = await file.stat();
  let progress: Progress = { size: 0, ended: false };
  let size = 0;
  for await (const text of file.readLines({ start: 0, autoClose: false })) {
    const first = size === 0;
    size += Buffer.byteLength(text) + 1;
    // The last line may be cut off.
    const found = size > whole ? undefined : recordIn(text);
    if (first && !beginsAsOurs(text)) throw notOurs(path);
    if (found?.record === 'checkpoint') progress = { ...found, size, ended: false };
    if (found?.record === 'end') return { ...progress, size, ended: true };
  }
  return progress;
}

const header = '{"record":"export"';
/** Even the first line may be cut off. */
const beginsAsOurs = (text: string): boolean => text.startsWith(header) || header.startsWith(text);

function recordIn(text: string): { record: string; after?: string } | undefined {
  // Most lines are neither, and long.
  if (text.length > 4096 || !/^\{"record":"(?:export|checkpoint|end)"/.test(text)) return undefined;
  return z.parse(line, JSON.parse(text));
}

const notOurs = (path: string): InputFault =>
  new InputFault([`--out ${path}: there is something else in this file; name another one`]);
