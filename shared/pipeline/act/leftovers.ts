/** Snapshots that outlived their AMI: remembered when a deletion of ours leaves them, tried again by the next run. */
import type { Event, Fact, Known, Leftover } from '../../domain/history.ts';
import { keyOf, type Image, type Scope } from '../../domain/image.ts';
import type { Duration, Instant } from '../../domain/time.ts';
import type { Reason, SnapshotResult } from '../../domain/verdict.ts';
import type { Clock, ImageActor, Ledger } from '../ports.ts';
import { readStop } from './stop.ts';

/** `skipped`: another AMI uses it, and will take it along when it goes. */
const done: ReadonlySet<string> = new Set(['success', 'skipped']);

/**
 * Written before the receipt that tells of them: a crash in between then forgets nothing. Only for images that we
 * deleted ourselves: who else did may have meant to keep the snapshots.
 */
export async function remember(
  image: Image,
  snapshots: readonly SnapshotResult[],
  ledger: Ledger,
  now: Instant,
): Promise<void> {
  const scope: Scope = { account: image.account, region: image.region, kind: image.kind };
  for (const { id, result } of snapshots)
    if (!done.has(result))
      await ledger.putLeftover({ scope, snapshot: id, image: image.id, since: now, result });
}

export interface Tidying {
  readonly actor: ImageActor;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly run: Instant;
  /** How long the function that acts may be at it. */
  readonly lease: Duration;
}

/** Only what no listed image uses is tried; AWS itself refuses the rest. Answers what stopped it, if anything did. */
export async function retryLeftovers(
  leftovers: readonly Leftover[],
  inUse: ReadonlySet<string>,
  tidying: Tidying,
): Promise<Reason | undefined> {
  for (const leftover of leftovers) {
    if (inUse.has(leftover.snapshot)) {
      await tidying.ledger.removeLeftover(leftover);
      continue;
    }
    const stop = await readStop(tidying.ledger);
    if (stop !== undefined) return stop;
    await retryOne(leftover, tidying);
  }
  return undefined;
}

/** Like any deletion: announced in the history of its image, then tried, then told. Without that history it is left. */
async function retryOne(leftover: Leftover, tidying: Tidying): Promise<void> {
  const { actor, ledger } = tidying;
  const key = { id: leftover.image, incarnation: '' };
  const known = (await ledger.departed(leftover.scope, [key])).get(keyOf(key));
  if (known === undefined || actor.deleteSnapshot === undefined) return;
  if (isAtIt(known, tidying)) return;
  if (isDone(known, leftover)) return ledger.removeLeftover(leftover);
  const opened = await tell(known, 'snapshot-intent', known.latest.after, tidying);
  if (opened === undefined) return;
  const { result } = await actor.deleteSnapshot(leftover.snapshot);
  await tell(opened, 'snapshot-receipt', withResult(opened.latest.after, leftover.snapshot, result), tidying);
  // Last: while it is there, a crash before the receipt is made up for by the next run.
  await (done.has(result) ? ledger.removeLeftover(leftover) : ledger.putLeftover({ ...leftover, result }));
}

/** Told already: by another function, or by one that was killed right after. */
const isDone = ({ latest }: Known, { snapshot }: Leftover): boolean =>
  latest.after.result?.snapshots?.some(({ id, result }) => id === snapshot && done.has(result)) === true;

/** Another function announced it, and may still wait for the answer. */
const isAtIt = ({ latest }: Known, { clock, lease }: Tidying): boolean =>
  latest.event === 'snapshot-intent' && latest.at + lease > clock.now();

const tell = async (
  known: Known,
  event: Event,
  after: Fact,
  { ledger, clock, run }: Tidying,
): Promise<Known | undefined> =>
  ledger.write(known, { at: clock.now(), run, event, before: known.latest.after, after });

function withResult(fact: Fact, id: string, result: string): Fact {
  const { run = 0, outcome = 'deleted', snapshots = [], ...rest } = fact.result ?? {};
  const others = snapshots.filter((snapshot) => snapshot.id !== id);
  return { ...fact, result: { ...rest, run, outcome, snapshots: [...others, { id, result }] } };
}
