/** The surroundings of a deployed function: its environment, and the policy that was packaged with it. */
import { readFileSync } from 'node:fs';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { second } from '../domain/time.ts';
import { policyFromPackage } from '../policy/packaged.ts';
import { systemClock } from './clock.ts';
import { createLogger } from './logger.ts';
import { required, type Surroundings } from './surroundings.ts';

export function fromLambda(environment: Surroundings['environment']): Surroundings {
  return {
    environment,
    policy: policyFromPackage(readFileSync(required(environment, 'POLICY_FILE'), 'utf8')),
    clock: systemClock,
    logger: createLogger(),
    metrics: new Metrics({ namespace: 'Imagewarden', serviceName: 'imagewarden' }),
    network: { timeout: 10 * second, waitsAreVirtual: false },
  };
}
