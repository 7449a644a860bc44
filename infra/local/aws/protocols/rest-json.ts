/** REST JSON as Image Builder speaks it: one path for each operation, input in the query or in the body. */
import { NormalizedSchema } from '@smithy/core/schema';
import type { StaticOperationSchema } from '@smithy/types';
import { Refusal } from '../refusal.ts';
import { jsonBody } from './json-body.ts';
import { jsonValue } from './json-value.ts';
import type { Protocol, RawAnswer, RawRequest } from './protocol.ts';

export const restJson: Protocol = {
  operationOf: ({ path }) => path.slice(1),
  decode(request, operation) {
    requireMethod(request, operation);
    return request.method === 'GET' || request.method === 'DELETE'
      ? fromQuery(request.query, operation)
      : jsonBody(request.body);
  },
  encode: (output, operation, requestId) => json(200, requestId, jsonValue(operation[5], output) ?? {}),
  refuse({ code, message, status }, requestId) {
    const answer = json(status, requestId, { message });
    return { ...answer, headers: { ...answer.headers, 'x-amzn-errortype': code } };
  },
};

function requireMethod({ method, path }: RawRequest, operation: StaticOperationSchema): void {
  const { http } = NormalizedSchema.of(operation).getOwnTraits();
  const [wanted] = Array.isArray(http) ? http : [];
  if (method !== wanted) throw new Refusal('UnknownOperationException', `No ${method} on ${path}.`, 404);
}

function fromQuery(query: URLSearchParams, operation: StaticOperationSchema): unknown {
  const read: Record<string, unknown> = {};
  for (const [name, member] of NormalizedSchema.of(operation[4]).structIterator()) {
    const text = query.get(member.getMergedTraits().httpQuery ?? name);
    if (text !== null) read[name] = text;
  }
  return read;
}

const json = (status: number, requestId: string, body: unknown): RawAnswer => ({
  status,
  headers: { 'content-type': 'application/json', 'x-amzn-requestid': requestId },
  body: JSON.stringify(body),
});
