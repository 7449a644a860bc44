/**
 * How many requests AWS allows an account in one region, for all its callers together. Each operation has a bucket of
 * tokens of its own. Source: Amazon EC2 Developer Guide, "Request throttling for the Amazon EC2 API". Image Builder,
 * AppStream, Auto Scaling and Systems Manager publish no rates: nothing is held back there until AWS throttles.
 */
export interface Rate {
  /** Requests that may come at once. */
  readonly burst: number;
  /** Requests by which the bucket fills again. */
  readonly perSecond: number;
}

const describing: Rate = { burst: 100, perSecond: 20 };
const exceptions: Readonly<Record<string, Rate>> = {
  DescribeSpotFleetRequests: { burst: 50, perSecond: 3 },
  DeregisterImage: { burst: 100, perSecond: 5 },
  DeleteSnapshot: { burst: 100, perSecond: 5 },
};
const changing: Rate = { burst: 50, perSecond: 5 };

/** Undefined where AWS publishes none. */
export function publishedRate(service: string, operation: string): Rate | undefined {
  if (service !== 'ec2') return undefined;
  return exceptions[operation] ?? (/^(Describe|Get|List)/.test(operation) ? describing : changing);
}

/** Where no rate is published: how fast to go on once AWS has throttled. */
export const afterThrottling: Rate = { burst: 10, perSecond: 10 };

/** Of AWS's rates, in percent, what the service takes at most: the rest is for the account's other callers. */
const usualShare = 50;

/** As a fraction. @throws if the setting is no percentage */
export function shareOf(setting: string | undefined): number {
  const percent = setting === undefined || setting === '' ? usualShare : Number(setting);
  if (percent > 0 && percent <= 100) return percent / 100;
  throw new Error(
    `The environment variable RATE_SHARE is ${JSON.stringify(setting)}; set it to a percentage above 0 and up to 100`,
  );
}
