/** Queues, the rules that feed them, and what the queues' policies allow, as the template has them. */
import * as z from 'zod/mini';
import { globCovers } from '../../../shared/domain/match.ts';
import { second } from '../../../shared/domain/time.ts';
import { statementsOf, type Statement } from '../aws/iam/statements.ts';
import { resolve } from '../template/intrinsics.ts';
import { attributeOf } from '../template/names.ts';
import { ofType, read, type Stack } from '../template/template.ts';
import { patternTest } from './pattern.ts';
import type { QueueWiring, RuleWiring } from './wiring.ts';

/** SQS's own, where the template names none. */
const defaultVisibility = 30;

const redrive = z.strictObject({
  deadLetterTargetArn: z.string(),
  maxReceiveCount: z.int().check(z.gte(1), z.lte(1000)),
});

const queue = z.strictObject({
  QueueName: z.optional(z.string()),
  VisibilityTimeout: z._default(z.int(), defaultVisibility),
  RedrivePolicy: z.optional(redrive),
  MessageRetentionPeriod: z.optional(z.int()),
  SqsManagedSseEnabled: z.optional(z.boolean()),
  Tags: z.optional(z.unknown()),
});

export const readQueues = (stack: Stack): QueueWiring[] =>
  ofType(stack, 'AWS::SQS::Queue').map(([id, { Properties }]) => {
    const { VisibilityTimeout, RedrivePolicy } = read(queue, resolve(Properties, stack, id), id);
    const arn = attributeOf(id, 'Arn', stack, id);
    return {
      name: arn.slice(arn.lastIndexOf(':') + 1),
      arn,
      visibility: VisibilityTimeout * second,
      ...(RedrivePolicy !== undefined && {
        redrive: { to: RedrivePolicy.deadLetterTargetArn, maxReceives: RedrivePolicy.maxReceiveCount },
      }),
    };
  });

const rule = z.strictObject({
  Name: z.optional(z.string()),
  Description: z.optional(z.string()),
  State: z._default(z.enum(['ENABLED', 'DISABLED']), 'ENABLED'),
  EventPattern: z.unknown(),
  Targets: z.array(
    z.strictObject({
      Id: z.string(),
      Arn: z.string().check(z.regex(/^arn:aws:sqs:/, 'the target is no queue')),
      DeadLetterConfig: z.optional(z.strictObject({ Arn: z.string() })),
      RetryPolicy: z.optional(z.unknown()),
    }),
  ),
});

export const readRules = (stack: Stack): RuleWiring[] =>
  ofType(stack, 'AWS::Events::Rule').flatMap(([id, { Properties }]) => {
    const { State, EventPattern, Targets } = read(rule, resolve(Properties, stack, id), id);
    if (State === 'DISABLED') return [];
    return {
      name: id,
      arn: attributeOf(id, 'Arn', stack, id),
      pattern: EventPattern,
      lets: patternTest(EventPattern, id),
      targets: Targets.map(({ Arn, DeadLetterConfig }) => ({
        queue: Arn,
        ...(DeadLetterConfig !== undefined && { deadLetters: DeadLetterConfig.Arn }),
      })),
    };
  });

const queueArn = (address: string, { account, region }: Stack): string =>
  `arn:aws:sqs:${region}:${account}:${address.slice(address.lastIndexOf('/') + 1)}`;

const queuePolicy = z.strictObject({ Queues: z.array(z.string()), PolicyDocument: z.unknown() });

export const readGrants = (stack: Stack): Statement[] =>
  ofType(stack, 'AWS::SQS::QueuePolicy').flatMap(([id, { Properties }]) => {
    const { Queues, PolicyDocument } = read(queuePolicy, resolve(Properties, stack, id), id);
    const arns = Queues.map((address) => queueArn(address, stack));
    // A policy speaks for the queues that it hangs on, whatever resources it names.
    return statementsOf(PolicyDocument, id).map((statement) => ({
      ...statement,
      resources: arns.filter((arn) => statement.resources.some((glob) => globCovers(glob, arn))),
    }));
  });
