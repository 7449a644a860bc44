/** A part of what `npm run trust` tries of hostile input: small enough for every run of the tests. */
import { afterEach, expect, it } from 'vitest';
import { accountTrials } from '../trust/hostile/accounts.ts';
import { ledgerTrials } from '../trust/hostile/ledger.ts';
import { messageTrials } from '../trust/hostile/messages.ts';
import { clearFolders, type Trial } from '../trust/hostile/trial.ts';
import { shownTrials } from '../trust/hostile/shown.ts';

const few: readonly Trial[] = [
  ...accountTrials(20_000).filter(({ name }) => !name.includes('larger than any')),
  ...messageTrials(20_000),
  ...ledgerTrials.slice(0, 1),
  ...shownTrials(1),
];

afterEach(clearFolders);

it.each(few)('$name: refused in words or answered, and nothing is changed by it', async ({ tried }) => {
  expect(await tried()).toEqual([]);
});
