/** Functions, what feeds them, and what calls them, as the template has them. */
import * as z from 'zod/mini';
import { second } from '../../../shared/domain/time.ts';
import { resolve } from '../template/intrinsics.ts';
import { attributeOf } from '../template/names.ts';
import { ofType, read, TemplateFault, type Stack } from '../template/template.ts';
import type { FunctionWiring, MappingWiring, ScheduleWiring } from './wiring.ts';

const lambda = z.object({
  Handler: z.string(),
  Timeout: z._default(z.int(), 3),
  Role: z._default(z.string(), ''),
  Environment: z._default(z.object({ Variables: z.record(z.string(), z.string()) }), { Variables: {} }),
});

/** Lambda's own number of tries after the first. */
const defaultRetries = 2;

export const readFunctions = (stack: Stack): FunctionWiring[] =>
  ofType(stack, 'AWS::Lambda::Function').map(([id, { Properties }]) => {
    const { Handler, Timeout, Role, Environment } = Properties;
    const told = read(lambda, resolve({ Handler, Timeout, Role, Environment }, stack, id), id);
    const arn = attributeOf(id, 'Arn', stack, id);
    return {
      name: folderOf(told.Handler, id),
      arn,
      role: told.Role,
      timeout: told.Timeout * second,
      ...asynchronous(arn, stack),
      queues: queuesNamed(told.Environment.Variables, stack),
    };
  });

/** `.build/functions/survey/handler.handler` → `survey`. */
function folderOf(handler: string, id: string): string {
  const folder = handler.split('/').at(-2);
  if (folder === undefined)
    throw new TemplateFault(`${id}: the handler ${handler} is in no folder of its own`);
  return folder;
}

function queuesNamed(variables: Readonly<Record<string, string>>, stack: Stack): Record<string, string> {
  const address = new RegExp(`^https://sqs\\.${stack.region}\\.amazonaws\\.com/${stack.account}/(.+)$`);
  return Object.fromEntries(
    Object.entries(variables).flatMap(([name, value]) => {
      const queue = address.exec(value)?.[1];
      return queue === undefined ? [] : [[name, `arn:aws:sqs:${stack.region}:${stack.account}:${queue}`]];
    }),
  );
}

const invokeConfig = z.strictObject({
  FunctionName: z.string(),
  Qualifier: z.optional(z.string()),
  MaximumRetryAttempts: z._default(z.int(), defaultRetries),
  MaximumEventAgeInSeconds: z.optional(z.int()),
  DestinationConfig: z.optional(
    z.strictObject({ OnFailure: z.optional(z.strictObject({ Destination: z.string() })) }),
  ),
});

function asynchronous(arn: string, stack: Stack): Pick<FunctionWiring, 'retries' | 'onFailure'> {
  for (const [id, { Properties }] of ofType(stack, 'AWS::Lambda::EventInvokeConfig')) {
    const config = read(invokeConfig, resolve(Properties, stack, id), id);
    if (!arn.endsWith(`:${config.FunctionName}`)) continue;
    const onFailure = config.DestinationConfig?.OnFailure?.Destination;
    return { retries: config.MaximumRetryAttempts, ...(onFailure !== undefined && { onFailure }) };
  }
  return { retries: defaultRetries };
}

const mapping = z.strictObject({
  EventSourceArn: z.string().check(z.regex(/^arn:aws:sqs:/, 'the source is no queue')),
  FunctionName: z.string(),
  Enabled: z._default(z.boolean(), true),
  BatchSize: z._default(z.int(), 10),
  MaximumBatchingWindowInSeconds: z._default(z.int(), 0),
  FunctionResponseTypes: z._default(z.array(z.literal('ReportBatchItemFailures')), []),
  ScalingConfig: z.optional(z.strictObject({ MaximumConcurrency: z.int().check(z.gte(2)) })),
});

export const readMappings = (stack: Stack): MappingWiring[] =>
  ofType(stack, 'AWS::Lambda::EventSourceMapping').flatMap(([id, { Properties }]) => {
    const told = read(mapping, resolve(Properties, stack, id), id);
    if (!told.Enabled) return [];
    return {
      queue: told.EventSourceArn,
      function: told.FunctionName,
      batchSize: told.BatchSize,
      window: told.MaximumBatchingWindowInSeconds * second,
      partial: told.FunctionResponseTypes.length > 0,
      ...(told.ScalingConfig && { concurrency: told.ScalingConfig.MaximumConcurrency }),
    };
  });

const schedule = z.object({
  State: z._default(z.enum(['ENABLED', 'DISABLED']), 'ENABLED'),
  Target: z.object({ Arn: z.string(), RoleArn: z.string(), Input: z.string() }),
});

export const readSchedules = (stack: Stack): ScheduleWiring[] =>
  ofType(stack, 'AWS::Scheduler::Schedule').flatMap(([id, { Properties }]) => {
    const { State, Target } = read(schedule, resolve(Properties, stack, id), id);
    return State === 'DISABLED' ? [] : [{ function: Target.Arn, role: Target.RoleArn, input: Target.Input }];
  });
