/** What was deleted → there again, as far as it can be, and on record as restored. */
import type { Entry, Fact, Known } from '../domain/history.ts';
import { keepTag } from '../domain/policy.ts';
import { iso, minute, type Instant } from '../domain/time.ts';
import type { Clock, ImageRestorer, Ledger, Whereabouts } from './ports.ts';
import { lingering } from './record/record.ts';

export interface Restoring {
  readonly restorer: ImageRestorer;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly known: Known;
  readonly by: string;
  /** Tag it, so that no run retires it again; otherwise the next run judges it like any other. */
  readonly keep: boolean;
}

export interface Restored {
  /** `lost`: nothing was changed, it cannot be brought back. `failed`: AWS refused a step; the steps before are done. */
  readonly outcome: 'restored' | 'was-there' | 'lost' | 'failed';
  /** What was done, in order. */
  readonly done: readonly string[];
  /** What could not be done, and why. */
  readonly undone: readonly string[];
}

export async function restore(restoring: Restoring): Promise<Restored> {
  const { restorer, known } = restoring;
  const { image } = known.latest.after;
  const done: string[] = [];
  try {
    const where = await restorer.find(image);
    const unclear = doubtAbout(where, restoring);
    if (unclear !== undefined) return { outcome: 'failed', done, undone: [unclear] };
    const lost = lossesOf(where);
    if (where.image === 'there' && known.latest.after.gone === undefined)
      return { outcome: 'was-there', done, undone: [] };
    if (lost.length > 0) return { outcome: 'lost', done, undone: lost };
    await bringBack(where, restoring, done);
  } catch (thrown) {
    return { outcome: 'failed', done, undone: [errorText(thrown)] };
  }
  const undone = await refurbish(restoring, done);
  const told = await tell(restoring);
  return { outcome: 'restored', done, undone: [...undone, ...told] };
}

/** What was just deleted goes on being listed for a while: that it is listed does not prove that it is there. */
function doubtAbout({ image }: Whereabouts, { known, clock }: Restoring): string | undefined {
  const until = (known.latest.after.gone?.at ?? -lingering) + lingering;
  return image === 'there' && until > clock.now()
    ? `it is not in the Recycle Bin, and AWS may list it for a while though it is gone; ask again after ${iso(until)}`
    : undefined;
}

/** An image whose snapshots are lost would come back as a name for nothing. */
function lossesOf({ image, snapshots }: Whereabouts): string[] {
  if (image === 'there') return [];
  if (image === 'lost')
    return ['it is not in the Recycle Bin: no rule covered it, or its time there is over'];
  const lost = [...snapshots].filter(([, place]) => place === 'lost').map(([id]) => id);
  return lost.map((id) => `its snapshot ${id} exists no more, neither in the Recycle Bin nor outside`);
}

/** Snapshots first, since the image cannot live without them; and protected before it is there for a run to see. */
async function bringBack(
  { image, snapshots }: Whereabouts,
  restoring: Restoring,
  done: string[],
): Promise<void> {
  const { restorer, keep, known, by } = restoring;
  const { id } = known.latest.after.image;
  if (image === 'there') return;
  for (const [snapshot, place] of snapshots) {
    if (place !== 'in-bin') continue;
    await restorer.restoreSnapshot(snapshot);
    done.push(`snapshot ${snapshot} restored`);
  }
  if (keep) {
    await restorer.tag(id, { [keepTag]: `restored by ${by}`.slice(0, longestValue) });
    done.push(`tagged ${keepTag}`);
  }
  await restorer.restoreImage(id);
  done.push('image restored');
}

const longestValue = 256;
/** AWS takes no time that has passed. */
const deprecationDelay = 5 * minute;

/** What the ledger knows of it and it does not bear any more. Launch permissions are none: a shared image is never deleted. */
async function refurbish({ restorer, known, clock, keep, by }: Restoring, done: string[]): Promise<string[]> {
  const { id, tags = {}, state } = known.latest.after.image;
  const undone: string[] = [];
  const attempt = async (what: string, act: () => Promise<void>): Promise<void> => {
    try {
      await act();
      done.push(what);
    } catch (thrown) {
      undone.push(`${what}: ${errorText(thrown)}`);
    }
  };
  let bears: Awaited<ReturnType<ImageRestorer['bears']>>;
  try {
    bears = await restorer.bears(id);
  } catch (thrown) {
    return [`tags and deprecation: ${errorText(thrown)}`];
  }
  const wanted = { ...tags, ...(keep && { [keepTag]: `restored by ${by}`.slice(0, longestValue) }) };
  const missing = Object.entries(wanted).filter(
    ([key]) => !Object.hasOwn(bears.tags, key) && !key.startsWith('aws:'),
  );
  if (missing.length > 0)
    await attempt(`tags set: ${missing.map(([key]) => key).join(', ')}`, async () =>
      restorer.tag(id, Object.fromEntries(missing)),
    );
  if (state === 'deprecated' && !bears.deprecated)
    await attempt('deprecated', async () => restorer.deprecate(id, clock.now() + deprecationDelay));
  return undone;
}

/** The grace clock is not taken over: should the policy still want it gone, all of the grace passes again. */
async function tell({ ledger, clock, known, by, keep }: Restoring): Promise<string[]> {
  const before = known.latest.after;
  const at = clock.now();
  const entry: Entry = {
    at,
    run: at,
    event: 'restored',
    before,
    after: restoredFact(before, { at, by }, keep),
  };
  const written = await ledger.write(known, entry);
  return written === undefined ? ['the record of it: a run wrote about the image at the same moment'] : [];
}

function restoredFact(
  before: Fact,
  hand: { readonly at: Instant; readonly by: string },
  keep: boolean,
): Fact {
  const { gone: _gone, result: _result, mark: _mark, intent: _intent, decision, ...rest } = before;
  const { rule } = decision;
  return {
    ...rest,
    decision: {
      ...(rule !== undefined && { rule }),
      verdict: 'keep',
      reasons: [
        keep
          ? { code: 'protected-tag', detail: keepTag }
          : { code: 'not-settled', detail: 'restored by hand; the next run judges it anew' },
      ],
    },
    restored: hand,
  };
}

const errorText = (thrown: unknown): string =>
  thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
