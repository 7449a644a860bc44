/** Who gives a command, as it goes on record. */
import { userInfo } from 'node:os';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { TableOptions } from './open-table.ts';

export interface CallerOptions extends Pick<TableOptions, 'aws' | 'profile'> {
  readonly by?: string;
}

/** The name that was given, else the identity at AWS, else the user of this machine: never a reason not to go on. */
export async function callerOf({ by, aws, profile }: CallerOptions): Promise<string> {
  if (by !== undefined && by !== '') return by;
  return (aws === true ? await identityAt(profile) : undefined) ?? localUser();
}

async function identityAt(profile: string | undefined): Promise<string | undefined> {
  try {
    const sts = new STSClient(profile === undefined ? {} : { profile });
    return (await sts.send(new GetCallerIdentityCommand({}))).Arn;
  } catch {
    return undefined;
  }
}

/** A machine may have no name for the user that a process runs as. */
function localUser(): string {
  try {
    return userInfo().username;
  } catch {
    return 'unknown';
  }
}
