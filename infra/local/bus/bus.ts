/** Scheduler, rules, queues and functions wired together as the template says, in virtual time. */
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { Instant } from '../../../shared/domain/time.ts';
import type { Handler } from '../../../shared/runtime/lambda.ts';
import type { VirtualClock } from '../virtual-clock.ts';
import { deliver, mayPoll, startDeliveries, type Delivery } from './deliver.ts';
import { startEventsEndpoint, type ToldEvent } from './events-endpoint.ts';
import type { Permit } from '../aws/iam/authority.ts';
import { createQueue, type Queue } from './queue.ts';
import { publishTo } from './rules.ts';
import { fireSchedules } from './schedules.ts';
import { wiringOfSources } from './sources.ts';
import { startSqsEndpoint } from './sqs-endpoint.ts';
import type { Wiring } from './wiring.ts';

export interface Handlers {
  readonly sweep: Handler<unknown, void>;
  readonly survey: Handler<SQSEvent, SQSBatchResponse>;
  readonly retire: Handler<SQSEvent, SQSBatchResponse>;
  /** Absent where no events are published. */
  readonly react?: Handler<SQSEvent, SQSBatchResponse>;
}

export type Fed = 'survey' | 'retire' | 'react';

export interface Bus {
  /** What the functions need to know to send: endpoint and queue addresses. */
  readonly environment: Readonly<Record<string, string>>;
  /** The queues that feed functions, by the function's name. */
  readonly queues: Readonly<Record<Fed, Queue>>;
  /** Every queue of the template, by name; the dead letter queues too. */
  readonly all: ReadonlyMap<string, Queue>;
  /** What the functions told on the event bus, in order. */
  readonly told: readonly ToldEvent[];
  /** The schedule fires: the sweep runs, as often as Lambda tries, then everything that follows from it. */
  fire(at: Instant): Promise<void>;
  /** An event on EventBridge's default bus. Gives the rules that passed it on; none for what no rule lets through. */
  publish(event: unknown): readonly string[];
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
  /** As serverless.yml and infra/aws have it, without one. */
  readonly wiring?: Wiring;
  /** Asked before a role sends, receives or calls; without it, everything is permitted. */
  readonly permit?: Permit;
}

/** @throws {TemplateFault} for a wiring that this bus cannot follow */
export async function startBus(settings: BusSettings): Promise<Bus> {
  const { clock, wiring = wiringOfSources() } = settings;
  const byArn = createQueues(wiring, clock);
  const deliveries = startDeliveries(wiring, byArn);
  const queues = {
    survey: feeding('survey', deliveries),
    retire: feeding('retire', deliveries),
    react: feeding('react', deliveries),
  };
  const endpoint = await startSqsEndpoint([...byArn.values()], settings.permit);
  const events = await startEventsEndpoint(settings.permit);
  const addresses = wiring.functions.flatMap(({ queues }) => Object.entries(queues));
  const environment = {
    AWS_ENDPOINT_URL_EVENTBRIDGE: events.url,
    EVENT_BUS_NAME: 'default',
    AWS_ENDPOINT_URL_SQS: endpoint.url,
    ...Object.fromEntries(
      addresses.flatMap(([name, arn]) => {
        const queue = byArn.get(arn);
        return queue === undefined ? [] : [[name, endpoint.urlOf(queue)]];
      }),
    ),
  };
  const handlers = settings.handlers(environment);
  const polled = deliveries.filter((one) => mayPoll(one, settings.permit));
  const drain = async (): Promise<void> => drainAll(polled, handlers, settings);
  return {
    environment,
    queues,
    told: events.told,
    all: new Map([...byArn.values()].map((queue) => [queue.name, queue])),
    drain,
    publish: (event) => publishTo(wiring, byArn, event),
    fire: async (at) => {
      clock.advanceTo(at);
      await fireSchedules(at, { ...settings, wiring, queues: byArn, handlers });
      await drain();
    },
    close: async () => {
      await endpoint.close();
      await events.close();
    },
  };
}

function feeding(name: Fed, deliveries: readonly Delivery[]): Queue {
  const delivery = deliveries.find(({ worker }) => worker.name === name);
  if (delivery === undefined) throw new Error(`The template feeds ${name} from no queue.`);
  return delivery.queue;
}

/** Dead letter queues first: the others lead to them. */
function createQueues({ queues }: Wiring, clock: VirtualClock): Map<string, Queue> {
  const made = new Map<string, Queue>();
  for (const { arn, name, visibility, redrive } of queues.toSorted(
    (a, b) => Number(a.redrive !== undefined) - Number(b.redrive !== undefined),
  )) {
    const to = redrive && made.get(redrive.to);
    if (redrive !== undefined && to === undefined)
      throw new Error(
        `${name}: its dead letters go to ${redrive.to}, which is not there or has some of its own.`,
      );
    made.set(
      arn,
      createQueue(
        {
          name,
          arn,
          visibility,
          ...(redrive && to && { redrive: { to, maxReceives: redrive.maxReceives } }),
        },
        clock,
      ),
    );
  }
  return made;
}

async function drainAll(
  deliveries: readonly Delivery[],
  handlers: Handlers,
  settings: BusSettings,
): Promise<void> {
  for (;;) {
    const busy = await Promise.all(deliveries.map(async (one) => deliver(one, handlers, settings)));
    if (busy.includes(true)) continue;
    const next = deliveries.flatMap(
      ({ queue, mapping }) => queue.nextAt(mapping.batchSize, mapping.window) ?? [],
    );
    if (next.length === 0) return;
    settings.clock.advanceTo(Math.min(...next));
  }
}
