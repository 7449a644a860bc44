/** The folder of the demo's ledger: emptied before each demo, and only if a demo made it. */
import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InputFault } from '../../../shared/domain/fault.ts';
import { openFolder } from '../table/folder.ts';

/** The sample account as the demo left it, to be asked for a plan. */
export const accountFileIn = (dir: string): string => join(dir, 'account.json');

/**
 * Removes what an earlier demo left. The folder is held meanwhile, so that nobody reads what is being removed.
 * @throws InputFault if it is open elsewhere, is no ledger, or is one that no demo made
 */
export async function emptyFolder(dir: string): Promise<void> {
  const mark = join(dir, 'demo');
  const folder = await openFolder(dir);
  try {
    if (existsSync(folder.store) && !existsSync(mark)) throw notOurs(dir);
    await writeFile(mark, 'made by imagewarden demo, which empties this folder each time\n');
    await rm(folder.store, { recursive: true, force: true });
    await rm(accountFileIn(dir), { force: true });
  } finally {
    await folder.release();
  }
}

const notOurs = (dir: string): InputFault =>
  new InputFault([
    `The ledger in ${dir} was not made by the demo, so it is left alone. Move that folder away, or run the demo ` +
      `from another folder.`,
  ]);
