import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { expect, it } from 'vitest';
import { NewerFormatFault } from '../../../shared/domain/fault.ts';
import { readStop, writeResumption, writeStop } from '../../../shared/store/stop.ts';
import { noon } from '../../support/facts.ts';
import type { Table } from '../../../shared/store/table.ts';
import { onEveryEngine, type Bench } from './bench.ts';

const key = { pk: 'stop', sk: 'stop' };

/** The table without a stop: there is one for the whole table. */
async function emptied(bench: Bench): Promise<Table> {
  await bench.client().send(new DeleteCommand({ TableName: bench.tableName, Key: key }));
  return { client: bench.client(), name: bench.tableName };
}

const put = async (bench: Bench, Item: Record<string, unknown>) =>
  bench.client().send(new PutCommand({ TableName: bench.tableName, Item }));

onEveryEngine('the stop', (bench) => {
  it('is told as it was written, until somebody lifts it', async () => {
    const table = await emptied(bench);
    expect(await bench.ledger().stopped()).toBeUndefined();
    expect(await writeStop(table, { at: noon, by: 'ann', reason: 'an outage' })).toBe(true);
    expect(await bench.ledger().stopped()).toEqual({ at: noon, by: 'ann', reason: 'an outage' });
    expect(await writeResumption(table, { at: noon + 1, by: 'bob' })).toBe(true);
    expect(await bench.ledger().stopped()).toBeUndefined();
    expect(await writeStop(table, { at: noon + 2, by: 'cid' })).toBe(true);
    expect(await bench.ledger().stopped()).toEqual({ at: noon + 2, by: 'cid' });
  });

  it('stays the first of two, and is lifted once', async () => {
    const table = await emptied(bench);
    expect(await writeResumption(table, { at: noon, by: 'bob' })).toBe(false);
    const both = ['ann', 'bob'].map(async (by) => writeStop(table, { at: noon, by }));
    expect((await Promise.all(both)).filter(Boolean)).toHaveLength(1);
    expect(await writeStop(table, { at: noon + 1, by: 'cid' })).toBe(false);
    expect((await readStop(table))?.at).toBe(noon);
    expect(await writeResumption(table, { at: noon + 2, by: 'ann' })).toBe(true);
    expect(await writeResumption(table, { at: noon + 3, by: 'ann' })).toBe(false);
  });

  it('is an error, never a no, where it cannot be read', async () => {
    const table = await emptied(bench);
    await put(bench, { ...key, format: 1, stopped: 'yes' });
    await expect(readStop(table)).rejects.toThrow(/cannot be read: stop \/ stop/);
    await put(bench, { ...key, format: 2 });
    await expect(readStop(table)).rejects.toThrow(NewerFormatFault);
    await emptied(bench);
  });
});
