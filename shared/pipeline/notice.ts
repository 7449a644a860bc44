/** What others hear of an image: made from an entry that the ledger has taken. Pure. */
import type { Entry, Fact, Result } from '../domain/history.ts';
import type { Kind, ImageState } from '../domain/image.ts';
import type { Mode } from '../domain/policy.ts';
import { same } from '../domain/same.ts';
import { iso, type Instant } from '../domain/time.ts';
import type { Reason, SnapshotResult } from '../domain/verdict.ts';
import { imageDocument } from './image-document.ts';

export interface ImageDetail {
  readonly image: string;
  readonly kind: Kind;
  readonly account: string;
  readonly region: string;
  readonly name: string;
  readonly state: ImageState;
  readonly rule: string | null;
  /** Why the policy would retire it. */
  readonly reasons: readonly Reason[];
  readonly dueAt: string | null;
  readonly run: string;
  readonly mode: Mode;
  readonly policy: { readonly hash: string };
}

export interface MarkedDetail extends ImageDetail {
  readonly dueAt: string;
}

export interface HeldDetail extends ImageDetail {
  readonly heldBy: readonly Reason[];
}

export interface RetiredDetail extends ImageDetail {
  readonly outcome: 'deleted' | 'already-gone';
  readonly snapshots: readonly SnapshotResult[];
}

export type ImageNotice =
  | { readonly type: 'Image Marked'; readonly at: Instant; readonly detail: MarkedDetail }
  | { readonly type: 'Image Held'; readonly at: Instant; readonly detail: HeldDetail }
  | { readonly type: 'Image Retired'; readonly at: Instant; readonly detail: RetiredDetail };

/** Undefined for what is no news to an owner. */
export function noticeOf(entry: Entry, mode: Mode): ImageNotice | undefined {
  switch (entry.event) {
    case 'held':
      return heldNotice(entry, mode);
    case 'deleted':
    case 'already-gone':
      return retiredNotice(entry, entry.event, mode);
    default:
      return markedNotice(entry, mode);
  }
}

/** A mark is announced once: it goes on while its clock does, through pauses too, and so does its `dueAt`. */
function markedNotice({ at, run, before, after }: Entry, mode: Mode): ImageNotice | undefined {
  const { decision, mark, gone } = after;
  if (gone !== undefined || decision.dueAt === undefined || mark?.armed !== true) return undefined;
  if (same(mark, before?.mark)) return undefined;
  const detail = { ...detailOf(after, run, mode), dueAt: iso(decision.dueAt) };
  return { type: 'Image Marked', at, detail };
}

function heldNotice({ at, run, before, after }: Entry, mode: Mode): ImageNotice | undefined {
  const { held = [] } = after.result ?? {};
  if (before?.result?.outcome === 'held' && same(codesOf(before.result), codesOf(after.result)))
    return undefined;
  return { type: 'Image Held', at, detail: { ...detailOf(after, run, mode), heldBy: held.map(told) } };
}

function retiredNotice(
  { at, run, after }: Entry,
  outcome: RetiredDetail['outcome'],
  mode: Mode,
): ImageNotice {
  const { result } = after;
  const detail = {
    ...detailOf(after, result?.run ?? run, mode),
    outcome,
    snapshots: result?.snapshots ?? [],
  };
  return { type: 'Image Retired', at, detail };
}

const codesOf = (result: Result | undefined): readonly string[] =>
  (result?.held ?? []).map(({ code }) => code);

const detailOf = ({ image, decision, policy }: Fact, run: Instant, mode: Mode): ImageDetail => ({
  ...imageDocument(image),
  rule: decision.rule ?? null,
  reasons: decision.reasons.map(told),
  dueAt: decision.dueAt === undefined ? null : iso(decision.dueAt),
  run: iso(run),
  mode,
  policy: { hash: policy },
});

/** A family may be told by the values of tags, which are nobody's business on a bus. */
const told = ({ code, detail }: Reason): Reason => ({
  code,
  detail: code === 'newest' ? 'one of the newest of its family' : detail,
});
