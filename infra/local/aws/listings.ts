/** Listings that somebody is paging through. */
export interface Page<Item> {
  readonly items: Item[];
  readonly next: string | undefined;
}

export interface Listings<Item> {
  open(items: readonly Item[], length: number, hollow: boolean): Page<Item>;
  /** Undefined for a token that was never given. A token may be used again, as a retried request does. */
  resume(token: string, length: number, hollow: boolean): Page<Item> | undefined;
}

/** With `hollow`, every page with items is preceded by one that has none. */
export function createListings<Item>(): Listings<Item> {
  const open = new Map<string, readonly Item[]>();
  const ended: string[] = [];
  let opened = 0;
  const cut = (
    id: string,
    items: readonly Item[],
    at: number,
    length: number,
    hollow: boolean,
  ): Page<Item> => {
    const end = at + length;
    if (end >= items.length) {
      ended.push(id);
      if (ended.length > keptAfterEnd) open.delete(ended.shift() ?? '');
      return { items: items.slice(at), next: undefined };
    }
    open.set(id, items);
    return { items: items.slice(at, end), next: tokenFor(id, end, hollow) };
  };
  return {
    open(items, length, hollow) {
      const id = String(++opened);
      if (!hollow) return cut(id, items, 0, length, false);
      open.set(id, items);
      return { items: [], next: tokenFor(id, 0, false) };
    },
    resume(token, length, hollow) {
      const place = placeOf(token);
      const items = place === undefined ? undefined : open.get(place.id);
      if (place === undefined || items === undefined) return undefined;
      if (place.empty) return { items: [], next: tokenFor(place.id, place.at, false) };
      return cut(place.id, items, place.at, length, hollow);
    },
  };
}

/** So many listings that came to their end can still be asked again for their last page. */
const keptAfterEnd = 16;

const tokenFor = (id: string, at: number, empty: boolean): string =>
  Buffer.from(`${id}/${at}/${empty ? 'empty' : 'full'}`).toString('base64url');

function placeOf(token: string): { id: string; at: number; empty: boolean } | undefined {
  const [, id, at, fill] =
    /^(\d+)\/(\d+)\/(empty|full)$/.exec(Buffer.from(token, 'base64url').toString()) ?? [];
  return id === undefined || at === undefined ? undefined : { id, at: Number(at), empty: fill === 'empty' };
}
