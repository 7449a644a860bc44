/** The surroundings of a command that reads a real account: credentials and region as the AWS CLI finds them. */
import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { InputFault } from '../../shared/domain/fault.ts';
import { kinds } from '../../shared/domain/image.ts';
import type { Policy, Target } from '../../shared/domain/policy.ts';
import { second } from '../../shared/domain/time.ts';
import { systemClock } from '../../shared/runtime/clock.ts';
import type { Surroundings } from '../../shared/runtime/surroundings.ts';

export interface AwsOptions {
  readonly profile?: string;
  readonly region?: readonly string[];
}

export function awsSurroundings(policy: Policy, { profile, region }: AwsOptions): Surroundings {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, ...rest } = process.env;
  const keys = { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN };
  const home = region?.[0] ?? rest['AWS_REGION'] ?? rest['AWS_DEFAULT_REGION'];
  if (home === undefined)
    throw new InputFault(['no region is known; give --region, or set AWS_REGION, for example to eu-west-1']);
  return {
    // A profile that was asked for outranks keys that happen to be set.
    environment: { ...rest, ...(profile === undefined ? keys : { AWS_PROFILE: profile }), AWS_REGION: home },
    policy: region === undefined ? policy : { ...policy, targets: inRegions(policy, region) },
    clock: systemClock,
    logger: new Logger({ serviceName: 'imagewarden', logLevel: 'SILENT' }),
    metrics: new Metrics({ namespace: 'Imagewarden', serviceName: 'imagewarden' }),
    network: { timeout: 20 * second, waitsAreVirtual: false },
  };
}

const inRegions = ({ targets }: Policy, regions: readonly string[]): Target[] =>
  (targets ?? [{ accounts: ['self'] as const, kinds }]).map((target) => ({ ...target, regions }));
