/** The register of the scopes that were ever surveyed. */
import * as z from 'zod/mini';
import { kinds, scopeId } from '../domain/image.ts';
import type { Scope } from '../domain/image.ts';
import { day, iso } from '../domain/time.ts';
import type { Instant } from '../domain/time.ts';
import { format, read } from './items.ts';
import { allScopes, scopeKey } from './keys.ts';
import { itemAt, itemsOf, partition, put } from './table.ts';
import type { Item, Table } from './table.ts';

const scopeShape = z.object({
  account: z.string(),
  region: z.string(),
  kind: z.enum(kinds),
  since: z.iso.datetime(),
});

/** Registers each scope once; remembers for its lifetime which ones it has seen in the register. */
export function createRegister(table: Table): (scope: Scope, at: Instant) => Promise<void> {
  const seen = new Set<string>();
  return async (scope, at) => {
    if (seen.has(scopeId(scope))) return;
    if (!(await itemAt(table, scopeKey(scope)))) await put(table, scopeItem(scope, at));
    seen.add(scopeId(scope));
  };
}

const scopeItem = ({ account, region, kind }: Scope, at: Instant): Item => ({
  ...scopeKey({ account, region, kind }),
  format,
  account,
  region,
  kind,
  since: iso(at),
});

export async function allKnownScopes(table: Table): Promise<Scope[]> {
  const items = await itemsOf(table, partition(allScopes));
  return items.map((item) => {
    const { account, region, kind } = read(table, item, () => z.parse(scopeShape, item));
    return { account, region, kind };
  });
}

/** Nothing of the scope is older than this. A day is allowed for writers that began before the first to register. */
export async function beginningOf(table: Table, scope: Scope): Promise<Instant | undefined> {
  const item = await itemAt(table, scopeKey(scope));
  return item && Date.parse(read(table, item, () => z.parse(scopeShape, item)).since) - day;
}
