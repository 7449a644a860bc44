import { DeleteCommand, GetCommand } from '@aws-sdk/lib-dynamodb';
import { expect, it, vi } from 'vitest';
import type { Known } from '../../../shared/domain/history.ts';
import type { Scope } from '../../../shared/domain/image.ts';
import { day, minute } from '../../../shared/domain/time.ts';
import { historyKey } from '../../../shared/store/keys.ts';
import { aFact, anEntry, anImage, noon } from '../../support/facts.ts';
import { historyDays, onEveryEngine } from './bench.ts';
import type { Bench } from './bench.ts';

/** One image that appeared, and changed at each of these times; the clock was there too. */
async function changing(bench: Bench, scope: Scope, id: string, times: readonly number[]): Promise<void> {
  let known: Known | undefined;
  for (const at of times) {
    const after = aFact({ image: anImage({ ...scope, id }) });
    const before = known?.latest.after;
    const event = before ? 'changed' : 'appeared';
    known = await bench
      .ledger({ now: at })
      .write(known, anEntry({ at, event, run: at, after, ...(before && { before }) }));
  }
}

onEveryEngine('an answer', (bench) => {
  it('gives the first entry later than a time, never one of that time', async () => {
    const scope = bench.scope();
    await changing(bench, scope, 'ami-1', [noon, noon + 1, noon + 1, noon + 5]);
    const after = async (at: number) => (await bench.archive().firstAfter(anImage(scope), at))?.at;

    expect(await after(noon - 1)).toBe(noon);
    expect(await after(noon)).toBe(noon + 1);
    expect((await bench.archive().firstAfter(anImage(scope), noon))?.event).toBe('changed');
    expect(await after(noon + 1)).toBe(noon + 5);
    expect(await after(noon + 4)).toBe(noon + 5);
    expect(await after(noon + 5)).toBeUndefined();
    expect(await bench.archive().firstAfter(anImage({ ...scope, id: 'ami' }), 0)).toBeUndefined();
  });

  it('gives the earliest of several entries of one moment', async () => {
    const scope = bench.scope();
    const entry = anEntry({ after: aFact({ image: anImage(scope) }) });
    const first = await bench.ledger().write(undefined, entry);
    await bench.ledger().write(first, { ...entry, event: 'held' });
    await bench
      .ledger()
      .write((await bench.ledger().standing(scope)).values().next().value, { ...entry, event: 'refused' });

    expect((await bench.archive().firstAfter(anImage(scope), noon - 1))?.event).toBe('appeared');
    const events = (await bench.archive().history(anImage(scope))).map(({ event }) => event);
    expect(events).toEqual(['appeared', 'held', 'refused']);
    await vi.waitFor(async () => {
      const between = await bench.archive().between(scope, noon, noon + 1);
      expect(between.map(({ event }) => event)).toEqual(events);
    });
  });

  it('tells what happened between two times, in order, over the borders of days', async () => {
    const scope = bench.scope();
    const midnight = Date.parse('2026-11-02T00:00:00.000Z');
    const nextYear = Date.parse('2027-01-01T00:00:00.000Z');
    await changing(bench, scope, 'ami-2', [midnight - 1, midnight, nextYear]);
    await changing(bench, scope, 'ami-1', [midnight, midnight + 1]);
    const other = { ...scope, region: 'eu-west-1' };
    await changing(bench, other, 'ami-3', [midnight]);
    const archive = bench.archive({ now: nextYear });
    const told = async (from: number, to: number) =>
      (await archive.between(scope, from, to)).map(({ at, after }) => [at, after.image.id]);

    const all = [
      [midnight - 1, 'ami-2'],
      [midnight, 'ami-1'],
      [midnight, 'ami-2'],
      [midnight + 1, 'ami-1'],
      [nextYear, 'ami-2'],
    ];
    await vi.waitFor(async () => {
      expect(await told(0, nextYear + 1)).toEqual(all);
    });
    expect(await told(midnight, midnight + 1)).toEqual(all.slice(1, 3));
    expect(await told(midnight - 1, midnight)).toEqual(all.slice(0, 1));
    expect(await told(midnight + 1, nextYear)).toEqual(all.slice(3, 4));
    expect(await told(midnight, midnight)).toEqual([]);
    expect(await told(nextYear, midnight)).toEqual([]);
    expect(await told(midnight + 5, midnight + 5)).toEqual([]);
    expect(await told(midnight + 5, midnight + 2)).toEqual([]);
    expect(await told(-8.64e15, 8.64e15)).toEqual(all);
    expect(await archive.between(bench.scope(), 0, nextYear)).toEqual([]);
  });

  it('passes over what has expired but is still there, and never over the latest', async () => {
    const scope = bench.scope();
    await changing(bench, scope, 'ami-1', [noon, noon + day, noon + 2 * day]);
    const told = async (now: number) => {
      const archive = bench.archive({ now });
      const history = await archive.history(anImage(scope));
      const first = await archive.firstAfter(anImage(scope), noon - 1);
      const between = await archive.between(scope, noon, noon + 3 * day);
      expect(between).toEqual(history);
      expect(first).toEqual(history[0]);
      return history.map(({ at }) => (at - noon) / day);
    };

    await vi.waitFor(async () => {
      expect(await told(noon + historyDays * day - minute)).toEqual([0, 1, 2]);
    });
    expect(await told(noon + historyDays * day + minute)).toEqual([1, 2]);
    expect(await told(noon + 10 * historyDays * day)).toEqual([2]);
  });

  it('does not bring an expired entry back when the image changes at last', async () => {
    const scope = bench.scope();
    const image = anImage(scope);
    await changing(bench, scope, 'ami-1', [noon]);
    const key = historyKey(image, noon, 1);
    await bench.client().send(new DeleteCommand({ TableName: bench.tableName, Key: { ...key } }));
    const later = noon + 2 * historyDays * day;
    const [known] = (await bench.ledger().standing(scope)).values();
    const changed = anEntry({ at: later, event: 'changed', after: known!.latest.after });
    await bench.ledger({ now: later }).write(known, changed);

    const item = await bench.client().send(new GetCommand({ TableName: bench.tableName, Key: { ...key } }));
    expect(item.Item).toBeUndefined();
    const history = await bench.archive({ now: later }).history(image);
    expect(history.map(({ at }) => at)).toEqual([later]);
  });
});
