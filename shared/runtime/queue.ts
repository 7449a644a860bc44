/** Sends messages to an SQS queue. */
import { randomUUID } from 'node:crypto';
import { batchesOf } from '../providers/reader.ts';
import { lazilyAsync } from './lazily-async.ts';
import { errandText, type Errand } from './messages.ts';
import type { Queue } from './put-messages.ts';
import { required, type Surroundings } from './surroundings.ts';

type Variable = 'SURVEY_QUEUE_URL' | 'RETIRE_QUEUE_URL' | 'REACT_QUEUE_URL';

export type Send = (errands: readonly Errand[]) => Promise<void>;

const messagesPerCall = 10;

/** Throws if any message was not taken: the caller is invoked again, and messages may double. */
export function queueOf(variable: Variable, surroundings: Surroundings): Send {
  const queue = opened(variable, surroundings);
  return async (errands) => {
    for (const batch of batchesOf(errands, messagesPerCall)) {
      const entries = batch.map((errand) => ({ Id: randomUUID(), MessageBody: errandText(errand) }));
      await (await queue()).putAll(entries);
    }
  };
}

export type SendLater = (text: string, seconds: number) => Promise<void>;

export function delayedQueueOf(variable: Variable, surroundings: Surroundings): SendLater {
  const queue = opened(variable, surroundings);
  return async (text, seconds) => (await queue()).putLater(text, seconds);
}

/** Most invocations of a function send nothing, and none of them has to wait for this client's code. */
function opened(variable: Variable, surroundings: Surroundings): () => Promise<Queue> {
  const url = required(surroundings.environment, variable);
  const region = required(surroundings.environment, 'AWS_REGION');
  return lazilyAsync(async () => (await import('./put-messages.ts')).queueAt(url, region, surroundings));
}
