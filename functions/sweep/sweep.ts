/** Scheduler → one errand per scope, for the survey function. */
import * as z from 'zod/mini';
import { instantOf, iso, type Instant } from '../../shared/domain/time.ts';
import { homeOf } from '../../shared/runtime/identity.ts';
import { asLambda, type Handler } from '../../shared/runtime/lambda.ts';
import { queueOf } from '../../shared/runtime/queue.ts';
import type { Surroundings } from '../../shared/runtime/surroundings.ts';
import { scopesOf } from '../../shared/runtime/targets.ts';

export function createSweep(surroundings: Surroundings): Handler<unknown, void> {
  const { policy, logger, metrics } = surroundings;
  const send = queueOf('SURVEY_QUEUE_URL', surroundings);
  return asLambda(surroundings, async (event) => {
    const run = scheduledTimeOf(event);
    const scopes = scopesOf(policy, await homeOf(surroundings));
    await send(scopes.map((scope) => ({ scope, run })));
    metrics.addMetric('ScopesSwept', 'Count', scopes.length);
    logger.info('Sweep begun', {
      run: iso(run),
      scopes: scopes.length,
      mode: policy.mode,
      policy: policy.hash,
    });
  });
}

const shape = z.union([z.object({ scheduledAt: z.string() }), z.object({ time: z.string() })]);

/** The schedule's own time, not the time of delivery: a doubled event is the same run. */
function scheduledTimeOf(event: unknown): Instant {
  const read = shape.safeParse(event);
  const text = read.success
    ? 'scheduledAt' in read.data
      ? read.data.scheduledAt
      : read.data.time
    : undefined;
  const run = instantOf(text);
  if (run === undefined)
    throw new Error(
      'The event carries neither scheduledAt nor time as an ISO 8601 moment; see the schedule’s input',
    );
  return run;
}
