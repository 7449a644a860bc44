/** Queue → the due images of one scope guarded anew, and deleted. The only function that may. */
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { scopeId } from '../../shared/domain/image.ts';
import { iso, minute, second } from '../../shared/domain/time.ts';
import { retire, type Retired } from '../../shared/pipeline/retire.ts';
import { announcing } from '../../shared/runtime/announce.ts';
import { connectTo } from '../../shared/runtime/connect.ts';
import { deadlineOf } from '../../shared/runtime/deadline.ts';
import { homeOf } from '../../shared/runtime/identity.ts';
import { asErrands, type Handler } from '../../shared/runtime/lambda.ts';
import { lazilyAsync } from '../../shared/runtime/lazily-async.ts';
import { mostParts, type Errand } from '../../shared/runtime/messages.ts';
import { reportDoubt } from '../../shared/runtime/report-doubt.ts';
import { queueOf } from '../../shared/runtime/queue.ts';
import type { Surroundings } from '../../shared/runtime/surroundings.ts';

/** Lambda's longest invocation: whoever announced a deletion longer ago than that is not at it any more. */
const lease = 15 * minute;
/** Kept back for the last image begun: its retries and its receipt. */
export const retireReserve = 45 * second;

export function createRetire(surroundings: Surroundings): Handler<SQSEvent, SQSBatchResponse> {
  const { policy, clock } = surroundings;
  const announced = announcing(surroundings);
  const handOn = queueOf('RETIRE_QUEUE_URL', surroundings);
  const connect = lazilyAsync(async () =>
    connectTo(surroundings, await homeOf(surroundings), { mayRequestReports: true }),
  );
  return asErrands(surroundings, async (errand, context) => {
    const { source, actor } = await (await connect())(errand.scope);
    const deadline = deadlineOf(clock.now(), context.getRemainingTimeInMillis(), retireReserve);
    await announced(async (ledger, finish) => {
      const { scope, run } = errand;
      const work = { scope, source, actor: actor(), ledger, policy, clock, run, lease, deadline };
      const retired = await retire(work, errand.rest);
      report(errand, retired, surroundings);
      if (!retired.unfinished) return finish(errand);
      await handOn([restOf(errand, retired)]);
    });
  });
}

/** A new message, since a failed one would be seen again hours later. Throws where it would go in circles. */
function restOf({ scope, run, rest }: Errand, { look, moved, tried }: Retired): Errand {
  if (!moved) throw new Error('Throttled or out of time before any image was tried');
  const number = (rest?.number ?? 0) + 1;
  if (number > mostParts) throw new Error(`Not done after ${mostParts} messages: this goes in circles`);
  return { scope, run, rest: { number, tried, ...(look && { look }) } };
}

function report(
  errand: Errand,
  { outcomes, blindSpots, unfinished, stopped, doubt }: Retired,
  surroundings: Surroundings,
): void {
  const { logger, metrics } = surroundings;
  const about = { scope: scopeId(errand.scope), run: iso(errand.run) };
  metrics.addMetric('BlindSpots', 'Count', blindSpots.length);
  metrics.addMetric('ImagesDeleted', 'Count', (outcomes.deleted ?? 0) + (outcomes['already-gone'] ?? 0));
  metrics.addMetric('ImagesHeld', 'Count', outcomes.held ?? 0);
  metrics.addMetric('DeletionsRefused', 'Count', outcomes.refused ?? 0);
  metrics.addMetric('DeletionsUnsure', 'Count', outcomes.unsure ?? 0);
  metrics.addMetric('Stopped', 'Count', stopped === undefined ? 0 : 1);
  if (stopped !== undefined) logger.warn('Deletion is stopped; what was due is held', { ...about, stopped });
  reportDoubt(doubt, errand, surroundings);
  logger.info('Scope retired', { ...about, outcomes, blindSpots, unfinished });
}
