/** The end of a survey: what it saw is written down, and so is the run. */
import type { Run } from '../domain/history.ts';
import type { Weighed } from './assess.ts';
import { closerIn, handedOn, isSure, putAside, sumOf } from './hand-on.ts';
import { settleOn } from './missing.ts';
import { seenCloser, type Observed } from './observe/observe.ts';
import type { Looked } from './observe/rounds.ts';
import type { Unfinished } from './part.ts';
import { noTotals, type Totals } from './record/totals.ts';
import type { At } from './surveying.ts';
import { writeDown } from './write-down.ts';

/** `looked`: what this part added to the closer look. */
export async function concluded(
  { missing, shown, lingering }: Observed,
  weighed: Weighed,
  at: At,
  looked?: Looked,
): Promise<Run | Unfinished> {
  const { source, ledger, policy, clock, run, deadline, carried, look, departed } = at;
  const { survey, judge, findings } = weighed;
  const keep = async (settled: number, passed: number, totals: Totals) =>
    putAside({ settled, passed, totals }, weighed, at);
  if (carried.newest === undefined && clock.now() >= at.until) {
    // Who has judged a large scope only now leaves the writing to the next.
    const rest = await keep(0, 0, noTotals);
    if (rest !== undefined)
      return handedOn({ ...rest, ...(await closerIn(looked, at)) }, survey.blindSpots, true, at);
  }
  // A place in the listing means nothing where that is not believed any more.
  const before = isSure(survey) ? carried.part.recorded : undefined;
  const settled = await settleOn(missing, look.outline, before?.settled ?? 0, at);
  const recording = { judge, policy, run, now: clock.now(), known: look.outline, departed };
  const from = before ?? { passed: 0 };
  const around = { ledger, clock, deadline };
  const left = settled.gone.size === 0 ? lingering : new Set([...lingering, ...settled.gone]);
  const down = settled.whole
    ? // Of all that was shown, so that a place in it means the same to each part, whatever goes meanwhile.
      await writeDown(seenCloser(shown, findings), look.outline, recording, left, from, around)
    : undefined;
  if (down?.whole === true) {
    const leftovers = await ledger.leftovers(source.scope);
    const done = runOf(at, survey, down.totals, leftovers.length > 0);
    await ledger.putRun(done);
    return done;
  }
  const { passed, totals, written } = down ?? { passed: 0, totals: noTotals, written: 0 };
  const rest = await keep(settled.passed, passed, totals);
  const further = before === undefined || settled.passed > before.settled || passed > before.passed;
  // Without a place to go on at, only what is on record now need not be done again.
  const moved = rest === undefined ? settled.gone.size + written > 0 : further;
  return handedOn({ ...rest, ...(await closerIn(looked, at)) }, survey.blindSpots, moved, at);
}

function runOf(
  { source, policy, run, carried, last }: At,
  seen: Weighed['survey'],
  { owned, keep, retire, states, due }: Totals,
  leftovers: boolean,
): Run {
  // What an earlier delivery of this errand asked for stays asked for: the sweep is not over without it.
  const asked = last?.at === run && last.retiring;
  return {
    scope: source.scope,
    at: run,
    surveyedAt: seen.takenAt,
    policy: policy.hash,
    mode: policy.mode,
    complete: seen.complete,
    ...(seen.doubt && { doubt: { known: seen.doubt.known, listed: seen.doubt.listed } }),
    ...(seen.offered === false && { offered: false }),
    owned,
    keep,
    retire,
    states,
    ...sumOf(carried.part, seen.blindSpots, source),
    attempts: 0,
    retiring: asked || (policy.mode === 'enforce' && (due || leftovers)),
  };
}
