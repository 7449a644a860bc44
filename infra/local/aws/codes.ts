/** The words in which each service says what goes wrong with any operation. Sources: the services' common errors. */
import type { Service } from '../account/operations.ts';

export interface Codes {
  readonly missingParameter: string;
  readonly wrongType: string;
  readonly badPageSize: string;
  readonly badToken: string;
  readonly unknownOperation: string;
  readonly throttled: { readonly code: string; readonly status: number };
  readonly failed: { readonly code: string; readonly status: number };
  /** What IAM's refusal is called. */
  readonly denied: { readonly code: string; readonly status: number };
}

export const codes: Readonly<Record<Service, Codes>> = {
  ec2: {
    missingParameter: 'MissingParameter',
    wrongType: 'InvalidParameterValue',
    badPageSize: 'InvalidParameterValue',
    badToken: 'InvalidNextToken',
    unknownOperation: 'InvalidAction',
    throttled: { code: 'RequestLimitExceeded', status: 503 },
    failed: { code: 'InternalError', status: 500 },
    denied: { code: 'UnauthorizedOperation', status: 403 },
  },
  autoscaling: {
    missingParameter: 'ValidationError',
    wrongType: 'ValidationError',
    badPageSize: 'ValidationError',
    badToken: 'InvalidNextToken',
    unknownOperation: 'InvalidAction',
    throttled: { code: 'Throttling', status: 400 },
    failed: { code: 'InternalFailure', status: 500 },
    denied: { code: 'AccessDenied', status: 403 },
  },
  ssm: {
    missingParameter: 'ValidationException',
    wrongType: 'SerializationException',
    badPageSize: 'ValidationException',
    badToken: 'InvalidNextToken',
    unknownOperation: 'UnknownOperationException',
    throttled: { code: 'ThrottlingException', status: 400 },
    failed: { code: 'InternalServerError', status: 500 },
    denied: { code: 'AccessDeniedException', status: 400 },
  },
  imagebuilder: {
    missingParameter: 'InvalidParameterException',
    wrongType: 'InvalidParameterValueException',
    badPageSize: 'InvalidParameterValueException',
    badToken: 'InvalidPaginationTokenException',
    unknownOperation: 'UnknownOperationException',
    throttled: { code: 'CallRateLimitExceededException', status: 429 },
    failed: { code: 'ServiceException', status: 500 },
    denied: { code: 'AccessDeniedException', status: 403 },
  },
  appstream: {
    missingParameter: 'ValidationException',
    wrongType: 'SerializationException',
    badPageSize: 'ValidationException',
    badToken: 'ValidationException',
    unknownOperation: 'UnknownOperationException',
    throttled: { code: 'ThrottlingException', status: 400 },
    failed: { code: 'InternalFailure', status: 500 },
    denied: { code: 'AccessDeniedException', status: 400 },
  },
  sts: {
    missingParameter: 'ValidationError',
    wrongType: 'ValidationError',
    badPageSize: 'ValidationError',
    badToken: 'ValidationError',
    unknownOperation: 'InvalidAction',
    throttled: { code: 'Throttling', status: 400 },
    failed: { code: 'InternalFailure', status: 500 },
    denied: { code: 'AccessDenied', status: 403 },
  },
};
