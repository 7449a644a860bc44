/** due images + a fresh look → Clearance: cleared, or held with every reason that holds. Pure. */
import type { Known } from '../../domain/history.ts';
import { byAge, keyOf, type Image } from '../../domain/image.ts';
import type { Limits, Policy } from '../../domain/policy.ts';
import { iso, type Instant } from '../../domain/time.ts';
import { keepCodes, type HoldCode, type KeepCode, type Line, type Reason } from '../../domain/verdict.ts';
import type { Plan } from '../decide/decide.ts';
import { isLocked } from '../record/record.ts';

export type HoldReason = Reason<HoldCode | KeepCode>;

/** An image that every guard let through. Its private member makes that nothing but this file can make one. */
class ClearedImage {
  readonly #guarded = true;
  readonly known: Known;
  readonly image: Image;
  constructor(known: Known, image: Image) {
    this.known = known;
    this.image = image;
  }
  get guarded(): boolean {
    return this.#guarded;
  }
}
export type Cleared = ClearedImage;

export interface Held {
  readonly known: Known;
  readonly reasons: readonly HoldReason[];
}

export interface Clearance {
  /** Oldest first, then by id. */
  readonly cleared: readonly Cleared[];
  readonly held: readonly Held[];
}

export interface Guarding {
  /** What the ledger holds as due. */
  readonly due: readonly Known[];
  /** The same images, judged anew among their whole scope on fresh evidence. */
  readonly fresh: Plan;
  readonly policy: Policy;
  /** The run's time: the same for every guard, however long the run takes. */
  readonly now: Instant;
  /** The present moment: it tells whether somebody may still be at an image, since a lock begins and ends by the clock. */
  readonly at: Instant;
  /** How many attempts the run has left. */
  readonly allowance: number;
  /** Attempted in this very run already: these cost no attempt. */
  readonly begun: ReadonlySet<string>;
}

export function guard({ due, fresh, policy, now, at, allowance, begun }: Guarding): Clearance {
  const lines = new Map(fresh.map((line) => [keyOf(line.image), line]));
  const judged = [...due]
    .sort((a, b) => byAge(a.latest.after.image, b.latest.after.image))
    .map((known) => {
      const line = lines.get(keyOf(known.latest.after.image));
      return { known, line, reasons: holdsOf(known, line, policy, { now, at }) };
    });
  const cleared: Cleared[] = [];
  const held: Held[] = [];
  let left = allowance;
  for (const { known, line, reasons } of judged) {
    const free = begun.has(keyOf(known.latest.after.image));
    if (line === undefined || reasons.length > 0) held.push({ known, reasons });
    else if (left <= 0 && !free) held.push({ known, reasons: [overLimit] });
    else {
      cleared.push(new ClearedImage(known, line.image));
      if (!free) left -= 1;
    }
  }
  return { cleared, held };
}

export const overLimit: HoldReason = { code: 'limit', detail: 'the run has no attempt left in this scope' };

/** Every guard is asked, always. */
function holdsOf(
  known: Known,
  line: Line | undefined,
  policy: Policy,
  { now, at }: Pick<Guarding, 'now' | 'at'>,
): HoldReason[] {
  const { mark, image } = known.latest.after;
  return [
    ...(policy.mode === 'enforce' ? [] : [hold('stopped', 'the policy is in preview')]),
    ...(isLocked(known.latest.after, at) ? [hold('changed', 'another function is at it')] : []),
    ...(line === undefined
      ? [hold('changed', 'the image that was decided upon is not listed any more')]
      : []),
    ...(line !== undefined && isOther(image, line.image)
      ? [hold('changed', 'it is not as it was decided upon')]
      : []),
    ...(line?.verdict === 'keep' ? line.reasons.filter(isKeep) : []),
    ...(line?.verdict === 'retire' && !goesOn(mark, line)
      ? [hold('changed', 'the policy speaks differently of it, so its grace starts anew')]
      : []),
    ...(line?.dueAt !== undefined && line.dueAt > now ? [hold('grace', `until ${iso(line.dueAt)}`)] : []),
  ];
}

/** An image under the same key that was created at another time, or came to another state, is to be decided upon anew. */
const isOther = (before: Image, now: Image): boolean =>
  before.createdAt !== now.createdAt || before.state !== now.state || before.name !== now.name;

const goesOn = (mark: Known['latest']['after']['mark'], line: Line): boolean =>
  mark?.armed === true && mark.basis === line.mark?.basis && mark.since === line.mark.since;

const keeps: ReadonlySet<string> = new Set(keepCodes);
const isKeep = (reason: Reason): reason is Reason<KeepCode> => keeps.has(reason.code);

const hold = (code: HoldCode, detail: string): HoldReason => ({ code, detail });

/** Most images that a run may attempt in a scope of so many owned ones. A share above 0 allows at least one. */
export function limitOf({ perRun, share }: Limits, owned: number): number {
  // 29 % of 100 is 28.999999999999996 in binary fractions, and means 29.
  const byShare = share > 0 ? Math.max(1, Math.floor(share * owned + 1e-9)) : 0;
  return Math.min(perRun, byShare);
}
