/** DynamoDB's refusal of what a role does not allow. */
import { isRecord } from '../../infra/local/account/wire.ts';
import { principalIn } from '../../infra/local/aws/credentials.ts';
import type { Permit } from '../../infra/local/aws/iam/authority.ts';
import { keyIn } from '../../infra/local/bus/sqs-endpoint.ts';
import type { Refuse } from './wire.ts';

/** The table as the template names it, whatever it is called on this machine. */
const deployed = 'arn:aws:dynamodb:us-east-1:123456789012:table/Table';

export const tableRefusal =
  (permit: Permit): Refuse =>
  (operation, asked, body) => {
    const input: unknown = JSON.parse(body.toString());
    const index = isRecord(input) && typeof input.IndexName === 'string' ? `/index/${input.IndexName}` : '';
    const demand = { action: `dynamodb:${operation}`, resource: `${deployed}${index}`, context: {} };
    const principal = principalIn(keyIn(asked) ?? '');
    if (principal === undefined || permit(principal, demand)) return undefined;
    const __type = 'com.amazon.coral.service#AccessDeniedException';
    const message = `User is not authorized to perform: ${demand.action} on resource: ${demand.resource}`;
    return {
      status: 400,
      headers: { 'content-type': 'application/x-amz-json-1.0' },
      body: Buffer.from(JSON.stringify({ __type, message })),
    };
  };
