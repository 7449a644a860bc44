/** The AWS clients of one account and region, as providers receive them. They build none themselves. */
import type { AppStreamClient } from '@aws-sdk/client-appstream';
import type { AutoScalingClient } from '@aws-sdk/client-auto-scaling';
import type { EC2Client } from '@aws-sdk/client-ec2';
import type { ImagebuilderClient } from '@aws-sdk/client-imagebuilder';
import type { SSMClient } from '@aws-sdk/client-ssm';
import type { Place } from '../domain/image.ts';

export interface Clients {
  readonly ec2: EC2Client;
  readonly autoScaling: AutoScalingClient;
  readonly ssm: SSMClient;
  readonly imagebuilder: ImagebuilderClient;
  readonly appstream: AppStreamClient;
}

/** Clients of another place, where the policy's targets include it: an output there can be looked up. */
export type Reach = (place: Place) => Clients | undefined;
