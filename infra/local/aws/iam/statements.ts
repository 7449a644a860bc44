/** IAM policy documents, read strictly: what is not understood here must not pass as if it allowed or denied nothing. */
import * as z from 'zod/mini';
import { read, TemplateFault } from '../../template/template.ts';
import { conditionsOf, type Condition } from './conditions.ts';

export interface Statement {
  /** Where it stands, for messages. */
  readonly sid: string;
  readonly effect: 'Allow' | 'Deny';
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly conditions: readonly Condition[];
  /** Of a policy that hangs on a resource: the services that it speaks of. */
  readonly services: readonly string[];
}

const texts = z.union([z.string(), z.array(z.string())]);

const document = z.strictObject({
  Version: z.optional(z.literal('2012-10-17')),
  Statement: z.array(
    z.strictObject({
      Sid: z._default(z.string(), ''),
      Effect: z.enum(['Allow', 'Deny']),
      Principal: z.optional(z.strictObject({ Service: texts })),
      Action: texts,
      Resource: z._default(texts, '*'),
      Condition: z._default(z.record(z.string(), z.record(z.string(), texts)), {}),
    }),
  ),
});

/** @throws {TemplateFault} */
export const statementsOf = (policy: unknown, at: string): Statement[] =>
  read(document, policy, at).Statement.map(
    ({ Sid, Effect, Principal, Action, Resource, Condition }, number) => {
      const sid = `${at}.${Sid === '' ? number : Sid}`;
      return {
        sid,
        effect: Effect,
        actions: [Action].flat(),
        resources: [Resource].flat().map((arn) => withoutVariables(arn, sid)),
        conditions: conditionsOf(Condition, sid),
        services: [Principal?.Service ?? []].flat(),
      };
    },
  );

function withoutVariables(arn: string, sid: string): string {
  if (arn.includes('${'))
    throw new TemplateFault(`${sid}: policy variables are not understood here, as in ${arn}`);
  return arn;
}
