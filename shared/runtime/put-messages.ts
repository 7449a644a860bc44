/** How messages are put on a queue. Loaded by who has something to send. */
import {
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
  type SendMessageBatchRequestEntry,
} from '@aws-sdk/client-sqs';
import { settingsOf } from './client-settings.ts';
import type { Surroundings } from './surroundings.ts';

export interface Queue {
  /** Ten at most, which is what SQS takes in a call. Throws if one was not taken. */
  readonly putAll: (entries: SendMessageBatchRequestEntry[]) => Promise<void>;
  readonly putLater: (text: string, seconds: number) => Promise<void>;
}

export function queueAt(url: string, region: string, surroundings: Surroundings): Queue {
  const sqs = new SQSClient(settingsOf('SQS', region, surroundings));
  return {
    putAll: async (Entries) => {
      const { Failed = [] } = await sqs.send(new SendMessageBatchCommand({ QueueUrl: url, Entries }));
      const [failed] = Failed;
      if (failed !== undefined)
        throw new Error(
          `${Failed.length} of ${Entries.length} messages were not taken: ${failed.Code ?? 'no code'}`,
        );
    },
    putLater: async (MessageBody, DelaySeconds) => {
      await sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody, DelaySeconds }));
    },
  };
}
