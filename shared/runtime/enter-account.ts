/** Credentials for another account, by its role; fetched once and again shortly before they run out. */
import { AssumeRoleCommand, type AssumeRoleCommandInput, type STSClient } from '@aws-sdk/client-sts';
import type { AccountRef } from '../domain/policy.ts';
import { minute } from '../domain/time.ts';
import type { Clock } from '../pipeline/ports.ts';
import type { Credentials, Purpose } from './client-settings.ts';

/** What the role there knows us by. It lets only the retire function take the second name, under which it may delete. */
const sessionNames = {
  reading: 'imagewarden',
  deleting: 'imagewarden-retire',
} as const satisfies Record<Purpose, string>;

export function enterAccount(
  { role, externalId }: Exclude<AccountRef, 'self'>,
  purpose: Purpose,
  sts: STSClient,
  clock: Clock,
): () => Promise<Credentials> {
  const RoleSessionName = sessionNames[purpose];
  let current: Credentials | undefined;
  return async () => {
    const expiresAt = current?.expiration?.getTime() ?? 0;
    if (current === undefined || expiresAt - clock.now() < 5 * minute)
      current = await assumeRole({ RoleArn: role, RoleSessionName, ExternalId: externalId }, sts);
    return current;
  };
}

async function assumeRole(asked: AssumeRoleCommandInput, sts: STSClient): Promise<Credentials> {
  const { Credentials: given } = await sts.send(new AssumeRoleCommand(asked));
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = given ?? {};
  if (AccessKeyId === undefined || SecretAccessKey === undefined)
    throw new Error(`STS answered AssumeRole for ${asked.RoleArn ?? ''} without credentials`);
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    ...(SessionToken !== undefined && { sessionToken: SessionToken }),
    ...(Expiration !== undefined && { expiration: Expiration }),
  };
}
