/** The plan and the run as one document: the contract of `plan --json` and `run --json`. */
import type { BlindSpot, Survey } from '../domain/evidence.ts';
import type { Fact, Known, Run } from '../domain/history.ts';
import { byPlace, compareText, scopeId, type Image, type Scope } from '../domain/image.ts';
import type { Mode, Policy } from '../domain/policy.ts';
import { iso, type Instant } from '../domain/time.ts';
import type { Decision, Outcome, Reason, SnapshotResult } from '../domain/verdict.ts';
import type { Plan } from './decide/decide.ts';
import { tell } from './decide/reasons.ts';
import { imageDocument } from './image-document.ts';

export interface PlannedImage {
  readonly image: string;
  readonly kind: string;
  readonly account: string;
  readonly region: string;
  readonly name: string;
  readonly state: string;
  readonly rule: string | null;
  readonly verdict: 'keep' | 'retire';
  readonly dueAt: string | null;
  readonly reasons: readonly Reason[];
}

export interface RunImage extends PlannedImage {
  readonly outcome: Outcome;
  readonly snapshots?: readonly SnapshotResult[];
}

export interface PlanDocument<Line extends PlannedImage = PlannedImage> {
  readonly now: string;
  readonly mode: Mode;
  readonly policy: { readonly hash: string };
  readonly blindSpots: readonly (BlindSpot & { readonly scope: string })[];
  readonly images: readonly Line[];
  readonly totals: { readonly keep: number; readonly retire: number };
}

export function planDocument(
  assessed: readonly { readonly survey: Survey; readonly plan: Plan }[],
  policy: Policy,
  now: Instant,
): PlanDocument {
  const lines = assessed.flatMap(({ plan }) => plan).sort((a, b) => byPlace(a.image, b.image));
  const images = lines.map((line) => lineOf(line.image, line));
  return documentOf(
    images,
    assessed.map(({ survey }) => survey),
    policy,
    now,
  );
}

/** What the ledger holds after a run, for each scope that the run went through. */
export interface RanScope {
  readonly scope: Scope;
  /** Absent if the survey did not come to its end. */
  readonly run?: Run;
  readonly standing: readonly Known[];
  /** Gone by this run's own doing. */
  readonly deleted: readonly Known[];
}

export function runDocument(ran: readonly RanScope[], policy: Policy, now: Instant): PlanDocument<RunImage> {
  const facts = ran.flatMap(({ run, standing, deleted }) =>
    [...standing, ...deleted].map(({ latest }) => ({ fact: latest.after, run })),
  );
  const images = facts
    .sort((a, b) => byPlace(a.fact.image, b.fact.image))
    .map(({ fact, run }) => outcomeLine(fact, run));
  const surveys = ran.map(({ scope, run }) => ({ scope, blindSpots: run?.blindSpots ?? [] }));
  return documentOf(images, surveys, policy, now);
}

function documentOf<Line extends PlannedImage>(
  images: readonly Line[],
  surveys: readonly Pick<Survey, 'scope' | 'blindSpots'>[],
  policy: Policy,
  now: Instant,
): PlanDocument<Line> {
  const retire = images.filter(({ verdict }) => verdict === 'retire').length;
  return {
    now: iso(now),
    mode: policy.mode,
    policy: { hash: policy.hash },
    blindSpots: surveys
      .flatMap(({ scope, blindSpots }) => blindSpots.map((spot) => ({ scope: scopeId(scope), ...spot })))
      .sort((a, b) => compareText(a.scope, b.scope) || compareText(a.reading, b.reading)),
    images,
    totals: { keep: images.length - retire, retire },
  };
}

const lineOf = (image: Image, { rule, verdict, dueAt, reasons }: Decision): PlannedImage => ({
  ...imageDocument(image),
  rule: rule ?? null,
  verdict,
  dueAt: dueAt === undefined ? null : iso(dueAt),
  reasons,
});

function outcomeLine(fact: Fact, run: Run | undefined): RunImage {
  const line = lineOf(fact.image, fact.decision);
  const { outcome, held = [], snapshots } = resultOf(fact, run);
  return { ...line, reasons: tell([...line.reasons, ...held]), outcome, ...(snapshots && { snapshots }) };
}

type RunResult = Pick<RunImage, 'outcome' | 'snapshots'> & { readonly held?: readonly Reason[] };

/** What the run did about an image; where its turn never came, that; where nobody can say, unsure. */
function resultOf({ decision, result, intent }: Fact, run: Run | undefined): RunResult {
  if (decision.verdict === 'keep') return { outcome: 'none' };
  if (intent !== undefined) return { outcome: 'unsure' };
  if (result === undefined || result.outcome === 'none' || !isOf(result, decision, run))
    return { outcome: 'held', held: [stoppedShort(run)] };
  const { outcome, held, snapshots } = result;
  return { outcome, ...(held && { held }), ...(snapshots && { snapshots }) };
}

/**
 * Whether a result tells of this run. A hold or a preview that says what an earlier one said is not written again: it
 * stands where the run came to it, that is before an image is due, or once its retire function came to its end.
 */
function isOf(result: NonNullable<Fact['result']>, { dueAt = 0 }: Decision, run: Run | undefined): boolean {
  if (run === undefined || result.run === run.at) return result.run === run?.at;
  const repeats = result.outcome === 'previewed' || result.outcome === 'held';
  return repeats && (run.mode === 'preview' || dueAt > run.at || run.retiredAt !== undefined);
}

const stoppedShort = (run: Run | undefined): Reason => ({
  code: 'stopped',
  detail: run === undefined ? 'the survey did not come to its end' : 'the run ended before its turn came',
});
