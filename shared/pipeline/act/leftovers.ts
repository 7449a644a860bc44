/** Snapshots that outlived their AMI: remembered when a deletion leaves them, tried again by the next run. */
import type { Leftover } from '../../domain/history.ts';
import type { Image, Scope } from '../../domain/image.ts';
import type { Instant } from '../../domain/time.ts';
import type { SnapshotResult } from '../../domain/verdict.ts';
import type { ImageActor, Ledger } from '../ports.ts';

/** `skipped`: another AMI uses it, and will take it along when it goes. */
const done: ReadonlySet<string> = new Set(['success', 'skipped']);

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

/** Only what no listed image uses, and what nobody protected meanwhile, is tried: AWS itself refuses the former. */
export async function retryLeftovers(
  leftovers: readonly Leftover[],
  inUse: ReadonlySet<string>,
  actor: ImageActor,
  ledger: Ledger,
): Promise<readonly SnapshotResult[]> {
  const results: SnapshotResult[] = [];
  for (const leftover of leftovers) {
    const { id, result } = inUse.has(leftover.snapshot)
      ? { id: leftover.snapshot, result: 'skipped' }
      : ((await actor.deleteSnapshot?.(leftover.snapshot)) ?? { id: leftover.snapshot, result: 'skipped' });
    results.push({ id, result });
    await (done.has(result) ? ledger.removeLeftover(leftover) : ledger.putLeftover({ ...leftover, result }));
  }
  return results;
}
