/** A ledger written by a random life through the real Ledger, and beside it an independent list of what is true. */
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { startTable } from '../../infra/local/table/start.ts';
import type { Entry, Fact, Known, Run } from '../../shared/domain/history.ts';
import { scopeId, type Image, type Scope } from '../../shared/domain/image.ts';
import { day, hour, iso, minute, type Instant } from '../../shared/domain/time.ts';
import { createArchive } from '../../shared/store/archive.ts';
import type { Sweep } from '../../shared/domain/sweep.ts';
import type { Sweeps } from '../../shared/pipeline/ports.ts';
import { createLedger } from '../../shared/store/ledger.ts';
import { createSweeps } from '../../shared/store/sweeps.ts';
import type { LocalTable } from '../../infra/local/table/start.ts';

export const place = { account: '123456789012', region: 'us-east-1' };
export const scopes: readonly Scope[] = [
  { ...place, kind: 'ec2' },
  { ...place, region: 'eu-west-1', kind: 'ec2' },
  { ...place, kind: 'appstream' },
];

export const beginning = Date.parse('2026-01-30T00:00:00.000Z');

/** Mulberry32: small, and the same everywhere. */
export function createDice(seed: number) {
  let state = seed;
  const roll = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const below = (n: number): number => Math.floor(roll() * n);
  return {
    below,
    one: <T>(list: readonly T[]): T => list[below(list.length)]!,
    chance: (p: number) => roll() < p,
  };
}
type Dice = ReturnType<typeof createDice>;

export interface Life {
  readonly table: LocalTable;
  /** Everything that happened, in the order in which it did. */
  readonly entries: readonly Entry[];
  readonly runs: readonly Run[];
  readonly sweeps: readonly Sweep[];
  readonly end: Instant;
}

const clockAt = (now: () => number) => ({ now, sleep: async () => Promise.resolve() });

/** `steps` changes in some two months; a run in each scope a day. */
export async function liveAtRandom({
  steps,
  seed,
  dir,
}: {
  readonly steps: number;
  readonly seed: number;
  readonly dir?: string;
}): Promise<Life> {
  const dice = createDice(seed);
  const table = await startTable(dir === undefined ? {} : { dir });
  let now = beginning;
  const ledger = createLedger({ ...table, historyDays: 4000, clock: clockAt(() => now) });
  const images: Image[] = [];
  const known = new Map<Image, Known>();
  const entries: Entry[] = [];
  const runs: Run[] = [];
  const sweeps: Sweep[] = [];
  const sweepsIn = createSweeps({ ...table, historyDays: 4000, clock: clockAt(() => now) });
  for (let step = 0; step < steps; step++) {
    const before = now;
    if (!dice.chance(0.25)) now += dice.below(Math.floor((120 * day) / steps));
    if (Math.floor(now / day) > Math.floor(before / day))
      for (const scope of scopes) {
        const run = runOf(scope, Math.floor(now / day) * day, entries);
        await ledger.putRun(run);
        runs.push(run);
      }
    if (Math.floor(now / day) > Math.floor(before / day))
      sweeps.push(await sweepAt(Math.floor(now / day) * day, sweepsIn));
    const image =
      dice.chance(0.3) || images.length === 0 ? imageOf(images.length, dice, now) : dice.one(images);
    if (!images.includes(image)) images.push(image);
    const previous = known.get(image);
    const entry = nextEntry(image, previous?.latest.after, now, dice);
    const written = (await ledger.write(previous, entry))!;
    known.set(image, written);
    entries.push(entry);
  }
  return { table, entries, runs, sweeps, end: now + hour };
}

/** Every other one is not over. */
async function sweepAt(at: Instant, sweeps: Sweeps): Promise<Sweep> {
  const begun: Sweep = { at, begunAt: at + 1, policy: 'sha256:0', mode: 'enforce', scopes };
  await sweeps.begin(begun);
  if ((at / day) % 2 === 0) return begun;
  const counts = { owned: 9, keep: 8, retire: 1, deleted: 1, alreadyGone: 0, held: 0, refused: 0, unsure: 0 };
  const completed = { at: at + hour, totals: { scopes: scopes.length, ...counts, blindSpots: 0 } };
  await sweeps.complete(at, completed);
  return { ...begun, completed };
}

