/** Listings that come in pages. A listing is taken once; its pages are cut from what stood there then. */
import type { StaticOperationSchema } from '@smithy/types';
import type { Wire } from '../account/wire.ts';
import { createListings } from './listings.ts';
import type { Operation, Visit } from './operation.ts';
import { operation } from './operation.ts';
import { Refusal } from './refusal.ts';
import { shuffled } from './shuffle.ts';

export interface Limits {
  /** The size of a page when none is asked for. */
  readonly usual: number;
  readonly least: number;
  readonly most: number;
}

export interface PageWish {
  readonly token: string | undefined;
  readonly size: number | undefined;
}

export interface Paged<Input, Output, Item> {
  readonly schema: StaticOperationSchema;
  readonly limits: (input: Wire<Input>, visit: Visit) => Limits;
  readonly wish: (input: Wire<Input>) => PageWish;
  readonly list: (input: Wire<Input>, visit: Visit) => readonly Item[];
  readonly answer: (items: Item[], next: string | undefined, visit: Visit) => Wire<Output>;
}

export function pagedOperation<Input, Output, Item>(paged: Paged<Input, Output, Item>): Operation {
  const listings = createListings<Item>();
  return operation<Input, Output>(paged.schema, (input, visit) => {
    const { token, size } = paged.wish(input);
    const limits = paged.limits(input, visit);
    const length = Math.min(pageLength(size, limits, visit), visit.pageSize);
    const hollow = visit.switches.emptyPageWithToken && Number.isFinite(length);
    const page =
      token === undefined || token === ''
        ? listings.open(shuffled(paged.list(input, visit), visit.switches.shuffle), length, hollow)
        : listings.resume(token, length, hollow);
    if (page === undefined)
      throw new Refusal(visit.codes.badToken, `The token ${JSON.stringify(token)} is not valid.`);
    return paged.answer(page.items, page.next, visit);
  });
}

function pageLength(asked: number | undefined, { usual, least, most }: Limits, { codes }: Visit): number {
  if (asked === undefined) return usual;
  if (Number.isInteger(asked) && asked >= least && asked <= most) return asked === 0 ? usual : asked;
  throw new Refusal(codes.badPageSize, `The page size ${asked} is not between ${least} and ${most}.`);
}
