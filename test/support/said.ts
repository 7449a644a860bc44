/** Events as EventBridge hands them on: what AWS says of images, and who called it. */
import { buildArn } from './builds.ts';

export type Said = Readonly<Record<string, unknown>>;

export const said = (
  source: string,
  type: string,
  detail: object,
  resources: readonly string[] = [],
): Said => ({
  ...{ account: '123456789012', region: 'us-east-1', source: `aws.${source}` },
  ...{ 'detail-type': type, resources, detail },
});

/** By CloudTrail. */
export const callSaid = (service: string, eventName: string, requestParameters: object): Said =>
  said(service, 'AWS API Call via CloudTrail', {
    eventSource: `${service}.amazonaws.com`,
    eventName,
    requestParameters,
    userIdentity: { arn: 'arn:aws:iam::123456789012:user/kim' },
  });

export const amiSaid = (ImageId: string, State: string): Said =>
  said('ec2', 'EC2 AMI State Change', { ImageId, State });

export const buildSaid = (path: string, status: string): Said =>
  said('imagebuilder', 'EC2 Image Builder Image State Change', { state: { status } }, [buildArn(path)]);
