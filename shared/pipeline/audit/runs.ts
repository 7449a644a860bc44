import pMap from 'p-map';
import type { Run } from '../../domain/history.ts';
import { compareText, scopeId, type Scope } from '../../domain/image.ts';
import type { Sweep } from '../../domain/sweep.ts';
import { instantOf, iso, type Instant } from '../../domain/time.ts';
import type { Archive } from '../ports.ts';
import { atOnce, scopesWithin } from './find.ts';
import type { RunsQuestion, SweepsQuestion } from './question.ts';
import type { Page, Position } from './walk.ts';

type Runs = Pick<RunsQuestion, 'from' | 'to' | 'filters' | 'limit'>;

/** The runs of all scopes, the newest first; of one time in order of their scopes. */
export async function newestRuns(
  archive: Archive,
  { from, to, filters, limit }: Runs,
  start?: Position,
): Promise<Page<Run>> {
  const scopes = await scopesWithin(archive, filters);
  const last = start && { at: instantOf(start.place?.[0]) ?? from, scope: start.segment };
  const found = await pMap(
    scopes,
    async (scope) => archive.newestRuns(scope, from, endFor(scope, to, last), limit + 1),
    { concurrency: atOnce },
  );
  const all = found.flat().sort(newestFirst);
  const items = all.slice(0, limit);
  const end = items.at(-1);
  if (end === undefined || all.length <= limit) return { items };
  return { items, rest: { segment: scopeId(end.scope), place: [iso(end.at)] } };
}

const newestFirst = (a: Run, b: Run): number =>
  b.at - a.at || compareText(scopeId(a.scope), scopeId(b.scope));

/** Of the last time told, the scopes up to the last one told are done. */
function endFor(scope: Scope, to: Instant, last: { at: Instant; scope: string } | undefined): Instant {
  if (last === undefined) return to;
  return Math.min(to, compareText(scopeId(scope), last.scope) > 0 ? last.at + 1 : last.at);
}

/** The sweeps, the newest first: one is at one time only. */
export async function newestSweeps(
  archive: Archive,
  { from, to, limit }: Pick<SweepsQuestion, 'from' | 'to' | 'limit'>,
  start?: Position,
): Promise<Page<Sweep>> {
  const before = instantOf(start?.place?.[0]) ?? to;
  const found = await archive.newestSweeps(from, Math.min(before, to), limit + 1);
  const items = found.slice(0, limit);
  const end = items.at(-1);
  if (end === undefined || found.length <= limit) return { items };
  return { items, rest: { segment: 'sweeps', place: [iso(end.at)] } };
}
