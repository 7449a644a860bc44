/** Lambda's part: batches from queues to functions, as the event source mappings say. */
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { Handler } from '../../../shared/runtime/lambda.ts';
import type { BusSettings, Fed, Handlers } from './bus.ts';
import type { Permit } from '../aws/iam/authority.ts';
import { batchOf, contextOf } from './invocation.ts';
import type { Message, Queue } from './queue.ts';
import { roleIn, type FunctionWiring, type MappingWiring, type Wiring } from './wiring.ts';

export interface Delivery {
  readonly mapping: MappingWiring;
  readonly queue: Queue;
  readonly worker: FunctionWiring & { readonly name: Fed };
}

const isFed = (name: string): name is Fed => ['survey', 'retire', 'react'].includes(name);

/** @throws {Error} for a mapping that leads nowhere, and for a queue that would show a message again too early */
export const startDeliveries = (wiring: Wiring, queues: ReadonlyMap<string, Queue>): Delivery[] =>
  wiring.mappings.map((mapping) => {
    const queue = queues.get(mapping.queue);
    const worker = wiring.functions.find(({ arn }) => arn === mapping.function);
    if (queue === undefined || worker === undefined || !isFed(worker.name))
      throw new Error(`${mapping.queue} is to feed ${mapping.function}; this bus does not have both.`);
    if (queue.visibility < worker.timeout)
      throw new Error(`${queue.name} shows its messages again before ${worker.name} has run out of time.`);
    return { mapping, queue, worker: { ...worker, name: worker.name } };
  });

/** Lambda takes messages with the function's own role. */
export const mayPoll = ({ worker, queue }: Delivery, permit: Permit | undefined): boolean =>
  ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes']
    .map((action) => permit?.(roleIn(worker.role), { action, resource: queue.arn, context: {} }))
    .every((permitted) => permitted !== false);

/** Hands one batch to its function. Whatever it does not report as failed is done; a function that throws did nothing. */
export async function deliver(
  { mapping, queue, worker }: Delivery,
  handlers: Handlers,
  { clock, deliveries = 1 }: BusSettings,
): Promise<boolean> {
  const next = queue.nextAt(mapping.batchSize, mapping.window);
  if (next === undefined || next > clock.now()) return false;
  const batch = queue.receive(mapping.batchSize);
  if (batch.length === 0) return false;
  const event = batchOf(queue, batch);
  const handler: Handler<SQSEvent, SQSBatchResponse> | undefined = handlers[worker.name];
  let failed: ReadonlySet<string> = new Set();
  for (let i = 0; i < deliveries; i++) {
    const answer = await handler?.(event, contextOf(worker.name, worker.timeout, clock)).catch(
      () => undefined,
    );
    failed = failedIn(answer, batch, mapping);
  }
  for (const message of batch) if (!failed.has(message.id)) queue.remove(message);
  return true;
}

function failedIn(
  answer: SQSBatchResponse | undefined,
  batch: readonly Message[],
  { partial }: MappingWiring,
): ReadonlySet<string> {
  if (answer === undefined) return new Set(batch.map(({ id }) => id));
  return new Set(partial ? answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier) : []);
}
