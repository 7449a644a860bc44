/** Asks what a region offers. Loaded by who found no endpoint there: that is seldom, and in regions of few scopes. */
import { SSMClient } from '@aws-sdk/client-ssm';
import { offeringIn } from '../providers/offering.ts';
import type { Offering } from '../providers/reader.ts';
import type { settingsOf } from './client-settings.ts';

export const offeringAt = (region: string, settings: ReturnType<typeof settingsOf>): Offering =>
  offeringIn(region, new SSMClient(settings));
