/** Reads account files. */
import { InputFault } from '../../../shared/domain/fault.ts';
import type { AccountFile } from './account-file.ts';
import { accountFile } from './account-file.ts';
import { most } from './members.ts';
import { readJson } from './json-text.ts';
import { problemText } from './problem-text.ts';

/** An account in each of thirty regions is thirty of them. */
const mostAccounts = 10_000;

/**
 * The accounts that a text describes, one JSON object or a list of them.
 * @throws {InputFault} with every problem of the text, each with its place and what to write instead; of a list with
 * thousands of problems the first thousand
 */
export function parseAccountFile(text: string): AccountFile[] {
  const document = readJson(text);
  const objects: unknown[] = Array.isArray(document) ? document : [document];
  if (objects.length > mostAccounts)
    throw new InputFault([
      `$: is a list of ${objects.length}; write at most ${mostAccounts} accounts in a file`,
    ]);
  const problems: string[] = objects.length === 0 ? ['$: is an empty list; write at least one account'] : [];
  const files: AccountFile[] = [];
  for (const [at, object] of objects.entries()) {
    const { data, error } = accountFile.safeParse(object, { reportInput: true });
    if (data !== undefined) files.push(data);
    const root = Array.isArray(document) ? `$[${at}]` : '$';
    problems.push(...(error?.issues ?? []).map((issue) => problemText(issue, root)));
    if (problems.length > most) break;
  }
  problems.push(...doubledPlaces(files));
  if (problems.length > 0) throw new InputFault(problems);
  return files;
}

function doubledPlaces(files: readonly AccountFile[]): string[] {
  const seen = new Set<string>();
  const doubled = new Set<string>();
  for (const { account, region } of files) {
    const place = `${account}/${region}`;
    if (seen.has(place)) doubled.add(place);
    seen.add(place);
  }
  return [...doubled].map(
    (place) => `$: holds ${place} more than once; write each account and region once, with everything in it`,
  );
}
