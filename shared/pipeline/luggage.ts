/** What is too much for a message is left in the ledger, and the message says under which name. */
import type { Scope } from '../domain/image.ts';
import type { Page } from '../domain/many.ts';
import type { Ledger } from './ports.ts';

export interface Left {
  readonly name: string;
  readonly pages: number;
}

export async function leave(ledger: Ledger, scope: Scope, pages: readonly Page[]): Promise<Left[]> {
  return pages.length === 0 ? [] : [{ name: await ledger.leave(scope, pages), pages: pages.length }];
}

/** All of it, in order; undefined where some is not there any more. */
export async function pickUp(
  ledger: Ledger,
  scope: Scope,
  all: readonly Left[],
): Promise<readonly Page[] | undefined> {
  const found: Page[] = [];
  for (const { name, pages } of all) {
    const some = await ledger.left(scope, name, pages);
    if (some === undefined) return undefined;
    found.push(...some);
  }
  return found;
}
