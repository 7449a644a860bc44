/** What the roles of a template allow and deny. */
import * as z from 'zod/mini';
import type { Template } from './packaged.ts';

const text = z.union([z.string(), z.array(z.string())]);
const statement = z.looseObject({
  Sid: z.string(),
  Effect: z.enum(['Allow', 'Deny']),
  Action: text,
  Condition: z.optional(z.record(z.string(), z.unknown())),
});
export type Statement = z.infer<typeof statement>;
const document = z.object({ Statement: z.array(statement) });
const policies = z.array(z.object({ PolicyDocument: document }));

export const statementsOf = (template: Template, role: string): Statement[] =>
  z
    .parse(policies, template.Resources[role]?.Properties?.['Policies'])
    .flatMap(({ PolicyDocument }) => PolicyDocument.Statement);

export const trustOf = (template: Template, role: string): Statement[] =>
  z.parse(document, template.Resources[role]?.Properties?.['AssumeRolePolicyDocument']).Statement;

/** Each once, in order. */
export const actionsIn = (
  statements: readonly Statement[],
  effect: Statement['Effect'] = 'Allow',
): string[] =>
  [...new Set(statements.filter(({ Effect }) => Effect === effect).flatMap(({ Action }) => Action))].sort();
