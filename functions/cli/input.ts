/** What the command line is given, read and checked: every problem of every argument is told at once. */
import { InputFault } from '../../shared/domain/fault.ts';
import { instantOf, type Instant } from '../../shared/domain/time.ts';
import { readAtMost } from './read-at-most.ts';

/** Collects problems until `done` throws them all. */
export interface Checks {
  /** The value, or undefined after noting what is wrong with it. */
  value<T>(read: () => T): T | undefined;
  /** Throws `InputFault` if anything was wrong. */
  done(): void;
}

export function createChecks(): Checks {
  const problems: string[] = [];
  return {
    value: (read) => {
      try {
        return read();
      } catch (thrown) {
        if (!(thrown instanceof InputFault)) throw thrown;
        problems.push(...thrown.problems);
        return undefined;
      }
    },
    done: () => {
      if (problems.length > 0) throw new InputFault(problems);
    },
  };
}

export function given(option: string, value: string | undefined): string {
  if (value === undefined || value === '') throw new InputFault([`${option} is missing; give it a value`]);
  return value;
}

/** A policy has its own, lower limit in characters. */
export const policyMebibytes = 1;
export const accountMebibytes = 128;
const mebibyte = 2 ** 20;

export function textOf(option: string, file: string | undefined, mostMebibytes: number): string {
  const path = given(option, file);
  const bytes = bytesOf(option, path, mostMebibytes * mebibyte);
  if (bytes === undefined)
    throw new InputFault([`${option} ${path}: is larger than ${mostMebibytes} MiB; give a smaller file`]);
  return bytes.toString('utf8');
}

function bytesOf(option: string, path: string, most: number): Buffer | undefined {
  try {
    return readAtMost(path, most);
  } catch (thrown) {
    throw new InputFault([`${option} ${path}: ${reasonOf(thrown)}`]);
  }
}

function reasonOf(thrown: unknown): string {
  const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
  if (code === 'ENOENT') return 'there is no such file; check the path';
  if (code === 'EISDIR') return 'this is a folder; give a file';
  if (code === 'ENAMETOOLONG') return 'the path is too long; give another';
  if (code === 'EACCES') return 'the file may not be read; check its permissions';
  return thrown instanceof Error ? thrown.message : String(thrown);
}

export function timeOf(option: string, text: string | undefined): Instant {
  const at = instantOf(given(option, text));
  if (at === undefined)
    throw new InputFault([
      `${option} ${text ?? ''}: this is no time; write one in ISO 8601 with its zone, like 2026-11-01T09:30:00Z`,
    ]);
  return at;
}
