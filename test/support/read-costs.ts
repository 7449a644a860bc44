/** What each question reads: DynamoDB's own count of its read units, and calls. */
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { startTableApart } from '../../infra/local/table/apart.ts';
import { startTable } from '../../infra/local/table/start.ts';
import { day, hour, iso } from '../../shared/domain/time.ts';
import { answer, type Desk } from '../../shared/pipeline/audit/answer.ts';
import { imagesAsOf } from '../../shared/pipeline/audit/as-of.ts';
import { changesBetween } from '../../shared/pipeline/audit/entries.ts';
import { parseQuestion, type Parameterised } from '../../shared/pipeline/audit/parse.ts';
import { createSeal } from '../../shared/runtime/seal.ts';
import { createArchive } from '../../shared/store/archive.ts';
import { firstDay, writeLargeLedger, type Size } from './large-ledger.ts';

export interface Cost {
  readonly question: string;
  readonly units: number;
  readonly calls: number;
  /** Lines of the answer. */
  readonly lines: number;
}

const consumed = z.looseObject({ CapacityUnits: z.number() });
const output = z.looseObject({ ConsumedCapacity: z.union([consumed, z.array(consumed)]) });

/** Asks every call for what it consumed, and adds it up. */
function metered(client: DynamoDBDocumentClient) {
  const total = { units: 0, calls: 0 };
  client.middlewareStack.add(
    (next) => async (args) => {
      const result = await next({ ...args, input: { ...args.input, ReturnConsumedCapacity: 'TOTAL' } });
      const { ConsumedCapacity: capacity } = output.parse(result.output);
      for (const { CapacityUnits } of [capacity].flat()) total.units += CapacityUnits;
      total.calls += 1;
      return result;
    },
    { step: 'initialize', name: 'metered' },
  );
  return total;
}

/** In a folder, a ledger may be larger than memory. */
export async function readCosts(size: Size, dir?: string): Promise<Cost[]> {
  const table = await (dir === undefined ? startTable({}) : startTableApart(dir));
  try {
    const ids = await writeLargeLedger(table, size);
    const total = metered(table.client);
    const now = firstDay + size.days * day;
    const archive = createArchive({
      ...table,
      clock: { now: () => now, sleep: async () => Promise.resolve() },
    });
    const measured = async (question: string, ask: () => Promise<number>): Promise<Cost> => {
      const before = { ...total };
      const lines = await ask();
      return { question, lines, units: total.units - before.units, calls: total.calls - before.calls };
    };
    const costs: Cost[] = [];
    for (const [question, ask] of questionsOf({ archive, seal: createSeal(''), now }, ids[0]!, now))
      costs.push(await measured(question, ask));
    return costs;
  } finally {
    await table.close();
  }
}

const listed = z.record(z.string(), z.unknown());

function questionsOf(desk: Desk, image: string, now: number): (readonly [string, () => Promise<number>])[] {
  const page = async (about: Parameterised, given: Record<string, string>): Promise<number> => {
    const parsed = parseQuestion(about, given, { spelled: (name) => name, byName: false });
    if ('problems' in parsed || parsed.question.ask === 'export') throw new Error(JSON.stringify(parsed));
    const answered = await answer(desk, parsed.question);
    if (answered.is !== 'answer') throw new Error(JSON.stringify(answered));
    return Object.values(listed.parse(answered.document)).find(Array.isArray)?.length ?? 1;
  };
  // With one day's changes later than it.
  const dayAgo = now - day - hour;
  const monthAgo = Math.max(firstDay + day, now - 30 * day);
  const { archive } = desk;
  const asOf = (at: number) => async () => count(imagesAsOf(archive, { at, filters: {} }, {}));
  const yesterday = { from: iso(dayAgo - day), to: iso(dayAgo) };
  return [
    ['an image’s history, a page of it', async () => page('history', { image })],
    ['an image as of a month ago, and why', async () => page('why', { image, at: iso(monthAgo) })],
    ['a day’s changes, a page of 100', async () => page('changes', yesterday)],
    [
      'a day’s changes, all of them',
      async () => count(changesBetween(archive, { from: dayAgo - day, to: dayAgo, filters: {} }, {})),
    ],
    ['a scope’s images as of yesterday, a page of 100', async () => page('images', { at: iso(dayAgo) })],
    ['a scope’s images now, all of them', async () => count(imagesAsOf(archive, { filters: {} }, {}))],
    ['a scope’s images as of yesterday, all of them', asOf(dayAgo)],
    ['a scope’s images as of a month ago, all of them', asOf(monthAgo)],
    ['what is due next', async () => page('next', {})],
    ['the runs', async () => page('runs', {})],
    ['the overview', async () => page('overview', {})],
  ];
}

async function count(steps: AsyncIterable<{ readonly items: readonly unknown[] }>): Promise<number> {
  let lines = 0;
  for await (const { items } of steps) lines += items.length;
  return lines;
}
