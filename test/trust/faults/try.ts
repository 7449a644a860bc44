/** One point tried: the disturbed run, two healthy ones after it, and all that is to be judged of them. */
import type { World } from '../../../infra/local/aws/world/world.ts';
import type { Entry, Known } from '../../../shared/domain/history.ts';
import { keyOf, kinds, type Scope } from '../../../shared/domain/image.ts';
import { day, type Instant } from '../../../shared/domain/time.ts';
import type { Archive } from '../../../shared/pipeline/ports.ts';
import { type Asked, type Point } from './fault.ts';
import { isDeletion, isScopeWide, targetOf } from './targets.ts';
import { createWatch, type Notice, type Seen } from './watch.ts';
import { startWatched, type Arrange, type Beginning, type Watched } from './watched.ts';

/** A deletion as it was asked for. */
export interface Deletion {
  readonly process: string;
  /** The scheduled time of the run. */
  readonly run: Instant;
  readonly service: string;
  readonly operation: string;
  /** AMI, snapshot, build, or stream image. */
  readonly id: string;
  /** Whether it was there when it was asked for. */
  readonly there: boolean;
  /** Met by the fault. */
  readonly hit: boolean;
  /** What this function had not been able to read of the whole scope before, in the same run. */
  readonly blind: readonly string[];
}

/** What truly stands, and what the ledger says, after one run. */
export interface Stand {
  readonly images: readonly string[];
  readonly snapshots: readonly string[];
  readonly standing: readonly Known[];
  readonly gone: readonly Known[];
}

export interface Trial {
  readonly point: Point | undefined;
  /** The call that the fault met; undefined where the run never came to it. */
  readonly hit: Seen | undefined;
  /** A time limit ran out that should not have: the machine was too busy for the trial to count. */
  readonly disturbed: boolean;
  /** Calls of the first run. */
  readonly calls: readonly Seen[];
  readonly deletions: readonly Deletion[];
  /** After each run. */
  readonly stands: readonly Stand[];
  /** What happened to each image that is gone. */
  readonly histories: ReadonlyMap<string, readonly Entry[]>;
  /** Errands that were given up. */
  readonly dead: readonly string[];
}

const runsToMake = 3;

/** Longer than any answer takes; for a fault that is a timeout, as short as the machine allows. */
const timeLimit = (point: Point | undefined, patience: number): number =>
  point?.fault.startsWith('timeout') === true ? patience : 600_000;

export interface Disturbance {
  readonly point?: Point;
  /** Milliseconds of real time after which a function gives a request up, where the fault is a timeout. */
  readonly patience?: number;
  /** Told of every call, and waited for. */
  readonly notice?: Notice;
  readonly arrange?: Arrange;
}

export async function tryOnce(beginning: Beginning, disturbance: Disturbance = {}): Promise<Trial> {
  const { point, patience = 250, arrange } = disturbance;
  const deletions: Deletion[] = [];
  let run = beginning.now;
  const place: { world?: World } = {};
  const unread = new Map<string, string[]>();
  const notice = async (asked: Seen, hit: boolean): Promise<void> => {
    await disturbance.notice?.(asked, hit);
    const errand = `${asked.process} ${run}`;
    const blind = unread.get(errand) ?? [];
    if (hit && isScopeWide(asked) && point?.fault !== 'empty-page')
      unread.set(errand, [...blind, `${asked.service}:${asked.operation}`]);
    if (place.world !== undefined && isDeletion(asked))
      deletions.push({ ...deletionOf(asked, place.world), run, hit, blind });
  };
  const watch = createWatch(point, notice);
  const service = await startWatched(beginning, watch, timeLimit(point, patience), arrange);
  const world = service.simulator.world();
  place.world = world;
  const stands: Stand[] = [];
  let calls: readonly Seen[] = [];
  try {
    for (let at = 0; at < runsToMake; at++) {
      run = beginning.now + at * day;
      await service.bus.fire(run);
      if (at === 0) await hear(service, beginning.heard);
      stands.push(await standOf(world, service.archive));
      if (at === 0) calls = [...watch.calls];
    }
    const { gone = [] } = stands.at(-1) ?? {};
    const histories = await historiesOf(gone, service.archive);
    const { hit, disturbed } = watch;
    const dead = Object.values(service.bus.queues).flatMap((queue) => queue.dead.map(({ body }) => body));
    return { point, hit, disturbed, calls, deletions, stands, histories, dead };
  } finally {
    await service.close();
  }
}

async function hear({ bus }: Watched, events: Beginning['heard']): Promise<void> {
  for (const event of events) {
    if (bus.publish(event).length === 0)
      throw new Error(`No rule lets this through: ${JSON.stringify(event)}`);
    await bus.drain();
  }
}

function deletionOf(asked: Asked, world: World): Omit<Deletion, 'run' | 'hit' | 'blind'> {
  const id = targetOf(asked.input);
  const { images, snapshots } = trulyIn(world);
  const there = [...images, ...snapshots].includes(id);
  return { process: asked.process, service: asked.service, operation: asked.operation, id, there };
}

const text = (id: string | undefined): string => id ?? '';

function trulyIn({ ec2, imagebuilder, appstream }: World): Pick<Stand, 'images' | 'snapshots'> {
  return {
    images: [
      ...ec2.images.all().map(({ ImageId }) => text(ImageId)),
      ...imagebuilder.summaries.all().map(({ arn }) => text(arn)),
      ...appstream.images.all().map(({ Name }) => text(Name)),
    ].sort(),
    snapshots: ec2.snapshots
      .all()
      .map(({ SnapshotId }) => text(SnapshotId))
      .sort(),
  };
}

async function standOf(world: World, archive: Archive): Promise<Stand> {
  const scopes = kinds.map((kind): Scope => ({ account: world.account, region: world.region, kind }));
  const standing = await Promise.all(
    scopes.map(async (scope) => [...(await archive.standing(scope)).values()]),
  );
  const gone = await Promise.all(scopes.map(async (scope) => archive.gone(scope)));
  return { ...trulyIn(world), standing: standing.flat(), gone: gone.flat() };
}

async function historiesOf(gone: readonly Known[], archive: Archive): Promise<Trial['histories']> {
  const histories = new Map<string, readonly Entry[]>();
  for (const { latest } of gone)
    histories.set(keyOf(latest.after.image), await archive.history(latest.after.image));
  return histories;
}
