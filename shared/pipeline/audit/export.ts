/** Everything of a time range, line by line: enough to tell of any time in it without the ledger. */
import type { Run } from '../../domain/history.ts';
import { scopeId, type Scope } from '../../domain/image.ts';
import { iso, type Instant } from '../../domain/time.ts';
import type { Archive, Part } from '../ports.ts';
import { factsSeen, scopesAsOf } from './as-of.ts';
import type { ChangeDocument, FactDocument, RunDocument } from './document.ts';
import { daysOf } from './entries.ts';
import { scopesWithin } from './find.ts';
import type { ExportQuestion } from './question.ts';
import { tellEntry, tellFact, tellRun } from './tell.ts';
import { stepsThrough, type Route, type Segment, type Step } from './walk.ts';

export type ExportLine =
  /** How an image stood when the range began. */
  | ({ readonly record: 'image' } & FactDocument)
  | ({ readonly record: 'change' } & ChangeDocument)
  | ({ readonly record: 'run' } & RunDocument);

export type Range = Pick<ExportQuestion, 'from' | 'to' | 'filters'>;

/** First the images, then what changed, then the runs. Any position is one to go on from. */
export async function* exportSteps(
  archive: Archive,
  range: Range,
  route: Route,
): AsyncGenerator<Step<ExportLine>> {
  yield* stepsThrough(segmentsOf(archive, range), route, async (lines) => Promise.resolve(lines));
}

async function* segmentsOf(
  archive: Archive,
  { from, to, filters }: Range,
): AsyncGenerator<Segment<ExportLine>> {
  const scopes = await scopesWithin(archive, filters);
  const see = factsSeen(archive, { at: from, filters });
  for (const segment of scopesAsOf(archive, scopes, from))
    yield mapped('image', segment, async (known) =>
      (await see(known)).map((fact): ExportLine => ({ record: 'image', ...tellFact(fact) })),
    );
  for (const segment of await daysOf(archive, filters, from, to))
    yield mapped('change', segment, async (entries) =>
      Promise.resolve(entries.map((entry): ExportLine => ({ record: 'change', ...tellEntry(entry) }))),
    );
  for (const scope of scopes)
    for (const segment of monthsOf(archive, scope, from, to))
      yield mapped('run', segment, async (runs) =>
        Promise.resolve(runs.map((run): ExportLine => ({ record: 'run', ...tellRun(run) }))),
      );
}

const mapped = <T, U>(
  record: string,
  { name, walk }: Segment<T>,
  see: (items: readonly T[]) => Promise<readonly U[]>,
): Segment<U> => ({
  name: `${record} ${name}`,
  async *walk(how): AsyncGenerator<Part<U>> {
    for await (const { items, place } of walk(how)) yield { items: await see(items), place };
  },
});

/** Runs are few: those of a month are read at once. */
function* monthsOf(archive: Archive, scope: Scope, from: Instant, to: Instant): Generator<Segment<Run>> {
  const first = new Date(from);
  for (let n = 0; ; n++) {
    const start = Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + n);
    const end = Math.min(to, Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + n + 1));
    if (start >= to) return;
    yield {
      name: `${scopeId(scope)} ${iso(start).slice(0, 7)}`,
      async *walk({ after }): AsyncGenerator<Part<Run>> {
        const items = await archive.runs(scope, Math.max(from, start), end);
        // Told whole, or not yet: there is no place within.
        if (items.length > 0 && after === undefined) yield { items, place: ['all'] };
      },
    };
  }
}
