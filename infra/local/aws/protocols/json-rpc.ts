/** JSON 1.1: the operation in a header, everything else in the body. */
import type { Protocol, RawAnswer } from './protocol.ts';
import { jsonBody } from './json-body.ts';
import { jsonValue } from './json-value.ts';

export const jsonRpc: Protocol = {
  operationOf: ({ headers }) =>
    String(headers['x-amz-target'] ?? '')
      .split('.')
      .at(-1) ?? '',
  decode: ({ body }) => jsonBody(body),
  encode: (output, operation, requestId) => json(200, requestId, jsonValue(operation[5], output) ?? {}),
  refuse: ({ code, message, status }, requestId) => json(status, requestId, { __type: code, message }),
};

const json = (status: number, requestId: string, body: unknown): RawAnswer => ({
  status,
  headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': requestId },
  body: JSON.stringify(body),
});
