/** Access keys that say which account they belong to. */
import type { Service } from '../account/operations.ts';
import { services } from '../account/operations.ts';
import { Refusal } from './refusal.ts';

const userPrefix = 'AKIASIM';
const rolePrefix = 'ASIASIM';

export const userKey = (account: string): string => `${userPrefix}${account}`;
export const roleKey = (account: string): string => `${rolePrefix}${account}`;
export const secretKey = 'simulated';

export interface Caller {
  readonly account: string;
  readonly region: string;
  readonly service: Service;
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
  return { account: key.slice(userPrefix.length), region, service };
}
