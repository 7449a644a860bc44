/** A deployment may keep history longer or shorter than its policy says. */
import { InputFault } from '../domain/fault.ts';
import type { Policy } from '../domain/policy.ts';
import { withHash } from './compile.ts';

const most = 36_500;

/** As if the policy's text had said so: the hash is the one of such a text. Empty: as it is. Throws `InputFault`. */
export function withHistoryDays({ hash, ...said }: Policy, text: string): Policy {
  if (text === '') return { ...said, hash };
  const historyDays = /^\d+$/.test(text) ? Number(text) : 0;
  if (historyDays < 1 || historyDays > most)
    throw new InputFault([
      `historyDays=${text}: is not allowed here; give a whole number of days from 1 to ${most}, or leave it out for what the policy says`,
    ]);
  return withHash({ ...said, historyDays });
}
