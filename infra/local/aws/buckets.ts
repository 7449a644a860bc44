/**
 * AWS's request rates, kept as AWS keeps them: a bucket of tokens for each operation of one account in one region,
 * shared by all callers. Source: Amazon EC2 Developer Guide, "Request throttling for the Amazon EC2 API"; the other
 * services publish none, and have none here.
 */
import { second, type Instant } from '../../../shared/domain/time.ts';
import type { Clock } from '../../../shared/pipeline/ports.ts';
import type { Caller } from './credentials.ts';

export interface Buckets {
  /** Takes a token; false where there is none. */
  take(caller: Caller, operation: string): boolean;
}

interface Bucket {
  readonly size: number;
  readonly perSecond: number;
  tokens: number;
  filledAt: Instant;
}

const sizes: Readonly<Record<string, readonly [size: number, perSecond: number]>> = {
  DeregisterImage: [100, 5],
  DeleteSnapshot: [100, 5],
  ModifyImageAttribute: [100, 5],
  CopyImage: [100, 1],
  CreateTags: [100, 10],
  DescribeSpotFleetRequests: [50, 3],
};

const sizeOf = (operation: string): readonly [number, number] =>
  sizes[operation] ?? (/^(Describe|Get|List)/.test(operation) ? [100, 20] : [50, 5]);

export function createBuckets(clock: Clock): Buckets {
  const now = (): Instant => clock.now();
  const buckets = new Map<string, Bucket>();
  const bucketOf = (name: string, operation: string): Bucket => {
    const [size, perSecond] = sizeOf(operation);
    const bucket = buckets.get(name) ?? { size, perSecond, tokens: size, filledAt: now() };
    buckets.set(name, bucket);
    return bucket;
  };
  return {
    take({ account, region, service }, operation) {
      if (service !== 'ec2') return true;
      const bucket = bucketOf(`${account}/${region}/${operation}`, operation);
      const passed = (now() - bucket.filledAt) / second;
      bucket.tokens = Math.min(bucket.size, bucket.tokens + passed * bucket.perSecond);
      bucket.filledAt = now();
      if (bucket.tokens < 1) return false;
      bucket.tokens -= 1;
      return true;
    },
  };
}
