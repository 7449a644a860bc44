/** Images that are on record and that a listing did not show: looked for one by one, and recorded as gone where they are. */
import pMap from 'p-map';
import type { Entry, Fact, Known } from '../domain/history.ts';
import { keyOf } from '../domain/image.ts';
import type { Instant } from '../domain/time.ts';
import type { SnapshotResult } from '../domain/verdict.ts';
import { remember } from './act/leftovers.ts';
import type { Clock, ImageSource, Ledger, Outline } from './ports.ts';
import { toBeLookedFor } from './record/record.ts';

/** Images looked for before the clock is looked at. */
const perBatch = 100;

export interface Settled {
  /** Keys of those that are gone. Where a listing was not believed, an image may be both missing and news. */
  readonly gone: ReadonlySet<string>;
  /** How many of the missing are done with. */
  readonly passed: number;
  readonly whole: boolean;
}

/** Goes on with those that are missing, after the first `from`. What somebody wrote about since is left to the next run. */
export async function settleOn(
  missing: readonly string[],
  outline: Outline,
  from: number,
  settling: Settling,
): Promise<Settled> {
  const { clock, deadline = Infinity } = settling;
  const gone = new Set<string>();
  let passed = from;
  while (passed < missing.length && clock.now() < deadline) {
    const some = missing.slice(passed, passed + perBatch);
    const absent = toBeLookedFor((await outline.of(some)).values(), clock.now());
    const settle = async (known: Known): Promise<void> => {
      if (await settleMissing(known, settling)) gone.add(keyOf(known.latest.after.image));
    };
    await pMap(absent, settle, { concurrency: 4 });
    passed += some.length;
  }
  return { gone, passed, whole: passed >= missing.length };
}

export interface Settling {
  readonly source: ImageSource;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly run: Instant;
  /** Who deleted them, where that is told. */
  readonly by?: string;
  /** No further one is looked for after this. */
  readonly deadline?: Instant;
}

/** Absent from the listing is not gone: the image is looked for by its id before anything is called vanished. True: it is. */
export async function settleMissing(
  known: Known,
  { source, ledger, clock, run, by }: Settling,
): Promise<boolean> {
  const before = known.latest.after;
  if ((await source.look(before.image)) !== 'gone') return false;
  const ours = before.intent !== undefined;
  const snapshots = ours ? await source.remains?.(before.image) : undefined;
  const at = clock.now();
  const after = ours ? deletedAfterAll(before, at, snapshots ?? []) : vanished(before, at, by);
  const entry: Entry = { at, run, event: ours ? 'deleted' : 'vanished', before, after };
  await remember(before.image, snapshots ?? [], ledger, at);
  await ledger.write(known, entry);
  return true;
}

/** A deletion that we announced and whose answer was lost did take effect. */
function deletedAfterAll(before: Fact, at: Instant, snapshots: readonly SnapshotResult[]): Fact {
  const { intent, ...rest } = before;
  const run = intent?.run ?? at;
  return {
    ...rest,
    result: { run, outcome: 'deleted', ...(snapshots.length > 0 && { snapshots }) },
    gone: { at, how: 'deleted' },
  };
}

const vanished = (before: Fact, at: Instant, by: string | undefined): Fact => ({
  ...before,
  gone: { at, how: 'vanished', ...(by !== undefined && { by }) },
});
