/** Ninety days in the life of an account, and the forty before them. Changes the simulated account, never the ledger. */
import { hour } from '../../../shared/domain/time.ts';
import type { Simulator } from '../aws/simulator.ts';
import type { VirtualClock } from '../virtual-clock.ts';
import { createDesktops, quota } from './desktops.ts';
import { createFleets } from './fleets.ts';
import { createHandMade } from './hand-made.ts';
import { createNews, type News } from './news.ts';
import { createBuilds } from './pipelines.ts';
import { createRandom } from './random.ts';
import { account, dayStart, daysBefore, regions, type Scene } from './scene.ts';
import { createTroubles } from './troubles.ts';

export interface Life {
  /** Lives through a day, up to just before its sweep. */
  readonly live: (number: number) => void;
  /** Looks back at a day after its sweep. */
  readonly close: (number: number) => void;
  /** Images in the account now. */
  readonly images: () => number;
  /** Images that were there at some sweep, are gone, and were not removed by hand. */
  readonly deleted: () => number;
  readonly quotaDays: () => QuotaDays;
  readonly news: News;
}

/** How the AppStream quota fared, in numbers of days. */
export interface QuotaDays {
  readonly quota: number;
  readonly refusedBefore: number;
  readonly refusedOn: readonly number[];
  /** After which sweep there was room for the first time. */
  readonly freeOn?: number;
  /** After how many sweeps the quota was full all the same. */
  readonly fullAfter: number;
  readonly last: number;
}

/** The account as it came to be before anybody cleaned up. */
export function createLife(simulator: Simulator, clock: VirtualClock): Life {
  const [home, away] = regions;
  const scene: Scene = {
    home: simulator.world(account, home),
    away: simulator.world(account, away),
    random: createRandom(20_260_302),
    releases: [],
    news: createNews(account, clock),
  };
  const parts = { builds: createBuilds(scene), fleets: createFleets(scene), own: createHandMade(scene) };
  const desktops = createDesktops(scene);
  const troubles = createTroubles(simulator);
  const live = (number: number): void => {
    clock.advanceTo(dayStart(number) + 5 * hour);
    parts.builds.live(number);
    parts.fleets.live(clock.now());
    parts.own.live(number);
    desktops.live(number);
    troubles.live(number);
  };
  for (let number = 1 - daysBefore; number < 1; number++) live(number);
  scene.news.forget();
  const room: { free?: number; full: number } = { full: 0 };
  const seen = new Set<object>();
  const held = (): object[] => imagesIn(scene);
  return {
    live: (number) => {
      live(number);
      for (const image of held()) seen.add(image);
    },
    close: (number) => {
      if (desktops.held() >= quota) room.full += 1;
      else room.free ??= number;
    },
    news: scene.news,
    images: () => held().length,
    deleted: () => seen.size - held().length - parts.own.removed(),
    quotaDays: () => ({
      quota,
      refusedBefore: desktops.refusedOn.filter((number) => number < 1).length,
      refusedOn: desktops.refusedOn.filter((number) => number >= 1),
      ...(room.free !== undefined && { freeOn: room.free }),
      fullAfter: room.full,
      last: desktops.held(),
    }),
  };
}

const imagesIn = ({ home, away }: Scene): object[] =>
  [home, away].flatMap(({ ec2, imagebuilder, appstream }): object[] => [
    ...ec2.images.all(),
    ...imagebuilder.summaries.all(),
    ...appstream.images.all(),
  ]);
