/** What a survey saw, compared image by image with what is on record, and written down while there is time. */
import pMap from 'p-map';
import { after, type Many } from '../domain/many.ts';
import type { Sighting } from '../domain/evidence.ts';
import { keyOf } from '../domain/image.ts';
import type { Instant } from '../domain/time.ts';
import type { Clock, Ledger, Outline } from './ports.ts';
import { changesOf, compare, type Change, type Differing, type Recording } from './record/record.ts';
import { createTotals, type Totals } from './record/totals.ts';

/** DynamoDB takes far more; the SDK's sockets and our memory do not gain by it. */
const writesAtOnce = 32;

/** Images written about before the clock is looked at: some second of writing. Their facts are one call to read. */
const perBatch = 100;

/** Images compared, of which nothing is news, before the clock is looked at. */
const perGlance = 1000;

export interface Writing {
  readonly ledger: Ledger;
  readonly clock: Clock;
  /** No further batch is begun after this. */
  readonly deadline: Instant;
}

export interface WrittenDown {
  /** How many of the sightings are done with. */
  readonly passed: number;
  /** Of those. */
  readonly totals: Totals;
  readonly whole: boolean;
  /** Writes that were taken. */
  readonly written: number;
}

/** From `soFar` on. Those in `gone` were listed, and are known, or were found, to be gone. */
export async function writeDown(
  sightings: Many<Sighting>,
  outline: Outline,
  recording: Recording,
  gone: ReadonlySet<string>,
  soFar: { readonly passed: number; readonly totals?: Totals },
  { ledger, clock, deadline }: Writing,
): Promise<WrittenDown> {
  const counting = createTotals(recording.run, soFar.totals);
  let passed = soFar.passed;
  let written = 0;
  let batch = emptyBatch();
  const write = async (): Promise<void> => {
    const { coming, differing } = batch;
    batch = emptyBatch();
    const recorded = await outline.of(differing.map(({ key }) => key));
    written += await writeAll([...coming, ...changesOf(differing, recorded, recording)], ledger);
  };
  const stand = (whole: boolean): WrittenDown => ({
    passed,
    totals: counting.totals(),
    whole,
    written,
  });
  for (const sighting of after(sightings, passed)) {
    const full = batch.coming.length + batch.differing.length >= perBatch;
    if (full || passed % perGlance === 0) {
      const late = clock.now() >= deadline;
      if (full || late) await write();
      if (late) return stand(false);
    }
    passed++;
    if (gone.has(keyOf(sighting.image))) continue;
    const { line, coming, differing } = compare(sighting, recording);
    counting.add(line);
    if (coming) batch.coming.push(coming);
    if (differing) batch.differing.push(differing);
  }
  await write();
  return stand(true);
}

interface Batch {
  readonly coming: Change[];
  readonly differing: Differing[];
}

const emptyBatch = (): Batch => ({ coming: [], differing: [] });

/** Gives how many were taken: one that is lost to somebody else gets us no further. */
async function writeAll(changes: readonly Change[], ledger: Ledger): Promise<number> {
  const taken = await pMap(changes, async ({ previous, entry }) => ledger.write(previous, entry), {
    concurrency: writesAtOnce,
  });
  return taken.filter((known) => known !== undefined).length;
}
