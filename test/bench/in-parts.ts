/** One errand by functions that may not take longer, each in a process of its own that goes on where the one before ended. */
import type { Measured, Task } from './messages.ts';
import { workIn } from './processes.ts';

export async function inParts(
  what: string,
  task: Omit<Task, 'errand'> & { readonly time: number },
): Promise<readonly Measured[]> {
  const parts: Measured[] = [];
  for (let errand: string | undefined, more = true; more; more = errand !== undefined) {
    const part = await workIn({ ...task, ...(errand !== undefined && { errand }) });
    parts.push(part);
    errand = part.rest;
    process.stderr.write(`${what}, ${parts.length}: ${part.seconds.toFixed(1)} s, ${part.note}\n`);
  }
  return parts;
}

export const sumOf = (parts: readonly Measured[], of: (part: Measured) => number): number =>
  parts.reduce((total, part) => total + of(part), 0);

export const mostOf = (parts: readonly Measured[], of: (part: Measured) => number): number =>
  Math.max(...parts.map(of));
