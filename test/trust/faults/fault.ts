/** What may go wrong with one call, and with which calls it may. */
import { codes } from '../../../infra/local/aws/codes.ts';
import type { Mishap } from '../../../infra/local/aws/faults.ts';
import { services, type Service as Simulated } from '../../../infra/local/account/operations.ts';

/** Whom the functions ask. */
export type Service = Simulated | 'dynamodb' | 'sqs' | 'events';

/** A fault meets every try of its call, as the SDK makes them; `answer-lost-once` only the first. */
export const faults = [
  'throttled',
  'denied',
  'failed',
  'failed-but-done',
  'timeout',
  'timeout-but-done',
  'reset',
  'reset-but-done',
  'answer-cut',
  'answer-lost-once',
  'empty-page',
  'killed-before',
  'killed-after',
] as const;
export type Fault = (typeof faults)[number];

export interface Asked {
  /** The function that asks, as one process: `retire-2` is the one after `retire-1` was killed. */
  readonly process: string;
  readonly service: Service;
  readonly operation: string;
  /** One for all tries of a call. */
  readonly call: string;
  /** From 1. */
  readonly attempt: number;
  readonly input: unknown;
}

/** One fault on one call: the n-th of its operation in the run, from 1. */
export interface Point {
  readonly service: Service;
  readonly operation: string;
  readonly n: number;
  readonly fault: Fault;
}

export const nameOf = ({ service, operation, n, fault }: Point): string =>
  `${service}:${operation} #${n} ${fault}`;

export const isKill = (fault: Fault | undefined): boolean => fault?.startsWith('killed') === true;

const changing =
  /^(Put|Update|Delete|Deregister|Send|BatchWrite|TransactWrite|Restore|Create|Modify|Enable|Disable)/;

export const isChanging = (operation: string): boolean => changing.test(operation);

/** `failed-but-done` and the like differ from their plain forms only where something is done. */
const onlyChanging: readonly Fault[] = [
  'failed-but-done',
  'timeout-but-done',
  'reset-but-done',
  'answer-lost-once',
];

export const faultsOf = ({ operation, input }: Pick<Asked, 'operation' | 'input'>): Fault[] =>
  faults.filter((fault) => {
    if (fault === 'empty-page') return isPaged(operation, input);
    return isChanging(operation) || !onlyChanging.includes(fault);
  });

const pages =
  /^(Query|Scan|BatchGetItem|List(?!TagsForResource)\w+|Describe(?!ImageAttribute|ImageReferences)\w+)$/;

/** AWS pages only what is asked for in pages, or has no other way. Of what is asked for by ids, it pages usage reports. */
function isPaged(operation: string, input: unknown): boolean {
  const byId = typeof input === 'object' && input !== null && ('ImageIds' in input || 'SnapshotIds' in input);
  return pages.test(operation) && (!byId || operation === 'DescribeImageUsageReports');
}

/** What happens to the one request. */
export function mishapOf(fault: Fault, service: Service): Mishap {
  const words = wordsOf(service);
  switch (fault) {
    case 'throttled':
      return { kind: 'error', ...words.throttled, message: 'Rate exceeded' };
    case 'denied':
      return { kind: 'error', ...words.denied, message: 'Not authorized' };
    case 'failed':
    case 'failed-but-done':
      return { kind: 'error', ...words.failed, message: 'Internal error', done: fault !== 'failed' };
    case 'timeout':
    case 'killed-before':
      return { kind: 'silence', done: false };
    case 'timeout-but-done':
    case 'killed-after':
      return { kind: 'silence', done: true };
    case 'reset':
    case 'reset-but-done':
    case 'answer-lost-once':
      return { kind: 'reset', done: fault !== 'reset' };
    case 'answer-cut':
      return { kind: 'cut' };
    case 'empty-page':
      return { kind: 'empty-page' };
  }
}

interface Word {
  readonly code: string;
  readonly status: number;
}

interface Words {
  readonly throttled: Word;
  readonly denied: Word;
  readonly failed: Word;
}

const isSimulated = (service: Service): service is Simulated => services.some((name) => name === service);

function wordsOf(service: Service): Words {
  if (isSimulated(service)) return { ...codes[service], denied: denials[service] };
  return others[service];
}

const denials: Readonly<Record<Simulated, Word>> = {
  ec2: { code: 'UnauthorizedOperation', status: 403 },
  autoscaling: { code: 'AccessDenied', status: 403 },
  ssm: { code: 'AccessDeniedException', status: 400 },
  imagebuilder: { code: 'AccessDeniedException', status: 403 },
  appstream: { code: 'AccessDeniedException', status: 400 },
  sts: { code: 'AccessDenied', status: 403 },
};

const others: Readonly<Record<Exclude<Service, Simulated>, Words>> = {
  dynamodb: {
    throttled: { code: 'ProvisionedThroughputExceededException', status: 400 },
    denied: { code: 'AccessDeniedException', status: 400 },
    failed: { code: 'InternalServerError', status: 500 },
  },
  sqs: {
    throttled: { code: 'RequestThrottled', status: 400 },
    denied: { code: 'AccessDeniedException', status: 403 },
    failed: { code: 'InternalFailure', status: 500 },
  },
  events: {
    throttled: { code: 'ThrottlingException', status: 400 },
    denied: { code: 'AccessDeniedException', status: 400 },
    failed: { code: 'InternalException', status: 500 },
  },
};
