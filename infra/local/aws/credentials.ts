/** Access keys that say which account they belong to. */
import type { Service } from '../account/operations.ts';
import { services } from '../account/operations.ts';
import { Refusal } from './refusal.ts';

const userPrefix = 'AKIASIM';
const rolePrefix = 'ASIASIM';
/** Stands in no account's name, and can stand in an Authorization header. */
const separator = '+role+';

export const userKey = (account: string): string => `${userPrefix}${account}`;
export const roleKey = (account: string): string => `${rolePrefix}${account}`;
/** The key of a function: its calls are held to what its role allows. */
export const principalKey = (account: string, principal: string): string =>
  `${userPrefix}${account}${separator}${principal}`;

/** Whose key it is; undefined for keys that may do everything. */
export const principalIn = (key: string): string | undefined => key.split(separator)[1];

export const secretKey = 'simulated';

export interface Caller {
  readonly account: string;
  readonly region: string;
  readonly service: Service;
  /** The role that calls; without one, everything is allowed. */
  readonly principal?: string;
}

/** Who calls which service where, as the signature's scope tells; the signature itself is not checked. @throws {Refusal} */
export function callerOf(authorization: string | undefined): Caller {
  const scope = /Credential=([^,\s]+)/.exec(authorization ?? '')?.[1];
  if (scope === undefined)
    throw new Refusal('MissingAuthenticationToken', 'The request must be signed.', 403);
  const [key = '', , region = '', name = ''] = scope.split('/');
  const service = services.find((known) => known === name);
  if (service === undefined)
    throw new Refusal('UnknownService', `The simulator has no service ${name}.`, 404);
  if (!key.startsWith(userPrefix) && !key.startsWith(rolePrefix))
    throw new Refusal('InvalidClientTokenId', `The simulator did not give the access key ${key}.`, 403);
  const principal = principalIn(key);
  const account = key.slice(userPrefix.length).split(separator)[0] ?? '';
  return { account, region, service, ...(principal !== undefined && { principal }) };
}
