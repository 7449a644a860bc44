/** The account file that a command is given. */
import type { AccountFile } from '../../infra/local/account/account-file.ts';
import { parseAccountFile } from '../../infra/local/account/parse.ts';
import { InputFault } from '../../shared/domain/fault.ts';
import { accountMebibytes, given, textOf } from './input.ts';

/** Throws `InputFault`; each problem names the file, since a policy's may stand beside it. */
export function accountsIn(option: string, file: string | undefined): AccountFile[] {
  const text = textOf(option, file, accountMebibytes);
  try {
    return parseAccountFile(text);
  } catch (thrown) {
    if (!(thrown instanceof InputFault)) throw thrown;
    throw new InputFault(thrown.problems.map((problem) => `${given(option, file)}: ${problem}`));
  }
}
