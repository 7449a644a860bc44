/** The accounts and regions of one simulated AWS. */
import type { Instant } from '../../../shared/domain/time.ts';
import type { AccountFile, AccountFileInput } from '../account/account-file.ts';
import { homeAccount, homeRegion } from '../account/account-file.ts';
import { isRecord } from '../account/wire.ts';
import type { Shelf } from './world/shelf.ts';
import type { World } from './world/world.ts';
import { createWorld } from './world/world.ts';

export interface Worlds {
  /** Undefined for an account that is not in the files; its other regions are there, and empty. */
  find(account: string, region: string): World | undefined;
  /** Those that the files describe, and those in which something came to be. */
  all(): readonly World[];
}

export const placeOf = ({ account, region }: { readonly account: string; readonly region: string }): string =>
  `${account}/${region}`;

export const placed = (file: AccountFileInput): AccountFile => ({
  ...file,
  account: file.account ?? homeAccount,
  region: file.region ?? homeRegion,
});

export function createWorlds(files: readonly AccountFile[], now: () => Instant): Worlds {
  const worlds = new Map(files.map((file) => [placeOf(file), createWorld(file, now)]));
  const given = new Set(worlds.values());
  const accounts = new Set(files.map(({ account }) => account));
  return {
    find(account, region) {
      if (!accounts.has(account)) return undefined;
      const place = placeOf({ account, region });
      const world = worlds.get(place) ?? createWorld({ account, region }, now);
      worlds.set(place, world);
      return world;
    },
    all: () => [...worlds.values()].filter((world) => given.has(world) || holdsAnything(world)),
  };
}

const holdsAnything = ({ ec2, autoscaling, ssm, imagebuilder, appstream }: World): boolean =>
  [ec2, autoscaling, ssm, imagebuilder, appstream].some((service) =>
    Object.values(service).some((held: unknown) => isShelf(held) && held.all().length > 0),
  );

const isShelf = (held: unknown): held is Shelf<object> => isRecord(held) && 'all' in held;
