/** The surroundings of a function that runs on a laptop: a virtual clock, quiet logs, short network time limits. */
import { Metrics } from '@aws-lambda-powertools/metrics';
import type { Policy } from '../../shared/domain/policy.ts';
import { second } from '../../shared/domain/time.ts';
import type { Clock } from '../../shared/pipeline/ports.ts';
import { createLogger } from '../../shared/runtime/logger.ts';
import type { Surroundings } from '../../shared/runtime/surroundings.ts';

/** Metrics go to standard output, which on a laptop belongs to the answer. */
class QuietMetrics extends Metrics {
  override publishStoredMetrics(): this {
    this.clearMetrics();
    return this;
  }
}

export function localSurroundings(
  environment: Surroundings['environment'],
  policy: Policy,
  clock: Clock,
): Surroundings {
  return {
    environment,
    policy,
    clock,
    logger: createLogger('ERROR'),
    metrics: new QuietMetrics({ namespace: 'Imagewarden', serviceName: 'imagewarden' }),
    // On one machine an answer takes milliseconds: one that takes a second is a simulated timeout.
    network: { timeout: second, waitsAreVirtual: true },
  };
}
