/** Names of AWS resources whose answers carry an id only. */
import type { Place } from '../domain/image.ts';

const partitions = [
  ['cn-', 'aws-cn'],
  ['us-gov-', 'aws-us-gov'],
  ['us-isob-', 'aws-iso-b'],
  ['us-isof-', 'aws-iso-f'],
  ['us-iso-', 'aws-iso'],
  ['eu-isoe-', 'aws-iso-e'],
  ['eusc-', 'aws-eusc'],
] as const;

const partitionOf = (region: string): string =>
  partitions.find(([prefix]) => region.startsWith(prefix))?.[1] ?? 'aws';

export const arnOf = (service: string, place: Place, resource: string): string =>
  `arn:${partitionOf(place.region)}:${service}:${place.region}:${place.account}:${resource}`;

/** The account that an ARN names; '' for AWS's own public resources, undefined for what is no ARN. */
export const accountIn = (arn: string): string | undefined =>
  arn.startsWith('arn:') ? arn.split(':')[4] : undefined;
