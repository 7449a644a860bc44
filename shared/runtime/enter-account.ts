/** Credentials for another account, by its role; fetched once and again shortly before they run out. */
import { AssumeRoleCommand, type STSClient } from '@aws-sdk/client-sts';
import type { AccountRef } from '../domain/policy.ts';
import { minute } from '../domain/time.ts';
import type { Clock } from '../pipeline/ports.ts';
import type { Credentials } from './client-settings.ts';

export function enterAccount(
  { role, externalId }: Exclude<AccountRef, 'self'>,
  sts: STSClient,
  clock: Clock,
): () => Promise<Credentials> {
  let current: Credentials | undefined;
  return async () => {
    const expiresAt = current?.expiration?.getTime() ?? 0;
    if (current === undefined || expiresAt - clock.now() < 5 * minute)
      current = await assumeRole(role, externalId, sts);
    return current;
  };
}

async function assumeRole(
  role: string,
  externalId: string | undefined,
  sts: STSClient,
): Promise<Credentials> {
  const { Credentials: given } = await sts.send(
    new AssumeRoleCommand({ RoleArn: role, RoleSessionName: 'imagewarden', ExternalId: externalId }),
  );
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = given ?? {};
  if (AccessKeyId === undefined || SecretAccessKey === undefined)
    throw new Error(`STS answered AssumeRole for ${role} without credentials`);
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    ...(SessionToken !== undefined && { sessionToken: SessionToken }),
    ...(Expiration !== undefined && { expiration: Expiration }),
  };
}
