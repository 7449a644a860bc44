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

/** Runs one errand after the other. One that throws goes back to the queue, and the others do not. */
export function asErrands(
  surroundings: Surroundings,
  run: (errand: Errand, context: Context) => Promise<void>,
): Handler<SQSEvent, SQSBatchResponse> {
  const { logger, metrics } = surroundings;
  return asLambda(surroundings, async (event, context) => {
    const each = async ({ body, messageId }: SQSRecord): Promise<void> => {
      const errand = errandOf(body);
      if (errand !== undefined) return told(async () => run(errand, context), errand, logger);
      metrics.addMetric('UnreadableMessages', 'Count', 1);
      logger.error('Message is no errand of ours; dropped', { messageId });
    };
    const processor = new BatchProcessor(EventType.SQS);
    return processPartialResponse(event, each, processor, { context, throwOnFullBatchFailure: false });
  });
}

/** The batch keeps what an errand threw to itself, so it is told here, once, on its way back to the queue. */
async function told(
  work: () => Promise<void>,
  errand: Errand,
  logger: Surroundings['logger'],
): Promise<void> {
  try {
    await work();
  } catch (thrown) {
    logger.error('Errand failed; its message goes back to the queue', { errand, error: thrown });
    throw thrown;
  }
}