function imageOf(n: number, dice: Dice, now: Instant): Image {
  const scope = dice.one(scopes);
  const appstream = scope.kind === 'appstream';
  // Few names, so that some are borne again by another image.
  const id = appstream ? `desk-${n % 3}` : `ami-${String(n).padStart(4, '0')}`;
  const created = now - dice.below(100) * day - n;
  return {
    ...scope,
    id,
    incarnation: appstream ? iso(created) : '',
    name: appstream ? id : dice.one(['web', 'db', '=cmd', 'job']) + `-${n}`,
    state: 'available',
    createdAt: created,
    tags: { team: dice.one(['web', 'data']), n: String(n) },
    snapshots: appstream ? [] : [{ id: `snap-${n}`, gib: 8 + n }],
  };
}

function nextEntry(image: Image, before: Fact | undefined, at: Instant, dice: Dice): Entry {
  const fact = factOf(image, at, dice);
  const run = Math.floor(at / day) * day;
  if (before === undefined) return { at, run, event: 'appeared', after: fact };
  if (before.gone) return { at, run, event: 'returned', before, after: fact };
  if (dice.chance(0.7)) return { at, run, event: 'changed', before, after: fact };
  const ours = dice.chance(0.6);
  const gone = ours
    ? ({ at, how: 'deleted' } as const)
    : ({ at, how: 'vanished', by: 'arn:aws:iam::123456789012:user/eve' } as const);
  const snapshots = image.snapshots?.map(({ id }) => ({ id, result: 'success' }));
  const result = ours
    ? { result: { run, outcome: 'deleted', ...(snapshots && { snapshots }) } as const }
    : {};
  return { at, run, event: gone.how, before, after: { ...before, ...result, gone } };
}

function factOf(image: Image, at: Instant, dice: Dice): Fact {
  const retire = dice.chance(0.4);
  const code = dice.one(['in-use', 'too-young', 'newest'] as const);
  return {
    image: { ...image, state: dice.one(['available', 'failed', 'deprecated']) },
    decision: retire
      ? {
          rule: dice.one(['old', 'failed']),
          verdict: 'retire',
          dueAt: at + dice.below(20) * hour + 7 * day,
          reasons: [{ code: 'stale', detail: 'old' }],
        }
      : { rule: 'old', verdict: 'keep', reasons: [{ code, detail: `since ${at}` }] },
    policy: 'sha256:0',
    users:
      code === 'in-use' && !retire ? [`arn:aws:ec2:us-east-1:1:launch-template/lt-${dice.below(9)}`] : [],
    ...(retire && {
      mark: { since: at, basis: 'x', armed: dice.chance(0.5) },
      result: { run: at, outcome: 'held', held: [{ code: 'grace', detail: '' }] } as const,
    }),
  };
}

/** The runs as the list of truth has them: what was there when they began. */
function runOf(scope: Scope, at: Instant, entries: readonly Entry[]): Run {
  const there = trueImages(entries, at).filter(({ image }) => scopeId(image) === scopeId(scope));
  const states: Partial<Record<Image['state'], number>> = {};
  for (const { image } of there) states[image.state] = (states[image.state] ?? 0) + 1;
  const retire = there.filter(({ decision }) => decision.verdict === 'retire').length;
  return {
    ...{ scope, at, surveyedAt: at + minute, policy: 'sha256:0', mode: 'enforce', complete: true },
    ...{ owned: there.length, keep: there.length - retire, retire, states, attempts: 0, retiring: false },
    blindSpots: at % (3 * day) === 0 ? [{ reading: 'ec2:DescribeFleets', error: 'AccessDenied' }] : [],
    readings: { 'ec2:DescribeImages': 1 },
  };
}

const keyIn = ({ image }: Fact): string => `${scopeId(image)} ${image.id} ${image.incarnation}`;

/** How every image stood that anything was known of, gone ones too: the last word of each. */
export function lastWords(entries: readonly Entry[], at: Instant): Fact[] {
  const last = new Map<string, Fact>();
  for (const entry of entries) if (entry.at <= at) last.set(keyIn(entry.after), entry.after);
  return [...last.values()];
}

export const trueImages = (entries: readonly Entry[], at: Instant): Fact[] =>
  lastWords(entries, at).filter(({ gone }) => gone === undefined);

export const archiveOn = (table: { client: DynamoDBDocumentClient; name: string }) =>
  createArchive({ ...table, clock: clockAt(() => 0) });
