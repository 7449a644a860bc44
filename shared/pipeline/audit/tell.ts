/** Facts, entries and runs as the documents that all answers are made of. */
import type { Entry, Fact, Run } from '../../domain/history.ts';
import type { Sweep } from '../../domain/sweep.ts';
import { iso, type Instant } from '../../domain/time.ts';
import { imageDocument } from '../image-document.ts';
import type { ChangeDocument, FactDocument, RunDocument, SweepDocument } from './document.ts';

export const timeText = (at: Instant | undefined): string | null => (at === undefined ? null : iso(at));

export const tellNamed = ({ image }: Fact) => ({
  ...imageDocument(image),
  createdAt: timeText(image.createdAt),
});

export const tellFact = (fact: Fact): FactDocument => ({
  ...tellNamed(fact),
  lastLaunchedAt: timeText(fact.image.lastLaunchedAt),
  tags: fact.image.tags ?? null,
  build: fact.image.build ?? null,
  snapshots: [...(fact.image.snapshots ?? [])],
  rule: fact.decision.rule ?? null,
  verdict: fact.decision.verdict,
  dueAt: timeText(fact.decision.dueAt),
  reasons: [...fact.decision.reasons],
  policy: { hash: fact.policy },
  users: { durable: [...fact.users], fleeting: fact.fleeting ?? null },
  intent: fact.intent ? { run: iso(fact.intent.run), at: iso(fact.intent.at) } : null,
  result: fact.result ? tellResult(fact.result) : null,
  gone: fact.gone ? { at: iso(fact.gone.at), how: fact.gone.how, by: fact.gone.by ?? null } : null,
});

export const tellDue = (fact: Fact): FactDocument & { armed: boolean } => ({
  ...tellFact(fact),
  armed: fact.mark?.armed ?? false,
});

function tellResult({ run, outcome, held, error, snapshots }: NonNullable<Fact['result']>) {
  return {
    run: iso(run),
    outcome,
    ...(held && { held: [...held] }),
    ...(error !== undefined && { error }),
    ...(snapshots && { snapshots: [...snapshots] }),
  };
}

export const tellEntry = ({ at, event, run, before, after }: Entry): ChangeDocument => ({
  at: iso(at),
  event,
  run: iso(run),
  before: before ? tellFact(before) : null,
  after: tellFact(after),
});

export const tellRun = ({ scope, ...run }: Run): RunDocument => ({
  kind: scope.kind,
  account: scope.account,
  region: scope.region,
  at: iso(run.at),
  surveyedAt: iso(run.surveyedAt),
  retiredAt: timeText(run.retiredAt),
  mode: run.mode,
  policy: { hash: run.policy },
  complete: run.complete,
  doubt: run.doubt ?? null,
  offered: run.offered ?? true,
  owned: run.owned,
  keep: run.keep,
  retire: run.retire,
  states: run.states ? { ...run.states } : null,
  attempts: run.attempts,
  outcomes: run.outcomes ? { ...run.outcomes } : null,
  blindSpots: [...run.blindSpots],
  readings: { ...run.readings },
});

export const tellSweep = ({ at, begunAt, mode, policy, scopes, completed }: Sweep): SweepDocument => ({
  at: iso(at),
  begunAt: iso(begunAt),
  mode,
  policy: { hash: policy },
  scopes: scopes.length,
  completed: completed ? { at: iso(completed.at), totals: { ...completed.totals } } : null,
});
