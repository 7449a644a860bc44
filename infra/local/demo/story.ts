/** What the ledger, and the simulator's own count of calls, say about the ninety days. Nothing here is assumed. */
import type { Entry, Fact, Run } from '../../../shared/domain/history.ts';
import { byPlace, kinds, scopeId, type Image, type Kind, type Scope } from '../../../shared/domain/image.ts';
import { day, type Duration, type Instant } from '../../../shared/domain/time.ts';
import type { Archive } from '../../../shared/pipeline/ports.ts';
import { sweepAt } from './scene.ts';
import { countBy, type Count } from './tally.ts';

export interface Story {
  readonly from: Instant;
  /** The last sweep. */
  readonly to: Instant;
  /** Before the first sweep, before the fullest, after the last. */
  readonly owned: { readonly first: number; readonly most: number; readonly last: number };
  /** Rule and reason of every image that stands as kept; an image with several reasons counts under each. */
  readonly kept: { readonly images: number; readonly by: readonly Count[] };
  /** Images still in their grace, or held, at the end. */
  readonly waiting: number;
  /** Rule and reason of every deletion. */
  readonly retired: { readonly images: number; readonly by: readonly Count[] };
  /** How often: deletions, refusals and the like. */
  readonly happened: (event: Entry['event']) => number;
  /** How many images were ever held for a reason. */
  readonly held: readonly Count[];
  /** Images that never came to be, by kind, and were deleted. */
  readonly failed: readonly Count[];
  readonly snapshots: { readonly deleted: number; readonly spared: number; readonly gib: number };
  readonly blind: readonly Blindness[];
  readonly entries: number;
  /** How long after the event of its failure each failed build was in the ledger. */
  readonly heard: readonly Duration[];
  readonly examples: Readonly<Record<Kind, Examples>>;
}

/** A reading that failed, and what happened in its scope around that day. */
export interface Blindness {
  readonly at: Instant;
  readonly scope: string;
  readonly reading: string;
  readonly error: string;
  readonly deletedThen: number;
  readonly deletedNextDay: number;
}

export interface Examples {
  readonly kept?: Image;
  readonly retired?: Image;
}

export async function storyOf(
  archive: Archive,
  scopes: readonly Scope[],
  days: number,
  failures: ReadonlyMap<string, Instant>,
): Promise<Story> {
  const [from, to] = [sweepAt(1), sweepAt(days)];
  const standing = await everywhere(scopes, async (scope) => [...(await archive.standing(scope)).values()]);
  const facts = standing.map(({ latest }) => latest.after).sort((a, b) => byPlace(a.image, b.image));
  const entries = await everywhere(scopes, async (scope) => archive.between(scope, from, to + day));
  const runs = await everywhere(scopes, async (scope) => archive.runs(scope, from, to + day));
  const deleted = entries.filter(({ event }) => event === 'deleted').map(({ after }) => after);
  const kept = facts.filter(({ decision }) => decision.verdict === 'keep');
  return {
    from,
    to,
    owned: { ...ownedOver(runs), last: facts.length },
    kept: { images: kept.length, by: countBy(kept, ruleAndReasons) },
    waiting: facts.length - kept.length,
    retired: { images: deleted.length, by: countBy(deleted, ruleAndReasons) },
    // A second entry of a gone image only says who it was.
    happened: (event) =>
      entries.filter((entry) => entry.event === event && entry.before?.gone === undefined).length,
    held: heldBy(entries),
    failed: countBy(deleted.filter(isFailed), ({ image }) => [[image.kind]]),
    snapshots: snapshotsOf(deleted),
    blind: runs.flatMap((run) => blindnessOf(run, entries)),
    entries: entries.length,
    heard: [...failures].flatMap(([arn, since]) => delayOf(arn, since, entries) ?? []),
    examples: examplesOf(kept, deleted),
  };
}

function delayOf(arn: string, since: Instant, entries: readonly Entry[]): Duration | undefined {
  const first = entries.find(
    ({ at, after: { image } }) => at >= since && image.id === arn && image.state === 'failed',
  );
  return first === undefined ? undefined : first.at - since;
}

const everywhere = async <T>(
  scopes: readonly Scope[],
  read: (scope: Scope) => Promise<readonly T[]>,
): Promise<T[]> => (await Promise.all(scopes.map(read))).flat();

const ruleAndReasons = ({ decision: { rule, reasons } }: Fact): string[][] =>
  reasons.map(({ code }) => [rule ?? '(no rule)', code]);

const isFailed = ({ decision }: Fact): boolean => decision.reasons.some(({ code }) => code === 'failed');

function ownedOver(runs: readonly Run[]): Omit<Story['owned'], 'last'> {
  const byDay = [...Map.groupBy(runs, ({ at }) => at)].sort(([a], [b]) => a - b);
  const owned = byDay.map(([, same]) => same.reduce((sum, run) => sum + run.owned, 0));
  return { first: owned[0] ?? 0, most: Math.max(0, ...owned) };
}

/** Each image once per reason, however often it was held. */
function heldBy(entries: readonly Entry[]): Count[] {
  const pairs = entries.flatMap(({ after: { image, result } }) =>
    (result?.held ?? []).map(({ code }) => [code, `${scopeId(image)} ${image.id} ${image.incarnation}`]),
  );
  const once = [...new Map(pairs.map((pair) => [pair.join('\n'), pair])).values()];
  return countBy(once, ([code = '']) => [[code]]);
}

function snapshotsOf(deleted: readonly Fact[]): Story['snapshots'] {
  const results = deleted.flatMap(({ image, result }) =>
    (result?.snapshots ?? []).map((snapshot) => ({
      result: snapshot.result,
      gib: image.snapshots?.find(({ id }) => id === snapshot.id)?.gib ?? 0,
    })),
  );
  const gone = results.filter(({ result }) => result === 'success');
  return {
    deleted: gone.length,
    spared: results.filter(({ result }) => result === 'skipped').length,
    gib: gone.reduce((sum, { gib }) => sum + gib, 0),
  };
}

function blindnessOf({ at, scope, blindSpots }: Run, entries: readonly Entry[]): Blindness[] {
  const deletedIn = (run: Instant): number =>
    entries.filter(
      (entry) =>
        entry.event === 'deleted' && entry.run === run && scopeId(entry.after.image) === scopeId(scope),
    ).length;
  return blindSpots.map(({ reading, error }) => ({
    at,
    scope: scopeId(scope),
    reading,
    error,
    deletedThen: deletedIn(at),
    deletedNextDay: deletedIn(at + day),
  }));
}

/** Of each kind one image that stayed, the one with the most reasons, and one that went, the last. */
function examplesOf(kept: readonly Fact[], deleted: readonly Fact[]): Story['examples'] {
  const exampleOf = (kind: Kind): Examples => {
    const stayed = kept
      .filter(({ image }) => image.kind === kind)
      .toSorted((a, b) => b.decision.reasons.length - a.decision.reasons.length)[0];
    const went = deleted.findLast(({ image }) => image.kind === kind);
    return { ...(stayed && { kept: stayed.image }), ...(went && { retired: went.image }) };
  };
  const [ec2, imagebuilder, appstream] = kinds;
  return {
    [ec2]: exampleOf(ec2),
    [imagebuilder]: exampleOf(imagebuilder),
    [appstream]: exampleOf(appstream),
  };
}
