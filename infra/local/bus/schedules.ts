/** EventBridge Scheduler's part: functions called asynchronously, tried again, and told of where they fail for good. */
import { iso, minute, type Instant } from '../../../shared/domain/time.ts';
import type { VirtualClock } from '../virtual-clock.ts';
import type { Handlers } from './bus.ts';
import type { Permit } from '../aws/iam/authority.ts';
import { contextOf } from './invocation.ts';
import type { Queue } from './queue.ts';
import { roleIn, type FunctionWiring, type Wiring } from './wiring.ts';

export interface Firing {
  readonly wiring: Wiring;
  readonly queues: ReadonlyMap<string, Queue>;
  readonly handlers: Handlers;
  readonly clock: VirtualClock;
  readonly permit?: Permit;
}

/** Throws what the last try threw, once it lies in the queue for failures. */
export async function fireSchedules(at: Instant, firing: Firing): Promise<void> {
  for (const schedule of firing.wiring.schedules) {
    const called = firing.wiring.functions.find(({ arn }) => arn === schedule.function);
    if (called?.name !== 'sweep')
      throw new Error(`A schedule calls ${schedule.function}; this bus has only the sweep to call.`);
    const calling = { action: 'lambda:InvokeFunction', resource: called.arn, context: {} };
    if (firing.permit?.(roleIn(schedule.role), calling) === false)
      throw new Error(
        `Scheduler may not call ${called.name}: its role does not allow lambda:InvokeFunction.`,
      );
    const input: unknown = JSON.parse(schedule.input.replaceAll('<aws.scheduler.scheduled-time>', iso(at)));
    await invoke(called, input, firing);
  }
}

/** Lambda tries a second time after a minute, and a third time after two more. */
async function invoke(called: FunctionWiring, input: unknown, firing: Firing): Promise<void> {
  const { handlers, clock, queues } = firing;
  for (let tries = 1; ; tries++)
    try {
      await handlers.sweep(input, contextOf(called.name, called.timeout, clock));
      return;
    } catch (thrown) {
      if (tries > called.retries) {
        const reporting = { action: 'sqs:SendMessage', resource: called.onFailure ?? '', context: {} };
        if (firing.permit?.(roleIn(called.role), reporting) !== false)
          queues.get(reporting.resource)?.send(JSON.stringify(failureOf(called, input, tries, thrown)));
        throw thrown;
      }
      await clock.sleep(tries * minute);
    }
}

/** Source: Lambda developer guide, invocation record. */
const failureOf = ({ arn }: FunctionWiring, input: unknown, tries: number, thrown: unknown) => ({
  version: '1.0',
  requestContext: {
    functionArn: arn,
    condition: 'RetriesExhausted',
    approximateInvokeCount: tries,
  },
  requestPayload: input,
  responsePayload: { errorMessage: thrown instanceof Error ? thrown.message : String(thrown) },
});
