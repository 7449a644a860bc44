/** What there is to record of an image after a survey, and whether it is news. */
import type { Sighting } from '../../domain/evidence.ts';
import type { Fact, Result } from '../../domain/history.ts';
import type { Policy } from '../../domain/policy.ts';
import { same } from '../../domain/same.ts';
import { iso, type Instant } from '../../domain/time.ts';
import type { Decision, Line } from '../../domain/verdict.ts';

/** Users named in the ledger; an image may have thousands. */
const namedUsers = 100;
/** Characters of all their names: an item of the ledger holds 400 KB, and an SSM parameter's ARN may have a thousand. */
const roomForNames = 30_000;

export function factOf(
  line: Line,
  sighting: Sighting,
  policy: Policy,
  run: Instant,
  before: Fact | undefined,
): Fact {
  const durable = sighting.users.filter((user) => user.durable).map(({ resource }) => resource);
  const fleeting = [
    ...new Set(sighting.users.filter((user) => !user.durable).map(({ resource }) => resource)),
  ];
  const result = resultOf(line, policy, run, before);
  // Tags that were not read this time are as they were.
  const tags = line.image.tags ?? before?.image.tags;
  return {
    image: tags === line.image.tags ? line.image : { ...line.image, ...(tags && { tags }) },
    decision: decisionOf(line),
    policy: policy.hash,
    ...(line.mark && { mark: line.mark }),
    users: namesKept([...new Set(durable)].sort()),
    ...(fleeting[0] !== undefined && { fleeting: { count: fleeting.length, example: fleeting[0] } }),
    ...(before?.intent && { intent: before.intent }),
    ...(before?.restored && { restored: before.restored }),
    ...(result && { result }),
  };
}

function namesKept(names: readonly string[]): string[] {
  let room = roomForNames;
  return names.slice(0, namedUsers).filter(({ length }) => (room -= length) >= 0);
}

const decisionOf = ({ rule, verdict, dueAt, reasons }: Line): Decision => ({
  ...(rule !== undefined && { rule }),
  verdict,
  ...(dueAt !== undefined && { dueAt }),
  reasons,
});

/** What the run comes to for this image, as far as a survey can say; of a due image the retire function says more. */
function resultOf(line: Line, policy: Policy, run: Instant, before: Fact | undefined): Result | undefined {
  if (line.verdict === 'keep') return undefined;
  const earlier = before?.decision.verdict === 'retire' ? before.result : undefined;
  const waiting = waitingResult(line, policy, run);
  if (waiting === undefined) return isWaiting(earlier) ? undefined : earlier;
  const unchanged = earlier?.outcome === waiting.outcome && same(earlier.held, waiting.held);
  return unchanged ? earlier : waiting;
}

function waitingResult(line: Line, policy: Policy, run: Instant): Result | undefined {
  if (policy.mode === 'preview') return { run, outcome: 'previewed' };
  if (line.dueAt === undefined || line.dueAt <= run) return undefined;
  return { run, outcome: 'held', held: [{ code: 'grace', detail: `until ${iso(line.dueAt)}` }] };
}

const isWaiting = (result: Result | undefined): boolean =>
  result?.outcome === 'previewed' || result?.held?.some(({ code }) => code === 'grace') === true;

const codesOf = ({ held = [] }: Result): string[] => held.map(({ code }) => code);

/** Only what somebody may ask about later is news: its look, what was decided and why, who needs it, what was done. */
export const isNews = (before: Fact, after: Fact): boolean => !same(essence(before), essence(after));

/** The same, as a text: facts of which it is equal are no news to each other. The converse does not hold: keys have an order. */
export const newsOf = (fact: Fact): string => JSON.stringify(essence(fact));

const essence = ({ image, decision, users, result, intent }: Fact): unknown => [
  image,
  decision.rule,
  decision.verdict,
  decision.dueAt,
  decision.reasons.map(({ code }) => code),
  users,
  result && [result.outcome, codesOf(result)],
  intent,
];
