/** Sweeps: which scopes were set out for, and whether all of them came home. */
import { randomUUID } from 'node:crypto';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { kinds, type Scope } from '../domain/image.ts';
import type { Completion, Sweep } from '../domain/sweep.ts';
import { iso, type Instant } from '../domain/time.ts';
import type { Clock, Sweeps } from '../pipeline/ports.ts';
import { unexpired } from './history.ts';
import { expiry, format, read } from './items.ts';
import { allSweeps, runKey, sweepKey } from './keys.ts';
import { runsFrom } from './runs.ts';
import { holds, itemAt, itemsAt, pagesOf, put, stretch, type Item, type Table } from './table.ts';

interface Options extends Table {
  readonly historyDays: number;
  readonly clock: Clock;
}

export function createSweeps({ client, name, historyDays, clock }: Options): Sweeps {
  const table: Table = { client, name };
  const sleep = async (length: number) => clock.sleep(length);
  return {
    begin: async (sweep) => begin(table, sweep, historyDays),
    sweep: async (at) => {
      const item = await itemAt(table, sweepKey(at));
      return item && sweepFrom(table, item);
    },
    lastBefore: async (at) => lastBefore(table, at),
    runs: async (scopes, at) => {
      const byKey = new Map(scopes.map((scope) => [runKey(scope, at).pk, scope]));
      const keys = [...byKey.keys()].map((pk) => ({ pk, sk: iso(at) }));
      const items = await itemsAt(table, keys, sleep);
      return items.flatMap((item) => {
        const scope = byKey.get(String(item['pk']));
        return scope === undefined ? [] : runsFrom(table, scope, [item]);
      });
    },
    complete: async (at, completed) => complete(table, at, completed),
  };
}

/** A sweep that was begun before keeps what it set out for: a doubled event changes nothing. */
async function begin(table: Table, sweep: Sweep, historyDays: number): Promise<void> {
  const { at, scopes, completed: _none, ...rest } = sweep;
  const item = {
    ...sweepKey(at),
    format,
    expiresAt: expiry(at, historyDays),
    ...rest,
    places: placesOf(scopes),
  };
  await holds(
    put(table, item, {
      ConditionExpression: 'attribute_not_exists(#pk)',
      ExpressionAttributeNames: { '#pk': 'pk' },
    }),
  );
}

async function lastBefore(table: Table, at: Instant): Promise<Sweep | undefined> {
  const pages = pagesOf(table, {
    KeyConditionExpression: '#pk = :pk AND #sk < :at',
    ExpressionAttributeNames: { '#pk': 'pk', '#sk': 'sk' },
    ExpressionAttributeValues: { ':pk': allSweeps, ':at': iso(at) },
    ScanIndexForward: false,
    Limit: 1,
  });
  for await (const [item] of pages) return item && sweepFrom(table, item);
  return undefined;
}

/** Those with `from` ≤ scheduled time < `to`, the newest first. */
export async function newestSweepsBetween(
  table: Table,
  span: { readonly from: Instant; readonly to: Instant; readonly now: Instant; readonly most: number },
): Promise<Sweep[]> {
  if (span.to <= span.from) return [];
  const question = unexpired(stretch(allSweeps, iso(span.from), iso(span.to - 1)), span.now);
  const found: Sweep[] = [];
  for await (const page of pagesOf(table, { ...question, ScanIndexForward: false, Limit: span.most })) {
    found.push(...page.map((item) => sweepFrom(table, item)));
    if (found.length >= span.most) break;
  }
  return found.slice(0, span.most);
}

async function complete(table: Table, at: Instant, completed: Completion): Promise<boolean> {
  const write = randomUUID();
  const update = new UpdateCommand({
    TableName: table.name,
    Key: sweepKey(at),
    UpdateExpression: 'SET #completed = :completed, #write = :write',
    ConditionExpression: 'attribute_exists(#pk) AND attribute_not_exists(#completed)',
    ExpressionAttributeNames: { '#pk': 'pk', '#completed': 'completed', '#write': 'write' },
    ExpressionAttributeValues: { ':completed': completed, ':write': write },
  });
  if (await holds(table.client.send(update))) return true;
  // The SDK sends a write again when its answer was lost, and then conflicts with itself.
  return (await itemAt(table, sweepKey(at)))?.['write'] === write;
}

/** Account → kinds, in one text → regions: a thousand scopes in a sixth of what their names would take. */
type Places = Record<string, Record<string, string[]>>;

function placesOf(scopes: readonly Scope[]): Places {
  const kindsAt = new Map<string, Scope[]>();
  for (const scope of scopes) {
    const place = `${scope.account} ${scope.region}`;
    kindsAt.set(place, [...(kindsAt.get(place) ?? []), scope]);
  }
  const places: Places = {};
  for (const [place, here] of kindsAt) {
    const [account = '', region = ''] = place.split(' ');
    const together = here.map(({ kind }) => kind).join(' ');
    ((places[account] ??= {})[together] ??= []).push(region);
  }
  return places;
}

const scopesIn = (places: Places): Scope[] =>
  Object.entries(places).flatMap(([account, byKinds]) =>
    Object.entries(byKinds).flatMap(([together, regions]) => {
      const here = kinds.filter((kind) => together.split(' ').includes(kind));
      return regions.flatMap((region) => here.map((kind) => ({ account, region, kind })));
    }),
  );

const number = z.number();
const sweepShape = z.object({
  sk: z.iso.datetime(),
  begunAt: number,
  policy: z.string(),
  mode: z.enum(['preview', 'enforce']),
  places: z.record(z.string(), z.record(z.string(), z.array(z.string()))),
  completed: z.exactOptional(
    z.object({
      at: number,
      totals: z.object({
        scopes: number,
        owned: number,
        keep: number,
        retire: number,
        deleted: number,
        alreadyGone: number,
        held: number,
        refused: number,
        unsure: number,
        blindSpots: number,
      }),
    }),
  ),
});

function sweepFrom(table: Table, item: Item): Sweep {
  const { sk, places, ...rest } = read(table, item, () => z.parse(sweepShape, item));
  return { at: Date.parse(sk), scopes: scopesIn(places), ...rest };
}
