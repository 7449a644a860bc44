/** What is wired to what, as a CloudFormation template says it: rules, queues, functions, schedules. */
import type { Duration } from '../../../shared/domain/time.ts';
import type { Statement } from '../aws/iam/statements.ts';
import { TemplateFault, type Stack, type Template } from '../template/template.ts';
import { readFunctions, readMappings, readSchedules } from './wiring-functions.ts';
import { readGrants, readQueues, readRules } from './wiring-queues.ts';

export interface QueueWiring {
  readonly name: string;
  readonly arn: string;
  /** How long a message stays out of sight once it was received. */
  readonly visibility: Duration;
  /** After so many receives a message moves on to this other queue, by ARN. */
  readonly redrive?: { readonly to: string; readonly maxReceives: number };
}

export interface RuleWiring {
  readonly name: string;
  readonly arn: string;
  readonly lets: (event: unknown) => boolean;
  readonly pattern: unknown;
  /** ARNs of queues. */
  readonly targets: readonly { readonly queue: string; readonly deadLetters?: string }[];
}

/** Which queue feeds which function, and how. */
export interface MappingWiring {
  readonly queue: string;
  readonly function: string;
  readonly batchSize: number;
  /** How long Lambda waits for a batch to fill. */
  readonly window: Duration;
  /** Whether the function says which of its messages failed. */
  readonly partial: boolean;
  /** The local bus runs one at a time, which is within any limit. */
  readonly concurrency?: number;
}

export interface FunctionWiring {
  /** Of the folder that its code lies in. */
  readonly name: string;
  readonly arn: string;
  readonly role: string;
  readonly timeout: Duration;
  /** Tries after the first of an asynchronous invocation. */
  readonly retries: number;
  readonly onFailure?: string;
  /** Environment variables that hold the address of a queue: name → ARN. */
  readonly queues: Readonly<Record<string, string>>;
}

export interface ScheduleWiring {
  readonly function: string;
  /** In which the function is called. */
  readonly role: string;
  /** JSON, with EventBridge Scheduler's placeholders. */
  readonly input: string;
}

export interface Wiring {
  readonly queues: readonly QueueWiring[];
  readonly rules: readonly RuleWiring[];
  readonly mappings: readonly MappingWiring[];
  readonly functions: readonly FunctionWiring[];
  readonly schedules: readonly ScheduleWiring[];
  /** What the queues' own policies allow. */
  readonly grants: readonly Statement[];
}

/** The name of a role, of its ARN. */
export const roleIn = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1);

/** @throws {TemplateFault} naming the resource that is not understood */
export function wiringOf(template: Template, account = '123456789012', region = 'us-east-1'): Wiring {
  const stack: Stack = { template, account, region };
  refuseUnknown(stack);
  return {
    queues: readQueues(stack),
    rules: readRules(stack),
    mappings: readMappings(stack),
    functions: readFunctions(stack),
    schedules: readSchedules(stack),
    grants: readGrants(stack),
  };
}

const known = new Set([
  'AWS::SQS::Queue',
  'AWS::SQS::QueuePolicy',
  'AWS::Events::Rule',
  // Who else may put events on the bus.
  'AWS::Events::EventBusPolicy',
  'AWS::Scheduler::Schedule',
  'AWS::Lambda::Function',
  'AWS::Lambda::EventSourceMapping',
  'AWS::Lambda::EventInvokeConfig',
  'AWS::Lambda::Url',
  'AWS::Lambda::Permission',
]);

/** Anything else of these services could carry messages, and would be missing here without a word. */
function refuseUnknown({ template }: Stack): void {
  for (const [id, { Type }] of Object.entries(template.Resources))
    if (/^AWS::(SQS|Events|Pipes|Scheduler|Lambda)::/.test(Type) && !known.has(Type))
      throw new TemplateFault(`${id}: a ${Type} is not understood here`);
}
