/** Answers of the ledger as JSON: times in ISO 8601, absent things as null. */
import type { Entry, Fact, Known } from '../../../shared/domain/history.ts';
import { iso, type Instant } from '../../../shared/domain/time.ts';
import { imageDocument } from '../../../shared/pipeline/image-document.ts';

const timeText = (at: Instant | undefined): string | null => (at === undefined ? null : iso(at));

const bornDocument = ({ image }: Fact) => ({
  ...imageDocument(image),
  createdAt: timeText(image.createdAt),
});

export const factDocument = (fact: Fact) => ({
  ...bornDocument(fact),
  lastLaunchedAt: timeText(fact.image.lastLaunchedAt),
  tags: fact.image.tags ?? null,
  build: fact.image.build ?? null,
  snapshots: fact.image.snapshots ?? [],
  rule: fact.decision.rule ?? null,
  verdict: fact.decision.verdict,
  dueAt: timeText(fact.decision.dueAt),
  reasons: fact.decision.reasons,
  policy: { hash: fact.policy },
  users: { durable: fact.users, fleeting: fact.fleeting ?? null },
  intent: fact.intent ? { run: iso(fact.intent.run), at: iso(fact.intent.at) } : null,
  result: fact.result ? { ...fact.result, run: iso(fact.result.run) } : null,
  gone: fact.gone ? { at: iso(fact.gone.at), how: fact.gone.how, by: fact.gone.by ?? null } : null,
});

export const changeDocument = ({ at, event, run, before, after }: Entry) => ({
  at: iso(at),
  event,
  run: iso(run),
  before: before ? factDocument(before) : null,
  after: factDocument(after),
});

export const historyDocument = ({ latest }: Known, entries: readonly Entry[]) => ({
  ...bornDocument(latest.after),
  gone: latest.after.gone !== undefined,
  entries: entries.map(changeDocument),
});
