/** A look at a scope that may take longer than a function has: its images listed, and what is on record of them outlined. */
import type { Scope } from '../domain/image.ts';
import type { Policy } from '../domain/policy.ts';
import type { Instant } from '../domain/time.ts';
import { needsOf } from './decide/needs.ts';
import { leave, pickUp, type Left } from './luggage.ts';
import type { Clock, ImageSource, Ledger, Listing, Open, Outline, SoFar } from './ports.ts';

/** How far a look has come. */
export interface LookSoFar {
  readonly takenAt: Instant;
  /** How many images the run had tried by then: the listing shows all that it has deleted since. */
  readonly attempts: number;
  readonly listed: Reach;
  readonly outlined: Reach;
}

interface Reach {
  readonly left: readonly Left[];
  /** It has come to its end. */
  readonly whole: boolean;
  /** Where to go on; absent at the start, and at the end. */
  readonly place?: string;
}

/** The same, with what was left of it. */
export interface LookPickedUp {
  readonly takenAt: Instant;
  readonly listed: SoFar<string>;
  readonly outlined: SoFar<string>;
  readonly soFar: LookSoFar;
}

export interface Look {
  readonly takenAt: Instant;
  readonly attempts: number;
  readonly listing: Listing;
  readonly outline: Outline;
  /** Puts it away. Undefined: it cannot be, and another part has to look anew. */
  readonly putAway: () => Promise<LookSoFar | undefined>;
}

export interface Looking {
  readonly source: ImageSource;
  readonly ledger: Ledger;
  readonly policy: Policy;
  readonly clock: Clock;
}

/** Undefined: some of it is not there any more. */
export async function pickUpLook(
  ledger: Ledger,
  scope: Scope,
  soFar: LookSoFar,
): Promise<LookPickedUp | undefined> {
  const listed = await pickUpReach(ledger, scope, soFar.listed);
  const outlined = await pickUpReach(ledger, scope, soFar.outlined);
  return listed && outlined && { takenAt: soFar.takenAt, listed, outlined, soFar };
}

async function pickUpReach(ledger: Ledger, scope: Scope, { left, ...rest }: Reach) {
  const pages = await pickUp(ledger, scope, left);
  return pages && { pages, ...rest };
}

/** Whether earlier parts have come to the end of it. */
export const isWhole = (look: LookPickedUp | undefined): boolean =>
  look !== undefined && look.listed.whole && look.outlined.whole;

const unread: SoFar<string> = { pages: [], whole: false };
const nothing: Reach = { left: [], whole: false };

/** What is on record, alone. Who finds that nothing is due there need not look at the images. */
export async function outlineOn(
  { scope, ledger, clock }: Pick<Looking, 'ledger' | 'clock'> & { readonly scope: Scope },
  before: LookPickedUp | undefined,
  until: Instant,
): Promise<Outline | { readonly open: LookSoFar }> {
  const outline = await ledger.outlineOn(scope, before?.outlined ?? unread, until);
  if (!('open' in outline)) return outline;
  const left = [...(before?.soFar.outlined.left ?? []), ...(await leave(ledger, scope, outline.pages))];
  const listed = before?.soFar.listed ?? nothing;
  const outlined = { left, whole: false, place: outline.open };
  return { open: { takenAt: before?.takenAt ?? clock.now(), attempts: 0, listed, outlined } };
}

/** Goes on with what an earlier part has begun; nothing further is asked for after `until`. `outline`: it is read already. */
export async function lookOn(
  { source, ledger, policy, clock }: Looking,
  before: LookPickedUp | undefined,
  until: Instant,
  { outline: read, attempts: tried = 0 }: { readonly outline?: Outline; readonly attempts?: number } = {},
): Promise<Look | { readonly open: LookSoFar }> {
  const { scope } = source;
  const begun = before !== undefined && hasEvidence(before.listed) ? before : undefined;
  const takenAt = begun?.takenAt ?? clock.now();
  const attempts = begun?.soFar.attempts ?? tried;
  const needs = needsOf(policy, scope.kind);
  // Neither needs the other: a large scope takes long to list, and as long to read.
  const [listing, outline] = await Promise.all([
    source.listOn?.(needs, before?.listed ?? unread, until) ?? source.list(needs),
    read ?? ledger.outlineOn(scope, before?.outlined ?? unread, until),
  ]);
  const putAway = async (): Promise<LookSoFar | undefined> => {
    const listed = await reachOf(listing, before?.soFar.listed, ledger, scope);
    const outlined = listed && (await reachOf(outline, before?.soFar.outlined, ledger, scope));
    return outlined && { takenAt, attempts, listed, outlined };
  };
  if (!('open' in listing) && !('open' in outline)) return { takenAt, attempts, listing, outline, putAway };
  // A listing that failed, or that cannot be taken apart, is asked for again by the next part.
  const listed = (await reachOf(listing, before?.soFar.listed, ledger, scope)) ?? nothing;
  const outlined = (await reachOf(outline, before?.soFar.outlined, ledger, scope)) ?? nothing;
  return { open: { takenAt, attempts, listed, outlined } };
}

/** Whether there is evidence in it yet. */
export const hasEvidence = ({ whole, place }: Pick<SoFar<string>, 'whole' | 'place'>): boolean =>
  whole || place !== undefined;

/** Undefined for a listing that failed, or that cannot be taken apart: it is asked for again from the start. */
async function reachOf(
  read: Listing | Outline | Open<string>,
  soFar: Reach | undefined,
  ledger: Ledger,
  scope: Scope,
): Promise<Reach | undefined> {
  if ('complete' in read && (!read.complete || read.pages === undefined)) return undefined;
  const pages = 'open' in read ? read.pages : (read.pages?.() ?? []);
  const left = [...(soFar?.left ?? []), ...(await leave(ledger, scope, pages))];
  return 'open' in read ? { left, whole: false, place: read.open } : { left, whole: true };
}
