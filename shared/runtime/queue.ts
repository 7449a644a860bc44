/** Sends errands to an SQS queue. */
import { randomUUID } from 'node:crypto';
import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { lazily } from '../providers/lazily.ts';
import { batchesOf } from '../providers/reader.ts';
import { settingsOf } from './client-settings.ts';
import { errandText, type Errand } from './messages.ts';
import { required, type Surroundings } from './surroundings.ts';

export type Send = (errands: readonly Errand[]) => Promise<void>;

const messagesPerCall = 10;

/** Throws if any message was not taken: the caller is invoked again, and messages may double. */
export function queueOf(variable: 'SURVEY_QUEUE_URL' | 'RETIRE_QUEUE_URL', surroundings: Surroundings): Send {
  const QueueUrl = required(surroundings.environment, variable);
  const region = required(surroundings.environment, 'AWS_REGION');
  const sqs = lazily(() => new SQSClient(settingsOf('SQS', region, surroundings)));
  return async (errands) => {
    for (const batch of batchesOf(errands, messagesPerCall)) {
      const Entries = batch.map((errand) => ({ Id: randomUUID(), MessageBody: errandText(errand) }));
      const { Failed = [] } = await sqs().send(new SendMessageBatchCommand({ QueueUrl, Entries }));
      const [failed] = Failed;
      if (failed !== undefined)
        throw new Error(
          `${Failed.length} of ${batch.length} messages were not taken: ${failed.Code ?? 'no code'}`,
        );
    }
  };
}
