/** Queue → one scope looked at, judged and recorded; and an errand for the retire function, if there is one. */
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { Run } from '../../shared/domain/history.ts';
import { scopeId } from '../../shared/domain/image.ts';
import { iso, second } from '../../shared/domain/time.ts';
import type { Unfinished } from '../../shared/pipeline/part.ts';
import { survey } from '../../shared/pipeline/survey.ts';
import { announcing } from '../../shared/runtime/announce.ts';
import { connectTo } from '../../shared/runtime/connect.ts';
import { deadlineOf } from '../../shared/runtime/deadline.ts';
import { homeOf } from '../../shared/runtime/identity.ts';
import { asErrands, type Handler } from '../../shared/runtime/lambda.ts';
import { lazilyAsync } from '../../shared/runtime/lazily-async.ts';
import { mostParts, type Errand } from '../../shared/runtime/messages.ts';
import { queueOf } from '../../shared/runtime/queue.ts';
import { reportDoubt } from '../../shared/runtime/report-doubt.ts';
import type { Surroundings } from '../../shared/runtime/surroundings.ts';

/** Kept back for the writes that are under way, and for the run itself, or what is left to the next message. */
export const surveyReserve = 20 * second;

export function createSurvey(surroundings: Surroundings): Handler<SQSEvent, SQSBatchResponse> {
  const { policy, clock } = surroundings;
  const announced = announcing(surroundings);
  const send = queueOf('RETIRE_QUEUE_URL', surroundings);
  const handOn = queueOf('SURVEY_QUEUE_URL', surroundings);
  const connect = lazilyAsync(async () =>
    connectTo(surroundings, await homeOf(surroundings), { mayRequestReports: true }),
  );
  return asErrands(surroundings, async (errand, context) =>
    announced(async (ledger, finish) => {
      const source = (await (await connect())(errand.scope)).source();
      const deadline = deadlineOf(clock.now(), context.getRemainingTimeInMillis(), surveyReserve);
      const run = await survey({ source, ledger, policy, clock, ...errand, deadline });
      if (run === undefined) return;
      if ('rest' in run) return handOn([restOf(errand, run, surroundings)]);
      report(run, surroundings);
      // One and the same message, in however many parts the scope was surveyed.
      await (run.retiring ? send([{ scope: errand.scope, run: errand.run }]) : finish(errand));
    }),
  );
}

/** A new message, since a failed one would be seen again hours later, and not often. Throws where it would go in circles. */
function restOf(errand: Errand, { rest, moved }: Unfinished, { logger }: Surroundings): Errand {
  const { scope, run } = errand;
  if (!moved)
    throw new Error(
      'Out of time before anything was recorded: the scope is too large for the function’s timeout',
    );
  if (rest.number > mostParts)
    throw new Error(`Not done after ${mostParts} messages: this survey goes in circles`);
  logger.info('Survey goes on with another message', { scope: scopeId(scope), run: iso(run) });
  return { scope, run, part: rest };
}

function report(run: Run, surroundings: Surroundings): void {
  const { logger, metrics } = surroundings;
  metrics.addMetric('ImagesOwned', 'Count', run.owned);
  metrics.addMetric('ImagesToRetire', 'Count', run.retire);
  metrics.addMetric('BlindSpots', 'Count', run.blindSpots.length);
  reportDoubt(run.doubt, { scope: run.scope, run: run.at }, surroundings);
  const about = { scope: scopeId(run.scope), run: iso(run.at), owned: run.owned, retire: run.retire };
  if (run.offered === false) logger.info('Region does not offer this kind of image; nothing to do', about);
  else logger.info('Scope surveyed', about);
  if (run.blindSpots.length > 0)
    logger.warn('Scope could not be read in full; nothing that this may have protected is retired', {
      ...about,
      blindSpots: run.blindSpots,
    });
}
