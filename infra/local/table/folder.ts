/** The folder in which a local ledger is kept: ours alone while we have it open, and recognised as ours later. */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ClassicLevel } from 'classic-level';
import * as z from 'zod/mini';
import { InputFault, NewerFormatFault } from '../../../shared/domain/fault.ts';

/** Format of the folder, not of the items in its table. */
const format = 1;
const markerShape = z.object({ imagewarden: z.literal('ledger'), format: z.number() });

export interface Folder {
  /** Where the table's store goes. */
  readonly store: string;
  release(): Promise<void>;
}

/**
 * Opens or creates the folder.
 * @throws InputFault if it cannot be used, NewerFormatFault if a newer version made it.
 */
export async function openFolder(dir: string): Promise<Folder> {
  const entries = await namesIn(dir);
  if (entries.includes(marker)) await checkMarker(dir);
  else if (entries.some((name) => name !== lockName)) throw notOurs(dir);
  const lock = await lockFolder(dir);
  if (!entries.includes(marker)) await writeMarker(dir);
  return { store: join(dir, 'table'), release: async () => lock.close() };
}

const marker = 'imagewarden.json';
const lockName = 'lock';

async function namesIn(dir: string): Promise<readonly string[]> {
  try {
    await mkdir(dir, { recursive: true });
    return await readdir(dir);
  } catch (error) {
    throw unusable(dir, error);
  }
}

async function checkMarker(dir: string): Promise<void> {
  const text = await readFile(join(dir, marker), 'utf8').catch((error: unknown) => {
    throw unusable(dir, error);
  });
  const found = markerShape.safeParse(jsonOf(text));
  if (!found.success) throw notOurs(dir);
  if (found.data.format > format)
    throw new NewerFormatFault(
      `The ledger in ${dir} was written by a newer version of imagewarden (format ${found.data.format}; this ` +
        `version reads up to ${format}). Upgrade imagewarden, or name another folder.`,
    );
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function writeMarker(dir: string): Promise<void> {
  const text = JSON.stringify({ imagewarden: 'ledger', format });
  await writeFile(join(dir, marker), `${text}\n`).catch((error: unknown) => {
    throw unusable(dir, error);
  });
}

/**
 * A second, empty LevelDB store is the lock: LevelDB lets one process in and is free again when that process ends,
 * however it ends. dynalite cannot tell that its own store is taken; it would bring the process down.
 */
async function lockFolder(dir: string): Promise<ClassicLevel> {
  const lock = new ClassicLevel(join(dir, lockName));
  try {
    await lock.open();
    return lock;
  } catch (error) {
    throw codeOf(error) === 'LEVEL_LOCKED' ? taken(dir) : unusable(dir, error);
  }
}

const taken = (dir: string): InputFault =>
  new InputFault([
    `The ledger in ${dir} is open in another process. End that process (a running "demo", "run" or "page"), or ` +
      `name another folder.`,
  ]);

const notOurs = (dir: string): InputFault =>
  new InputFault([
    `The folder ${dir} holds something else than a ledger of imagewarden. Name an empty folder, or one that does ` +
      `not exist yet.`,
  ]);

const unusable = (dir: string, error: unknown): InputFault =>
  new InputFault([
    `The folder ${dir} cannot be used for the ledger (${codeOf(error) ?? String(error)}). Name a folder that can be ` +
      `written.`,
  ]);

/** The code of an error, or of what caused it: LevelDB wraps its own. */
function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  return codeOf(error.cause) ?? code;
}
