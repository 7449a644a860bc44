/** Scheduler, queues and functions wired together as in the account, in virtual time. */
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { iso, minute, type Duration, type Instant } from '../../../shared/domain/time.ts';
import type { Handler } from '../../../shared/runtime/lambda.ts';
import type { VirtualClock } from '../virtual-clock.ts';
import { startEventsEndpoint, type ToldEvent } from './events-endpoint.ts';
import { batchOf, contextOf } from './invocation.ts';
import { createQueue, type Queue } from './queue.ts';
import { startSqsEndpoint } from './sqs-endpoint.ts';

/** A function that a queue feeds. */
export interface Worker {
  readonly name: 'survey' | 'retire' | 'react';
  readonly timeout: Duration;
  readonly batchSize: number;
  readonly maxReceives: number;
}

/** As deployed: the visibility timeout of a queue is six times its function's timeout. */
export const workers: readonly Worker[] = [
  { name: 'survey', timeout: 15 * minute, batchSize: 1, maxReceives: 5 },
  { name: 'retire', timeout: 15 * minute, batchSize: 1, maxReceives: 5 },
  { name: 'react', timeout: 5 * minute, batchSize: 10, maxReceives: 5 },
];

export interface Handlers {
  readonly sweep: Handler<unknown, void>;
  readonly survey: Handler<SQSEvent, SQSBatchResponse>;
  readonly retire: Handler<SQSEvent, SQSBatchResponse>;
  /** Absent where no events are published. */
  readonly react?: Handler<SQSEvent, SQSBatchResponse>;
}

export interface Bus {
  /** What the functions need to know to send: endpoint and queue addresses. */
  readonly environment: Readonly<Record<string, string>>;
  readonly queues: Readonly<Record<Worker['name'], Queue>>;
  /** What the functions told on the event bus, in order. */
  readonly told: readonly ToldEvent[];
  /** The schedule fires: the sweep runs, as often as Scheduler tries, then everything that follows from it. */
  fire(at: Instant): Promise<void>;
  /** An EventBridge event reaches the queue of `react`, as its rule would put it there. */
  publish(event: unknown): void;
  /** Delivers until every queue is empty; time passes while messages wait to be seen again. */
  drain(): Promise<void>;
  close(): Promise<void>;
}

export interface BusSettings {
  readonly clock: VirtualClock;
  /** Made once the bus knows its addresses. */
  readonly handlers: (environment: Readonly<Record<string, string>>) => Handlers;
  /** Deliver every message so often: SQS promises at least once. */
  readonly deliveries?: number;
  readonly workers?: readonly Worker[];
}

export async function startBus(settings: BusSettings): Promise<Bus> {
  const { clock } = settings;
  const setup = settings.workers ?? workers;
  const made = (name: Worker['name']): Queue => {
    const worker = setup.find((one) => one.name === name);
    if (worker === undefined) throw new Error(`no worker takes the queue ${name}`);
    return createQueue({ name, visibility: 6 * worker.timeout, maxReceives: worker.maxReceives }, clock);
  };
  const queues = { survey: made('survey'), retire: made('retire'), react: made('react') };
  const endpoint = await startSqsEndpoint(Object.values(queues));
  const events = await startEventsEndpoint();
  const environment = {
    AWS_ENDPOINT_URL_EVENTBRIDGE: events.url,
    EVENT_BUS_NAME: 'default',
    AWS_ENDPOINT_URL_SQS: endpoint.url,
    SURVEY_QUEUE_URL: endpoint.urlOf(queues.survey),
    RETIRE_QUEUE_URL: endpoint.urlOf(queues.retire),
    REACT_QUEUE_URL: endpoint.urlOf(queues.react),
  };
  const handlers = settings.handlers(environment);
  const drain = async (): Promise<void> => drainAll(setup, queues, handlers, settings);
  return {
    environment,
    queues,
    told: events.told,
    drain,
    publish: (event) => {
      queues.react.send(JSON.stringify(event));
    },
    fire: async (at) => {
      clock.advanceTo(at);
      await sweep(handlers, at, clock);
      await drain();
    },
    close: async () => {
      await endpoint.close();
      await events.close();
    },
  };
}

/** An asynchronous invocation is tried three times, a minute and two minutes apart. */
async function sweep({ sweep: handler }: Handlers, at: Instant, clock: VirtualClock): Promise<void> {
  for (const wait of [minute, 2 * minute, undefined]) {
    try {
      await handler({ scheduledAt: iso(at) }, contextOf('sweep', minute, clock));
      return;
    } catch (thrown) {
      if (wait === undefined) throw thrown;
      await clock.sleep(wait);
    }
  }
}

async function drainAll(
  setup: readonly Worker[],
  queues: Bus['queues'],
  handlers: Handlers,
  settings: BusSettings,
): Promise<void> {
  for (;;) {
    const busy = await Promise.all(setup.map(async (worker) => deliver(worker, queues, handlers, settings)));
    if (busy.includes(true)) continue;
    const next = Object.values(queues).flatMap((queue) => queue.nextAt() ?? []);
    if (next.length === 0) return;
    settings.clock.advanceTo(Math.min(...next));
  }
}

/** Hands one batch to its function. Whatever it does not report as failed is done; a function that throws did nothing. */
async function deliver(
  { name, batchSize, timeout }: Worker,
  queues: Bus['queues'],
  handlers: Handlers,
  { clock, deliveries = 1 }: BusSettings,
): Promise<boolean> {
  const queue = queues[name];
  const batch = queue.receive(batchSize);
  if (batch.length === 0) return false;
  const event = batchOf(queue, batch);
  let failed: ReadonlySet<string> = new Set();
  for (let i = 0; i < deliveries; i++) {
    const answer = await handlers[name]?.(event, contextOf(name, timeout, clock)).catch(() => undefined);
    failed = new Set(
      answer?.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier) ?? batch.map(({ id }) => id),
    );
  }
  for (const message of batch) if (!failed.has(message.id)) queue.remove(message);
  return true;
}
