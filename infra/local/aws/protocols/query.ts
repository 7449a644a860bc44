/** The two query protocols: forms in, XML out. */
import type { StaticOperationSchema } from '@smithy/types';
import type { Protocol, RawAnswer, RawRequest, WireError } from './protocol.ts';
import { queryInput } from './query-input.ts';
import { element, escaped, xmlMembers } from './xml.ts';

const operationOf = ({ body }: RawRequest): string => new URLSearchParams(body).get('Action') ?? '';

const xml = (status: number, requestId: string, body: string): RawAnswer => ({
  status,
  headers: { 'content-type': 'text/xml;charset=UTF-8', 'x-amzn-requestid': requestId },
  body: `<?xml version="1.0" encoding="UTF-8"?>\n${body}`,
});

/** EC2's own: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html for the error. */
export const ec2Query: Protocol = {
  operationOf,
  decode: ({ body }, operation) => queryInput(operation[4], body, 'ec2'),
  encode(output, operation, requestId) {
    const root = `${operation[2]}Response`;
    const members = xmlMembers(operation[5], output);
    const opening = `<${root} xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">`;
    return xml(200, requestId, `${opening}${element('requestId', requestId)}${members}</${root}>`);
  },
  refuse: (error, requestId) =>
    xml(
      error.status,
      requestId,
      element(
        'Response',
        element('Errors', element('Error', described(error))) + element('RequestID', requestId),
      ),
    ),
};

/** The common one, with `member` lists and a result inside the response. */
export const awsQuery = (namespace: string): Protocol => ({
  operationOf,
  decode: ({ body }, operation) => queryInput(operation[4], body, 'member'),
  encode(output, operation: StaticOperationSchema, requestId) {
    const [, , name] = operation;
    const result = element(`${name}Result`, xmlMembers(operation[5], output));
    const metadata = element('ResponseMetadata', element('RequestId', requestId));
    const opening = `<${name}Response xmlns="${namespace}">`;
    return xml(200, requestId, `${opening}${result}${metadata}</${name}Response>`);
  },
  refuse(error, requestId) {
    const type = element('Type', error.status < 500 ? 'Sender' : 'Receiver');
    const body = element('Error', type + described(error)) + element('RequestId', requestId);
    return xml(error.status, requestId, element('ErrorResponse', body));
  },
});

const described = ({ code, message }: WireError): string =>
  element('Code', escaped(code)) + element('Message', escaped(message));
