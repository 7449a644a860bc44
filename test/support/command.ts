/** The command line inside this process, and a folder to work in. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

export { command, type Ended } from './in-process.ts';

export interface Desk {
  readonly dir: string;
  readonly path: (name: string) => string;
  readonly write: (name: string, content: unknown) => string;
  readonly read: (name: string) => string;
}

/** A folder for one test; objects are written as JSON. */
export function desk(): Desk {
  const dir = mkdtempSync(join(tmpdir(), 'imagewarden-'));
  onTestFinished(() => {
    rmSync(dir, { recursive: true, force: true });
  });
  const path = (name: string): string => join(dir, name);
  return {
    dir,
    path,
    write: (name, content) => {
      writeFileSync(path(name), typeof content === 'string' ? content : JSON.stringify(content));
      return path(name);
    },
    read: (name) => readFileSync(path(name), 'utf8'),
  };
}
