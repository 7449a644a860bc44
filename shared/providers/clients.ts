/** The AWS clients of one account and region, as providers receive them. They build none themselves. */
import type { AppStreamClient } from '@aws-sdk/client-appstream';
import type { AutoScalingClient } from '@aws-sdk/client-auto-scaling';
import type { EC2Client } from '@aws-sdk/client-ec2';
import type { ImagebuilderClient } from '@aws-sdk/client-imagebuilder';
import type { SSMClient } from '@aws-sdk/client-ssm';
import type { Place } from '../domain/image.ts';
import type { Offering } from './reader.ts';

export interface Clients {
  readonly ec2: EC2Client;
  readonly autoScaling: AutoScalingClient;
  readonly ssm: SSMClient;
  readonly imagebuilder: ImagebuilderClient;
  readonly appstream: AppStreamClient;
  readonly offering: Offering;
}

/** An AMI may come of a build, and a lifecycle policy of Image Builder may manage it. */
export type Ec2Clients = Omit<Clients, 'appstream'>;
/** A build's output is an AMI. */
export type ImagebuilderClients = Pick<Clients, 'imagebuilder' | 'ec2' | 'offering'>;
export type AppstreamClients = Pick<Clients, 'appstream' | 'offering'>;

/** Where else the policy's targets let us look: an output of a build there can be looked up. */
export interface Reach<There = ImagebuilderClients> {
  /** Undefined for a place that is no target. */
  to(place: Place): There | undefined;
  /** Our own place, and the other regions of the same account that are targets. */
  readonly nearby: readonly Place[];
}
