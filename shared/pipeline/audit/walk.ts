/** A long answer as a row of segments, each walked a part at a time; and how far one has come in it. */
import { InputFault } from '../../domain/fault.ts';
import type { Part, Place, Walk } from '../ports.ts';

export interface Segment<T> {
  readonly name: string;
  readonly walk: (walk: Walk) => AsyncIterable<Part<T>>;
}

/** After this the rest begins. Without a place, the segment is done. */
export interface Position {
  readonly segment: string;
  readonly place?: Place;
}

export interface Step<T> {
  readonly items: readonly T[];
  /** How many were looked at to find these. */
  readonly read: number;
  readonly position: Position;
}

export interface Route {
  readonly start?: Position;
  readonly atOnce?: number;
}

/** @throws InputFault where the start is no place of this answer. */
export async function* stepsThrough<T, U>(
  segments: AsyncIterable<Segment<T>> | Iterable<Segment<T>>,
  { start, atOnce }: Route,
  see: (items: readonly T[]) => Promise<readonly U[]>,
): AsyncGenerator<Step<U>> {
  let begun = start === undefined;
  for await (const { name, walk } of segments) {
    const isStart = !begun && name === start?.segment;
    if (!begun && !isStart) continue;
    begun = true;
    if (isStart && start.place === undefined) continue;
    const after = isStart ? start.place : undefined;
    const how = { ...(after && { after }), ...(atOnce !== undefined && { atOnce }) };
    for await (const { items, place } of walk(how))
      yield { items: await see(items), read: items.length, position: { segment: name, place } };
    yield { items: [], read: 1, position: { segment: name } };
  }
  if (!begun) throw new InputFault(['the cursor leads nowhere; ask again without it']);
}

export interface Page<T> {
  readonly items: readonly T[];
  /** Where the rest begins, if there may be any. */
  readonly rest?: Position;
}

/** Lambda answers at most 6 MB: a page is closed well before, since its last part may hold as much again. */
const fullAt = 2_000_000;
/** A filter that lets nothing through must not read a whole ledger for one page. */
const mostRead = 2_000;

/** Takes whole steps until there is enough of them: a page may hold more than `limit`, or fewer and yet not be the last. */
export async function firstPage<T>(steps: AsyncIterable<Step<T>>, limit: number): Promise<Page<T>> {
  const items: T[] = [];
  let read = 0;
  let size = 0;
  for await (const step of steps) {
    items.push(...step.items);
    read += step.read;
    size += JSON.stringify(step.items).length;
    if (items.length >= limit || read >= mostRead || size >= fullAt) return { items, rest: step.position };
  }
  return { items };
}
