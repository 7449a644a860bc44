/** The one way in which providers read: every call counted, every page read, every failure a blind spot. */
import type { BlindSpot, Reading } from '../domain/evidence.ts';
import type { CallName, ReadingName } from './actions.ts';
import { hasNoEndpoint, sdkErrorOf, type SdkError } from './sdk-error.ts';

export type Once<T> = { readonly known: true; readonly value: T } | Unread;
export interface Unread {
  readonly known: false;
  readonly blind: BlindSpot;
  readonly error: SdkError;
}

/** All items of a listing; with a blind spot, those of the pages before it failed. */
export interface Pages<T> {
  readonly items: readonly T[];
  readonly blind: readonly BlindSpot[];
  readonly error?: SdkError;
  /** The region has no such service, so there is nothing to list. */
  readonly offered?: false;
  /** Token of the next page, where who asked would not go on. */
  readonly open?: string;
}

/** Not from the first page on, or not to the last. */
export interface Stretch {
  readonly token?: string;
  /** Asked before each page but the first. */
  readonly goesOn: () => boolean;
}

export interface Page<T> {
  readonly items: readonly T[] | undefined;
  readonly token: string | undefined;
}

export interface Reader {
  once<T>(reading: CallName, call: () => Promise<T>): Promise<Once<T>>;
  pages<T>(
    reading: ReadingName,
    fetch: (token: string | undefined) => Promise<Page<T>>,
    stretch?: Stretch,
  ): Promise<Pages<T>>;
  calls(): Readonly<Record<Reading, number>>;
}

/** Whether the region has the service at all. Undefined: it could not be found out. Throws what the SDK throws. */
export type Offering = (service: string) => Promise<boolean | undefined>;

/** Without `offering` a service without an endpoint is a blind spot, as any other failure is. */
export function createReader(offering: Offering = async () => Promise.resolve(undefined)): Reader {
  const counts = new Map<Reading, number>();
  const once = async <T>(reading: CallName, call: () => Promise<T>): Promise<Once<T>> => {
    counts.set(reading, (counts.get(reading) ?? 0) + 1);
    try {
      return { known: true, value: await call() };
    } catch (thrown) {
      const error = sdkErrorOf(thrown);
      return { known: false, blind: { reading, error: error.code }, error };
    }
  };
  return {
    once,
    pages: async (reading, fetch, stretch) => {
      const pages = await readPages(reading, fetch, once, stretch);
      if (pages.error === undefined || pages.items.length > 0 || !hasNoEndpoint(pages.error)) return pages;
      const asked = await once('ssm:GetParameters', async () => offering(reading.split(':', 1).join('')));
      return asked.known && asked.value === false ? { items: [], blind: [], offered: false } : pages;
    },
    calls: () => Object.fromEntries(counts),
  };
}

/**
 * Reads until no token comes. A page may be empty and still carry one, and a token may be '' where AWS means none. A
 * token that comes twice would page for ever: the rest is unread then.
 */
async function readPages<T>(
  reading: ReadingName,
  fetch: (token: string | undefined) => Promise<Page<T>>,
  once: <P>(reading: ReadingName, call: () => Promise<P>) => Promise<Once<P>>,
  stretch: Stretch = { goesOn: () => true },
): Promise<Pages<T>> {
  const items: T[] = [];
  const seen = new Set(stretch.token === undefined ? [] : [stretch.token]);
  for (let token = stretch.token; ;) {
    const at = token;
    const page = await once(reading, async () => fetch(at));
    if (!page.known) return { items, blind: [page.blind], error: page.error };
    for (const item of page.value.items ?? []) items.push(item);
    token = page.value.token;
    if (token === undefined || token === '') return { items, blind: [] };
    if (seen.has(token)) return { items, blind: [{ reading, error: 'RepeatedPageToken' }] };
    seen.add(token);
    if (!stretch.goesOn()) return { items, blind: [], open: token };
  }
}

export const batchesOf = <T>(items: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, (i + 1) * size));
