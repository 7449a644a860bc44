import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { expect, it } from 'vitest';
import type { Known } from '../../../shared/domain/history.ts';
import type { Ledger } from '../../../shared/pipeline/ports.ts';
import { overheard } from '../../../shared/runtime/announce.ts';
import { createLedger } from '../../../shared/store/ledger.ts';
import { anEntry, noon } from '../../support/facts.ts';

const client = DynamoDBDocumentClient.from(new DynamoDBClient({ region: 'us-east-1' }));
const clock = { now: () => noon, sleep: async () => Promise.resolve() };
const ledgerWriting = (write: Ledger['write']): Ledger => ({
  ...createLedger({ client, name: 'none', historyDays: 1, clock }),
  write,
});

it('hears of the writes that were still under way when another failed', async () => {
  const ends: ((known: Known) => void)[] = [];
  const heard: string[] = [];
  const { ledger, settled } = overheard(
    ledgerWriting(async (_previous, { event }) =>
      event === 'held'
        ? Promise.reject(new Error('no answer'))
        : new Promise((resolve) => ends.push(resolve)),
    ),
    ({ event }) => heard.push(event),
  );
  const late = ledger.write(undefined, anEntry());
  await expect(ledger.write(undefined, anEntry({ event: 'held' }))).rejects.toThrow('no answer');
  const all = settled();
  ends[0]?.({ version: 1, latest: anEntry() });
  await all;
  expect(heard).toEqual(['appeared']);
  await late;
});

it('hears nothing of a write that was lost', async () => {
  const heard: string[] = [];
  const { ledger } = overheard(
    ledgerWriting(async () => Promise.resolve(undefined)),
    ({ event }) => heard.push(event),
  );
  await ledger.write(undefined, anEntry());
  expect(heard).toEqual([]);
});
