/** How a service speaks: its requests read, its answers and refusals written. */
import type { IncomingHttpHeaders } from 'node:http';
import type { StaticOperationSchema } from '@smithy/types';

export interface RawRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Protocol {
  operationOf(request: RawRequest): string;
  /** The input in the SDK's own spelling; times stay text. */
  decode(request: RawRequest, operation: StaticOperationSchema): unknown;
  encode(output: unknown, operation: StaticOperationSchema, requestId: string): RawAnswer;
  refuse(error: WireError, requestId: string): RawAnswer;
}

export interface WireError {
  readonly code: string;
  readonly message: string;
  readonly status: number;
}
