/** All simulated services: how each speaks and what each can be asked. */
import type { Service } from '../../account/operations.ts';
import type { Operation } from '../operation.ts';
import { jsonRpc } from '../protocols/json-rpc.ts';
import type { Protocol } from '../protocols/protocol.ts';
import { awsQuery, ec2Query } from '../protocols/query.ts';
import { restJson } from '../protocols/rest-json.ts';
import { appstreamOperations } from './appstream/operations.ts';
import { autoscalingOperations } from './autoscaling.ts';
import { ec2Operations } from './ec2/operations.ts';
import { imagebuilderOperations } from './imagebuilder/operations.ts';
import { ssmOperations } from './ssm/operations.ts';
import { stsOperations } from './sts.ts';

export const protocols: Readonly<Record<Service, Protocol>> = {
  ec2: ec2Query,
  autoscaling: awsQuery('http://autoscaling.amazonaws.com/doc/2011-01-01/'),
  ssm: jsonRpc,
  imagebuilder: restJson,
  appstream: jsonRpc,
  sts: awsQuery('https://sts.amazonaws.com/doc/2011-06-15/'),
};

export type Operations = Readonly<Record<Service, ReadonlyMap<string, Operation>>>;

/** New ones for every simulator, since listings that somebody pages through are kept with their operation. */
export const createOperations = (): Operations => ({
  ec2: new Map(Object.entries(ec2Operations())),
  autoscaling: new Map(Object.entries(autoscalingOperations())),
  ssm: new Map(Object.entries(ssmOperations())),
  imagebuilder: new Map(Object.entries(imagebuilderOperations())),
  appstream: new Map(Object.entries(appstreamOperations())),
  sts: new Map(Object.entries(stsOperations())),
});
