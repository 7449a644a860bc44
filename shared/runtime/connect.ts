/** A scope → what reads it and what deletes in it. The one place that knows which code serves which kind. */
import type { Kind, Place, Scope } from '../domain/image.ts';
import type { ImageActor, ImageSource, Listing } from '../pipeline/ports.ts';
import type { Reach } from '../providers/clients.ts';
import { sdkErrorOf } from '../providers/sdk-error.ts';
import { accessFrom, placeKey, type Access } from './access.ts';
import type { CredentialSource } from './client-settings.ts';
import type { Serving } from './kinds/serving.ts';
import { lazilyAsync } from './lazily-async.ts';
import type { Surroundings } from './surroundings.ts';
import { isTarget, placesNear } from './targets.ts';

export interface Connection {
  readonly source: () => ImageSource;
  readonly actor: () => ImageActor;
}

export type Connect = (scope: Scope) => Promise<Connection>;

/** What is let happen beyond looking, and beyond what an actor does. */
export interface Powers {
  /** AWS may be asked to make reports on who uses an AMI, where the policy wants them read. */
  readonly mayRequestReports?: boolean;
}

export function connectTo(surroundings: Surroundings, home: Place, powers: Powers = {}): Connect {
  const access = accessFrom(surroundings, home);
  const connecting = <Clients>(serving: Serving<Clients>) =>
    connectingTo(serving, access, surroundings, home, powers);
  // A process may see errands of one kind only: no other kind's code is loaded.
  const kinds: Readonly<Record<Kind, () => Promise<(scope: Scope) => Connection>>> = {
    ec2: lazilyAsync(async () => connecting((await import('./kinds/ec2.ts')).serving)),
    imagebuilder: lazilyAsync(async () => connecting((await import('./kinds/imagebuilder.ts')).serving)),
    appstream: lazilyAsync(async () => connecting((await import('./kinds/appstream.ts')).serving)),
  };
  return async (scope) => (await kinds[scope.kind]())(scope);
}

function connectingTo<Clients>(
  serving: Serving<Clients>,
  { credentialsOf, making }: Access,
  { policy, clock }: Surroundings,
  home: Place,
  { mayRequestReports = false }: Powers,
): (scope: Scope) => Connection {
  // Reading clients are kept: their connections stay open from one errand to the next. Deleting ones are made anew, since
  // a connection that died unnoticed would make a deletion unsure.
  const kept = new Map<string, Clients>();
  const readingAt = (place: Place): Clients => {
    const clients = kept.get(placeKey(place)) ?? serving.clients(making(place, 'reading'));
    kept.set(placeKey(place), clients);
    return clients;
  };
  return (scope) => {
    const reach: Reach<Clients> = {
      nearby: placesNear(scope, policy, home),
      to: (place) =>
        placeKey(place) === placeKey(scope) || isTarget(place, policy, home) ? readingAt(place) : undefined,
    };
    const around = { clock, mayRequestReports, reach };
    return {
      source: () =>
        entering(serving.source(scope, readingAt(scope), around), credentialsOf(scope.account, 'reading')),
      actor: () => serving.actor(scope, serving.clients(making(scope, 'deleting')), readingAt(scope)),
    };
  };
}

/** A role that cannot be assumed is one blind spot of its scope, not one for each call that it would have served. */
function entering(source: ImageSource, credentials: CredentialSource | undefined): ImageSource {
  if (typeof credentials !== 'function') return source;
  const entered = async <T>(list: () => Promise<T>): Promise<T | Listing> => {
    try {
      await credentials();
    } catch (thrown) {
      return shut(sdkErrorOf(thrown).code);
    }
    return list();
  };
  const { listOn } = source;
  return {
    ...source,
    list: async (needs) => entered(async () => source.list(needs)),
    ...(listOn && {
      listOn: async (needs, soFar, until) => entered(async () => listOn(needs, soFar, until)),
    }),
  };
}

const shut = (error: string): Listing => ({
  complete: false,
  sightings: [],
  blindSpots: [{ reading: 'sts:AssumeRole', error }],
});
