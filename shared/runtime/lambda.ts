/** What every function shares when it runs as a Lambda: logs with the invocation's id, metrics flushed at the end. */
import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import middy from '@middy/core';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { errandOf, type Errand } from './messages.ts';
import type { Surroundings } from './surroundings.ts';

export type Handler<Event, Result> = (event: Event, context: Context) => Promise<Result>;

export function asLambda<Event, Result>(
  { logger, metrics }: Surroundings,
  handler: Handler<Event, Result>,
): Handler<Event, Result> {
  const wrapped = middy<Event, Result>()
    .use(injectLambdaContext(logger))
    .use(logMetrics(metrics))
    .handler(handler);
  return async (event, context) => wrapped(event, context);
}

/** Handles one message after the other. One that throws goes back to the queue, and the others do not. */
export function asMessages(
  surroundings: Surroundings,
  handle: (body: string, context: Context) => Promise<void>,
): Handler<SQSEvent, SQSBatchResponse> {
  return asLambda(surroundings, async (event, context) => {
    const each = async ({ body, messageId }: SQSRecord): Promise<void> =>
      told(async () => handle(body, context), messageId, surroundings);
    const processor = new BatchProcessor(EventType.SQS);
    return processPartialResponse(event, each, processor, { context, throwOnFullBatchFailure: false });
  });
}

/** The same for queues of errands; what is no errand of ours is dropped. */
export function asErrands(
  surroundings: Surroundings,
  run: (errand: Errand, context: Context) => Promise<void>,
): Handler<SQSEvent, SQSBatchResponse> {
  const { logger, metrics } = surroundings;
  return asMessages(surroundings, async (body, context) => {
    const errand = errandOf(body);
    if (errand !== undefined) return run(errand, context);
    metrics.addMetric('UnreadableMessages', 'Count', 1);
    logger.error('Message is no errand of ours; dropped', { bytes: body.length });
  });
}

/** The batch keeps what a message threw to itself, so it is told here, once, on its way back to the queue. */
async function told(work: () => Promise<void>, messageId: string, { logger }: Surroundings): Promise<void> {
  try {
    await work();
  } catch (thrown) {
    logger.error('Message failed; it goes back to the queue', { messageId, error: thrown });
    throw thrown;
  }
}
