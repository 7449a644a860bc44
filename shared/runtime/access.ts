/** Accounts and regions, as clients that look at them or delete in them need to know them. */
import { STSClient } from '@aws-sdk/client-sts';
import type { Place } from '../domain/image.ts';
import { lazily } from '../providers/lazily.ts';
import type { Offering } from '../providers/reader.ts';
import { settingsOf, type CredentialSource, type Purpose } from './client-settings.ts';
import { enterAccount } from './enter-account.ts';
import type { Making } from './kinds/serving.ts';
import { lazilyAsync } from './lazily-async.ts';
import { createPaces, type PaceOf } from './paced.ts';
import type { Surroundings } from './surroundings.ts';
import { entranceTo } from './targets.ts';

/** How a place is entered and asked. All kinds there keep to one pace, and enter an account once. */
export interface Access {
  /** Undefined: with what we have. */
  readonly credentialsOf: (account: string, purpose: Purpose) => CredentialSource | undefined;
  readonly making: (place: Place, purpose: Purpose) => Making;
}

export function accessFrom(surroundings: Surroundings, home: Place): Access {
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
    const known = paces.get(placeKey(place)) ?? createPaces(surroundings);
    paces.set(placeKey(place), known);
    return known;
  };
  const making = (place: Place, purpose: Purpose): Making => {
    const credentials = credentialsOf(place.account, purpose);
    const settings = (service: string, region = place.region) =>
      settingsOf(service, region, surroundings, purpose, credentials);
    return { settings, paceOf: pacesAt(place), offering: offering(place.region, settings) };
  };
  return { credentialsOf, making };
}

export const placeKey = ({ account, region }: Place): string => `${account}/${region}`;

/** Where the directory of what regions offer is kept. */
const directoryRegion = 'us-east-1';

function offering(
  region: string,
  settings: (service: string, region: string) => ReturnType<typeof settingsOf>,
): Offering {
  const asked = lazilyAsync(async () =>
    (await import('./directory.ts')).offeringAt(region, settings('SSM', directoryRegion)),
  );
  return async (service) => (await asked())(service);
}
