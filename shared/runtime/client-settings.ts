/** How every AWS client is set up: where it talks to, as whom, how long it waits, how often it asks again. */
import { ConfiguredRetryStrategy } from '@smithy/core/retry';
import type { Network, Surroundings } from './surroundings.ts';

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiration?: Date;
}

export type CredentialSource = Credentials | (() => Promise<Credentials>);

/** Tries in all, the first included, for calls that change nothing. */
const readTries = 3;

/** Without `throwOnRequestTimeout` the SDK only writes a warning and waits on. */
const handlerOf = ({ timeout }: Network) => ({
  requestTimeout: timeout,
  connectionTimeout: timeout,
  throwOnRequestTimeout: true,
});

const retriesOf = ({ waitsAreVirtual }: Network, tries: number) =>
  waitsAreVirtual ? { retryStrategy: new ConfiguredRetryStrategy(tries, () => 0) } : { maxAttempts: tries };

export type Purpose = 'reading' | 'deleting';

/** Settings of a client of `service`, the suffix of its AWS_ENDPOINT_URL variable. */
export function settingsOf(
  service: string,
  region: string,
  { environment, network }: Surroundings,
  purpose: Purpose = 'reading',
  credentials: CredentialSource | undefined = ownCredentials(environment),
) {
  const endpoint = environment[`AWS_ENDPOINT_URL_${service}`];
  return {
    region,
    retryMode: 'standard',
    requestHandler: handlerOf(network),
    // A deletion is never sent again by itself: the second answer would hide what the first did.
    ...retriesOf(network, purpose === 'deleting' ? 1 : readTries),
    ...(endpoint !== undefined && { endpoint }),
    ...(credentials !== undefined && { credentials }),
    ...(environment['AWS_PROFILE'] !== undefined && { profile: environment['AWS_PROFILE'] }),
  };
}

/** Keys that stand in the environment given; without them the SDK looks where it always looks. */
function ownCredentials(environment: Surroundings['environment']): Credentials | undefined {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = environment;
  const sessionToken = environment['AWS_SESSION_TOKEN'];
  if (accessKeyId === undefined || secretAccessKey === undefined) return undefined;
  return { accessKeyId, secretAccessKey, ...(sessionToken !== undefined && { sessionToken }) };
}
