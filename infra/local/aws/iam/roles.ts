/** The roles of a template, by name: what each allows and denies. */
import * as z from 'zod/mini';
import { resolve } from '../../template/intrinsics.ts';
import { ofType, read, type Stack } from '../../template/template.ts';
import { statementsOf, type Statement } from './statements.ts';

const role = z.object({
  Policies: z._default(z.array(z.strictObject({ PolicyName: z.string(), PolicyDocument: z.unknown() })), []),
  // What a managed policy allows is not in the template.
  ManagedPolicyArns: z.optional(z.never()),
});

/** @throws {TemplateFault} */
export const rolesOf = (stack: Stack): ReadonlyMap<string, readonly Statement[]> =>
  new Map(
    ofType(stack, 'AWS::IAM::Role').map(([id, { Properties }]) => {
      const { Policies, ManagedPolicyArns } = Properties;
      const told = read(role, resolve({ Policies, ManagedPolicyArns }, stack, id), id);
      return [id, told.Policies.flatMap(({ PolicyDocument }) => statementsOf(PolicyDocument, id))] as const;
    }),
  );
