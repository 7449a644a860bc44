/**
 * Whether AWS offers a service in a region at all, as the public parameters of Parameter Store tell. They are kept in
 * some regions only, us-east-1 among them.
 * Source: Systems Manager User Guide, "Calling public parameters for AWS services, Regions, endpoints".
 */
import { GetParametersCommand, type SSMClient } from '@aws-sdk/client-ssm';
import type { Offering } from './reader.ts';

/**
 * "No" needs proof: the directory knows the region and knows the service, and only not the two together. Anything less
 * (another partition, a region too new for the directory) is not known.
 */
export function offeringIn(region: string, directory: SSMClient): Offering {
  return async (service) => {
    const known = `/aws/service/global-infrastructure/services/${service}`;
    const place = `/aws/service/global-infrastructure/regions/${region}`;
    const offered = `${known}/regions/${region}`;
    const { Parameters = [] } = await directory.send(
      new GetParametersCommand({ Names: [known, place, offered] }),
    );
    const found = new Set(Parameters.map(({ Name }) => Name));
    if (found.has(offered)) return true;
    return found.has(known) && found.has(place) ? false : undefined;
  };
}
