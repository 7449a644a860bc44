/** A scope → what reads it and what deletes in it. The one place that knows which provider serves which kind. */
import { AppStreamClient } from '@aws-sdk/client-appstream';
import { AutoScalingClient } from '@aws-sdk/client-auto-scaling';
import { EC2Client } from '@aws-sdk/client-ec2';
import { ImagebuilderClient } from '@aws-sdk/client-imagebuilder';
import { SSMClient } from '@aws-sdk/client-ssm';
import { STSClient } from '@aws-sdk/client-sts';
import type { Place, Scope } from '../domain/image.ts';
import type { ImageActor, ImageSource, Listing } from '../pipeline/ports.ts';
import { createAppstreamActor } from '../providers/appstream/actor.ts';
import { createAppstreamSource } from '../providers/appstream/source.ts';
import type { Clients, Reach } from '../providers/clients.ts';
import { createEc2Actor } from '../providers/ec2/actor.ts';
import { createEc2Source } from '../providers/ec2/source.ts';
import { createImagebuilderActor } from '../providers/imagebuilder/actor.ts';
import { createImagebuilderSource } from '../providers/imagebuilder/source.ts';
import { lazily } from '../providers/lazily.ts';
import { directoryRegion, offeringIn } from '../providers/offering.ts';
import { sdkErrorOf } from '../providers/sdk-error.ts';
import { settingsOf, type CredentialSource, type Purpose } from './client-settings.ts';
import { enterAccount } from './enter-account.ts';
import { createPaces, paced, type PaceOf } from './paced.ts';
import type { Surroundings } from './surroundings.ts';
import { entranceTo, isTarget, placesNear } from './targets.ts';

export interface Connection {
  readonly source: () => ImageSource;
  readonly actor: () => ImageActor;
}

export type Connect = (scope: Scope) => Connection;

/** What is let happen beyond looking, and beyond what an actor does. */
export interface Powers {
  /** AWS may be asked to make reports on who uses an AMI, where the policy wants them read. */
  readonly mayRequestReports?: boolean;
}

export function connectTo(surroundings: Surroundings, home: Place, powers: Powers = {}): Connect {
  const { policy, clock } = surroundings;
  const sts = lazily(() => new STSClient(settingsOf('STS', home.region, surroundings)));
  const entered = new Map<string, CredentialSource>();
  const credentialsOf = (account: string, purpose: Purpose): CredentialSource | undefined => {
    const entrance = entranceTo(account, policy, home);
    if (entrance === undefined || entrance === 'self') return undefined;
    const key = `${account} ${purpose}`;
    const known = entered.get(key) ?? enterAccount(entrance, purpose, sts(), clock);
    entered.set(key, known);
    return known;
  };
  const paces = new Map<string, PaceOf>();
  const pacesAt = (place: Place): PaceOf => {
    const key = `${place.account}/${place.region}`;
    const known = paces.get(key) ?? createPaces(surroundings);
    paces.set(key, known);
    return known;
  };
  const clientsOf = (place: Place, purpose: Purpose): Clients =>
    createClients(place, surroundings, purpose, credentialsOf(place.account, purpose), pacesAt(place));
  // Reading clients are kept: their connections stay open from one errand to the next. Deleting ones are made anew, since
  // a connection that died unnoticed would make a deletion unsure.
  const kept = new Map<string, Clients>();
  const readingAt = (place: Place): Clients => {
    const key = `${place.account}/${place.region}`;
    const clients = kept.get(key) ?? clientsOf(place, 'reading');
    kept.set(key, clients);
    return clients;
  };
  return (scope) => {
    const reading = (): Clients => readingAt(scope);
    const reach: Reach = {
      nearby: placesNear(scope, policy, home),
      to: (place) => {
        if (place.account === scope.account && place.region === scope.region) return reading();
        return isTarget(place, policy, home) ? readingAt(place) : undefined;
      },
    };
    return {
      source: () =>
        entering(
          sourceOf(scope, reading(), reach, surroundings, powers),
          credentialsOf(scope.account, 'reading'),
        ),
      actor: () => actorOf(scope, clientsOf(scope, 'deleting'), reading()),
    };
  };
}

/** Clients are built when first used: each costs time at a cold start. */
function createClients(
  { region }: Place,
  surroundings: Surroundings,
  purpose: Purpose,
  credentials: CredentialSource | undefined,
  paceOf: PaceOf,
): Clients {
  const settings = (service: string) => settingsOf(service, region, surroundings, purpose, credentials);
  const ec2 = lazily(() => paced(new EC2Client(settings('EC2')), 'ec2', paceOf));
  const autoScaling = lazily(() =>
    paced(new AutoScalingClient(settings('AUTO_SCALING')), 'autoscaling', paceOf),
  );
  const ssm = lazily(() => paced(new SSMClient(settings('SSM')), 'ssm', paceOf));
  const imagebuilder = lazily(() =>
    paced(new ImagebuilderClient(settings('IMAGEBUILDER')), 'imagebuilder', paceOf),
  );
  const appstream = lazily(() => paced(new AppStreamClient(settings('APPSTREAM')), 'appstream', paceOf));
  const directory = lazily(
    () => new SSMClient(settingsOf('SSM', directoryRegion, surroundings, purpose, credentials)),
  );
  return {
    get ec2() {
      return ec2();
    },
    get autoScaling() {
      return autoScaling();
    },
    get ssm() {
      return ssm();
    },
    get imagebuilder() {
      return imagebuilder();
    },
    get appstream() {
      return appstream();
    },
    offering: offeringIn(region, directory),
  };
}

function sourceOf(
  scope: Scope,
  clients: Clients,
  reach: Reach,
  { clock }: Surroundings,
  { mayRequestReports = false }: Powers,
): ImageSource {
  switch (scope.kind) {
    case 'ec2':
      return createEc2Source(scope, clients, clock, mayRequestReports);
    case 'imagebuilder':
      return createImagebuilderSource(scope, clients, reach);
    case 'appstream':
      return createAppstreamSource(scope, clients);
  }
}

function actorOf(scope: Scope, deleting: Clients, reading: Clients): ImageActor {
  switch (scope.kind) {
    case 'ec2':
      return createEc2Actor(deleting, reading);
    case 'imagebuilder':
      return createImagebuilderActor(deleting);
    case 'appstream':
      return createAppstreamActor(scope, deleting.appstream, reading.appstream);
  }
}

/** A role that cannot be assumed is one blind spot of its scope, not one for each call that it would have served. */
function entering(source: ImageSource, credentials: CredentialSource | undefined): ImageSource {
  if (typeof credentials !== 'function') return source;
  return {
    ...source,
    list: async (needs) => {
      try {
        await credentials();
      } catch (thrown) {
        return shut(sdkErrorOf(thrown).code);
      }
      return source.list(needs);
    },
  };
}

const shut = (error: string): Listing => ({
  complete: false,
  sightings: [],
  blindSpots: [{ reading: 'sts:AssumeRole', error }],
});
