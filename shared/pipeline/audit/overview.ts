/** The state of the whole over time, from what each run counted: no image is read for it. */
import pMap from 'p-map';
import type { Fact, Run } from '../../domain/history.ts';
import { scopeId, type Scope } from '../../domain/image.ts';
import { day, iso, type Instant } from '../../domain/time.ts';
import type { Archive } from '../ports.ts';
import type { Documents } from './document.ts';
import { atOnce, scopesWithin } from './find.ts';
import type { OverviewQuestion } from './question.ts';
import { tellRun } from './tell.ts';

const usualSpan = 90 * day;
const newestTold = 10;

export async function overviewOf(
  archive: Archive,
  question: OverviewQuestion,
  now: Instant,
): Promise<Documents['overview']> {
  const scopes = await scopesWithin(archive, question.filters);
  const last = await lastRuns(archive, scopes, question.to);
  const to = question.to ?? Math.max(...last.map(({ at }) => at + 1), ...(last.length > 0 ? [] : [now]));
  const from = question.from ?? to - usualSpan;
  const runs = (
    await pMap(scopes, async (scope) => archive.runs(scope, from, to), { concurrency: atOnce })
  ).flat();
  return {
    from: iso(from),
    to: iso(to),
    series: seriesOf(runs),
    reclaimed: await reclaimedIn(archive, scopes, from, to),
    blindSpots: last.flatMap(({ scope, blindSpots }) =>
      blindSpots.map((spot) => ({ ...placeOf(scope), ...spot })),
    ),
    scopes: last.map(tellRun),
    runs: runs
      .sort((a, b) => b.at - a.at || (scopeId(a.scope) < scopeId(b.scope) ? -1 : 1))
      .slice(0, newestTold)
      .map(tellRun),
  };
}

const placeOf = ({ kind, account, region }: Scope): Scope => ({ kind, account, region });

/** The last run of each scope before a time. */
async function lastRuns(archive: Archive, scopes: readonly Scope[], to: Instant | undefined): Promise<Run[]> {
  const end = to ?? Date.parse('9999-12-31T00:00:00.000Z');
  const runs = await pMap(scopes, async (scope) => archive.newestRuns(scope, 0, end, 1), {
    concurrency: atOnce,
  });
  return runs.flat();
}

type Series = Documents['overview']['series'];

/** What the last runs of all scopes counted, added up at the end of each day that had one. */
export function seriesOf(runs: readonly Run[]): Series {
  const last = new Map<string, Run>();
  const days = new Map<string, Series[number]>();
  for (const run of runs.toSorted((a, b) => a.at - b.at)) {
    last.set(scopeId(run.scope), run);
    const date = iso(run.at).slice(0, 10);
    days.set(date, { day: date, ...sumOf([...last.values()]) });
  }
  return [...days.values()];
}

function sumOf(runs: readonly Run[]): Omit<Series[number], 'day'> {
  const states: Record<string, number> = {};
  for (const [state, count] of runs.flatMap((run) => Object.entries(run.states ?? {})))
    states[state] = (states[state] ?? 0) + count;
  const total = (count: (run: Run) => number) => runs.reduce((sum, run) => sum + count(run), 0);
  return {
    owned: total(({ owned }) => owned),
    keep: total(({ keep }) => keep),
    retire: total(({ retire }) => retire),
    states,
  };
}

async function reclaimedIn(archive: Archive, scopes: readonly Scope[], from: Instant, to: Instant) {
  let images = 0;
  let gib = 0;
  for (const scope of scopes)
    for await (const { items } of archive.walkGone(scope, from - 1))
      for (const { latest } of items) {
        const { gone } = latest.after;
        if (gone?.how !== 'deleted' || gone.at < from || gone.at >= to) continue;
        images += 1;
        gib += sizeOf(latest.after);
      }
  return { images, gib };
}

/** Of the snapshots that went with it. */
function sizeOf({ image, result }: Fact): number {
  const deleted = new Set(
    result?.snapshots?.filter((snapshot) => snapshot.result === 'success').map(({ id }) => id),
  );
  return (image.snapshots ?? []).reduce((sum, { id, gib }) => sum + (deleted.has(id) ? gib : 0), 0);
}
