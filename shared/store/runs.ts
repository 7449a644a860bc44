/** Runs of a scope, and the budget of attempts that all deliveries of a run's message share. */
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { Run, RunEnd } from '../domain/history.ts';
import type { Scope } from '../domain/image.ts';
import { iso } from '../domain/time.ts';
import type { Instant } from '../domain/time.ts';
import { unexpired } from './history.ts';
import { expiry, format, read } from './items.ts';
import { runKey, runsOf } from './keys.ts';
import { runShape } from './shapes.ts';
import { holds, itemAt, itemsOf, pagesOf, partition, stretch } from './table.ts';
import type { Item, Table } from './table.ts';

interface Name {
  readonly scope: Scope;
  readonly at: Instant;
}

const itemShape = z.extend(runShape, { sk: z.iso.datetime() });

/** A run's item may be there before the run is recorded, for its budget's sake: that is no run yet. */
export function runsFrom(table: Table, scope: Scope, items: readonly Item[]): Run[] {
  return items
    .filter((item) => 'surveyedAt' in item)
    .map((item) => {
      const { sk, ...run } = read(table, item, () => z.parse(itemShape, item));
      return { scope, at: Date.parse(sk), ...run };
    });
}

export async function runAt(table: Table, { scope, at }: Name): Promise<Run | undefined> {
  const item = await itemAt(table, runKey(scope, at));
  return item && runsFrom(table, scope, [item])[0];
}

export async function newestRun(table: Table, scope: Scope, now: Instant): Promise<Run | undefined> {
  const newestFirst = { ...unexpired(partition(runsOf(scope)), now), ScanIndexForward: false, Limit: 1 };
  for await (const page of pagesOf(table, newestFirst)) {
    const [run] = runsFrom(table, scope, page);
    if (run) return run;
  }
  return undefined;
}

/** Runs with `from` ≤ scheduled time < `to`, oldest first. */
export async function runsBetween(
  table: Table,
  scope: Scope,
  span: { readonly from: Instant; readonly to: Instant; readonly now: Instant },
): Promise<Run[]> {
  if (span.to <= span.from) return [];
  const question = stretch(runsOf(scope), iso(span.from), iso(span.to - 1));
  return runsFrom(table, scope, await itemsOf(table, unexpired(question, span.now)));
}

/** The newest of them first. */
export async function newestRunsBetween(
  table: Table,
  scope: Scope,
  {
    from,
    to,
    now,
    most,
  }: { readonly from: Instant; readonly to: Instant; readonly now: Instant; readonly most: number },
): Promise<Run[]> {
  if (to <= from || most < 1) return [];
  const question = unexpired(stretch(runsOf(scope), iso(from), iso(to - 1)), now);
  const found: Run[] = [];
  for await (const page of pagesOf(table, { ...question, ScanIndexForward: false, Limit: most })) {
    found.push(...runsFrom(table, scope, page));
    if (found.length >= most) break;
  }
  return found.slice(0, most);
}

/** Keeps the attempts, and the end of the work, that an earlier delivery of the same run recorded. */
export async function writeRun(table: Table, run: Run, historyDays: number): Promise<void> {
  const { scope, at, attempts, ...rest } = run;
  await table.client.send(
    new UpdateCommand(update(table, { scope, at }, { ...kept(at, historyDays), ...rest }, attempts)),
  );
}

export async function writeEnd(table: Table, name: Name, end: RunEnd, historyDays: number): Promise<void> {
  await table.client.send(
    new UpdateCommand(update(table, name, { ...kept(name.at, historyDays), ...end }, 0)),
  );
}

const kept = (at: Instant, historyDays: number): Item => ({ format, expiresAt: expiry(at, historyDays) });

function update(table: Table, { scope, at }: Name, fields: Item, attempts: number) {
  const names = Object.keys(fields);
  const sets = names.map((name) => `#${name} = :${name}`);
  return {
    TableName: table.name,
    Key: runKey(scope, at),
    UpdateExpression: `SET ${sets.join(', ')}, #attempts = if_not_exists(#attempts, :attempts)`,
    ExpressionAttributeNames: {
      '#attempts': 'attempts',
      ...Object.fromEntries(names.map((name) => [`#${name}`, name])),
    },
    ExpressionAttributeValues: {
      ':attempts': attempts,
      ...Object.fromEntries(names.map((name) => [`:${name}`, fields[name]])),
    },
  };
}

/** One attempt from the run's budget. An answer that is lost costs one: too few are allowed, never too many. */
export async function countAttempt(
  table: Table,
  { scope, at }: Name,
  limit: number,
  historyDays: number,
): Promise<boolean> {
  if (limit < 1) return false;
  return holds(
    table.client.send(
      new UpdateCommand({
        TableName: table.name,
        Key: runKey(scope, at),
        UpdateExpression: 'SET #format = :format, #expiresAt = :expiresAt ADD #attempts :one',
        ConditionExpression: 'attribute_not_exists(#attempts) OR #attempts < :limit',
        ExpressionAttributeNames: { '#format': 'format', '#expiresAt': 'expiresAt', '#attempts': 'attempts' },
        ExpressionAttributeValues: {
          ':format': format,
          ':expiresAt': expiry(at, historyDays),
          ':one': 1,
          ':limit': limit,
        },
      }),
    ),
  );
}
