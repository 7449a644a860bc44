/** Scheduler → one errand per scope, for the survey function. */
import * as z from 'zod/mini';
import { scopeId } from '../../shared/domain/image.ts';
import { instantOf, iso, type Instant } from '../../shared/domain/time.ts';
import type { Sweeps } from '../../shared/pipeline/ports.ts';
import { unfinishedBefore } from '../../shared/pipeline/sweep.ts';
import { homeOf } from '../../shared/runtime/identity.ts';
import { asLambda, type Handler } from '../../shared/runtime/lambda.ts';
import { queueOf } from '../../shared/runtime/queue.ts';
import type { Surroundings } from '../../shared/runtime/surroundings.ts';
import { sweepsOf } from '../../shared/runtime/sweeps.ts';
import { scopesOf } from '../../shared/runtime/targets.ts';

export function createSweep(surroundings: Surroundings): Handler<unknown, void> {
  const { policy, logger, metrics, clock } = surroundings;
  const sweeps = sweepsOf(surroundings);
  const send = queueOf('SURVEY_QUEUE_URL', surroundings);
  return asLambda(surroundings, async (event) => {
    const run = scheduledTimeOf(event);
    const scopes = scopesOf(policy, await homeOf(surroundings));
    await tellUnfinished(run, sweeps, surroundings);
    const { mode, hash } = policy;
    await sweeps.begin({ at: run, begunAt: clock.now(), policy: hash, mode, scopes });
    await send(scopes.map((scope) => ({ scope, run })));
    metrics.addMetric('ScopesSwept', 'Count', scopes.length);
    logger.info('Sweep begun', {
      run: iso(run),
      scopes: scopes.length,
      mode,
      policy: hash,
    });
  });
}

/** A sweep has until the next one begins: what kept it from its end then is for somebody to look at. */
async function tellUnfinished(
  run: Instant,
  sweeps: Sweeps,
  { logger, metrics }: Surroundings,
): Promise<void> {
  const unfinished = await unfinishedBefore(run, sweeps);
  metrics.addMetric('SweepsUnfinished', 'Count', unfinished === undefined ? 0 : 1);
  if (unfinished === undefined) return;
  const { sweep, scopes } = unfinished;
  const named = scopes.slice(0, namedScopes).map(scopeId);
  logger.error('The sweep before this one did not finish', {
    run: iso(sweep.at),
    unfinished: scopes.length,
    scopes: named,
  });
}

/** The rest are only counted. */
const namedScopes = 100;

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
