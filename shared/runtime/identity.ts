import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { Place } from '../domain/image.ts';
import { settingsOf } from './client-settings.ts';
import { required, type Surroundings } from './surroundings.ts';

/** The account and region that we run in. */
export async function homeOf(surroundings: Surroundings): Promise<Place> {
  const region = required(surroundings.environment, 'AWS_REGION');
  const sts = new STSClient(settingsOf('STS', region, surroundings));
  const { Account } = await sts.send(new GetCallerIdentityCommand({}));
  if (Account === undefined) throw new Error('STS did not say which account the credentials belong to');
  return { account: Account, region };
}
