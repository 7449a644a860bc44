/** Writes account files. */
import type { AccountFile } from './account-file.ts';

/** One account as an object, several as a list; `parseAccountFile` reads both back as they were. */
export const accountFileText = (files: readonly AccountFile[]): string =>
  `${JSON.stringify(files.length === 1 ? files[0] : files, undefined, 2)}\n`;
