import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { expect, it } from 'vitest';
import type { Known } from '../../../shared/domain/history.ts';
import type { Ledger } from '../../../shared/pipeline/ports.ts';
import { overhear } from '../../../shared/runtime/announce.ts';
import { createLedger } from '../../../shared/store/ledger.ts';
import { anEntry, noon } from '../../support/facts.ts';

const client = DynamoDBDocumentClient.from(new DynamoDBClient({ region: 'us-east-1' }));
const clock = { now: () => noon, sleep: async () => Promise.resolve() };
const ledgerWriting = (write: Ledger['write']): Ledger => ({
  ...createLedger({ client, name: 'none', historyDays: 1, clock }),
  write,
});

it('hears of the writes that were still under way when another failed', async () => {
  let end: (known: Known) => void = () => undefined;
  const heard: string[] = [];
  const ledger = ledgerWriting(async (_previous, { event }) => {
    if (event === 'held') throw new Error('no answer');
    return new Promise((resolve) => (end = resolve));
  });
  const over = overhear(
    ledger,
    ({ event }) => heard.push(event),
    async (one) =>
      Promise.all([one.write(undefined, anEntry()), one.write(undefined, anEntry({ event: 'held' }))]),
  );
  setTimeout(() => {
    end({ version: 1, latest: anEntry() });
  });
  await expect(over).rejects.toThrow('no answer');
  expect(heard).toEqual(['appeared']);
});

it('hears nothing of a write that was lost', async () => {
  const heard: string[] = [];
  const ledger = ledgerWriting(async () => Promise.resolve(undefined));
  await overhear(
    ledger,
    ({ event }) => heard.push(event),
    async (one) => one.write(undefined, anEntry()),
  );
  expect(heard).toEqual([]);
});
