/** A CloudFormation template, as far as running it on this machine needs to know. */
import * as z from 'zod/mini';

const resource = z.object({
  Type: z.string(),
  Properties: z._default(z.record(z.string(), z.unknown()), {}),
});

export const templateShape = z.object({
  Resources: z.record(z.string(), resource),
  Conditions: z._default(z.record(z.string(), z.unknown()), {}),
});

export type Template = z.infer<typeof templateShape>;
export type Resource = z.infer<typeof resource>;

/** Where the template is thought to be deployed. */
export interface Stack {
  readonly template: Template;
  readonly account: string;
  readonly region: string;
}

/** Something in a template that is not understood; running on would leave it out without a word. */
export class TemplateFault extends Error {
  override readonly name = 'TemplateFault';
}

export const ofType = ({ template }: Stack, type: string): [string, Resource][] =>
  Object.entries(template.Resources).filter(([, { Type }]) => Type === type);

/** @throws {TemplateFault} naming the resource and the property that is not understood */
export function read<T>(shape: z.ZodMiniType<T>, value: unknown, at: string): T {
  const result = shape.safeParse(value);
  if (result.success) return result.data;
  const problems = result.error.issues.map(
    ({ path, message, ...issue }) =>
      `${path.join('.')}${'keys' in issue ? ` ${issue.keys.join(', ')}` : ''}: ${message}`,
  );
  throw new TemplateFault(`${at} is not understood here: ${problems.join('; ')}`);
}
