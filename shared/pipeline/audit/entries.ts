/** What happened: to one image, or in a time. */
import type { Entry, Known } from '../../domain/history.ts';
import { keyOf, scopeId } from '../../domain/image.ts';
import { day, iso, type Instant } from '../../domain/time.ts';
import type { Archive, Walk } from '../ports.ts';
import { matches } from './filters.ts';
import { scopesWithin } from './find.ts';
import type { ChangesQuestion, Narrowing } from './question.ts';
import { stepsThrough, type Route, type Segment, type Step } from './walk.ts';

/** Everything that happened to any image that bore the id: one image after the other, each in order of time. */
export async function* entriesOf(
  archive: Archive,
  bearers: readonly Known[],
  route: Route,
): AsyncGenerator<Step<Entry>> {
  const segments = bearers.map(({ latest: { after } }) => ({
    name: keyOf(after.image),
    walk: (walk: Walk) => archive.walkHistory(after.image, walk),
  }));
  yield* stepsThrough(segments, route, async (items) => Promise.resolve(items));
}

type Changes = Pick<ChangesQuestion, 'from' | 'to' | 'filters' | 'events' | 'run'>;

/** What changed between two times: day by day, on each day place by place, there in order of time. */
export async function* changesBetween(
  archive: Archive,
  { from, to, filters, events, run }: Changes,
  route: Route,
): AsyncGenerator<Step<Entry>> {
  const isMeant = (entry: Entry) =>
    (events?.includes(entry.event) ?? true) &&
    (run ?? entry.run) === entry.run &&
    matches(filters, entry.after);
  const segments = await daysOf(archive, filters, from, to);
  yield* stepsThrough(segments, route, async (items) => Promise.resolve(items.filter(isMeant)));
}

/** The segments of every day and place in which something can have happened. */
export async function daysOf(archive: Archive, filters: Narrowing, from: Instant, to: Instant) {
  const scopes = await scopesWithin(archive, filters);
  const extents = await Promise.all(
    scopes.map(async (scope) => ({ scope, ...(await archive.extent(scope)) })),
  );
  const first = Math.max(from, Math.min(...extents.map((extent) => extent.from)));
  const last = Math.min(to, Math.max(...extents.map((extent) => extent.to)));
  return segmentsBetween(archive, extents, first, last);
}

interface Extent {
  readonly scope: Parameters<Archive['extent']>[0];
  readonly from: Instant;
  readonly to: Instant;
}

function* segmentsBetween(
  archive: Archive,
  extents: readonly Extent[],
  from: Instant,
  to: Instant,
): Generator<Segment<Entry>> {
  for (let start = Math.floor(from / day) * day; start < to; start += day)
    for (const { scope, ...extent } of extents) {
      const begin = Math.max(from, start, extent.from);
      const end = Math.min(to, start + day, extent.to);
      if (begin < end)
        yield {
          name: `${iso(start).slice(0, 10)} ${scopeId(scope)}`,
          walk: (walk) => archive.walkChanges(scope, begin, end, walk),
        };
    }
}
