/** A file's bytes, if it ends in time: a device or a pipe need never end. */
import { closeSync, openSync, readSync } from 'node:fs';

const chunk = 2 ** 20;

/** Undefined for a file of more bytes. Throws what the system says where it cannot be read. */
export function readAtMost(path: string, most: number): Buffer | undefined {
  const file = openSync(path, 'r');
  try {
    const parts: Buffer[] = [];
    for (let size = 0; size <= most;) {
      const part = Buffer.allocUnsafe(chunk);
      const read = readSync(file, part);
      if (read === 0) return Buffer.concat(parts);
      parts.push(part.subarray(0, read));
      size += read;
    }
    return undefined;
  } finally {
    closeSync(file);
  }
}
