/**
 * The wiring as serverless.yml and infra/aws say it, without packaging, which takes seconds. What `osls package` makes
 * of functions is made here in short; a test holds the outcome to the packaged template.
 */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import * as z from 'zod/mini';
import { read, templateShape, type Resource, type Template } from '../template/template.ts';
import { wiringOf, type Wiring } from './wiring.ts';

const root = new URL('../../../', import.meta.url);

const variables = z._default(z.record(z.string(), z.unknown()), {});
const target = z.object({ arn: z.unknown() });

/** The stage that `osls` takes when it is given none. */
const stage = 'dev';

const service = z.object({
  service: z.string(),
  params: z.object({ default: z.record(z.string(), z.unknown()) }),
  provider: z.object({ environment: variables }),
  functions: z.record(
    z.string(),
    z.object({
      handler: z.string(),
      timeout: z.number(),
      role: z.string(),
      environment: variables,
      destinations: z.optional(z.object({ onFailure: target })),
    }),
  ),
  resources: z.array(z.string()),
});
type Service = z.infer<typeof service>;

/** @throws {TemplateFault} naming what is not understood */
export const wiringOfSources = (): Wiring => wiringOf(templateOfSources());

export function templateOfSources(): Template {
  const text = readFileSync(new URL('serverless.yml', root), 'utf8');
  const told = read(service, parse(text), 'serverless.yml');
  const pieces = told.resources.map((piece) => pieceOf(piece, told));
  return {
    Resources: {
      ...Object.fromEntries(pieces.flatMap(({ Resources }) => Object.entries(Resources))),
      ...functionsOf(told),
    },
    Conditions: Object.fromEntries(pieces.flatMap(({ Conditions }) => Object.entries(Conditions))),
  };
}

/** `${file(infra/aws/queues.yml)}` → what stands there. */
function pieceOf(piece: string, { params }: Service): Template {
  const path = /^\$\{file\((.+)\)\}$/.exec(piece)?.[1] ?? piece;
  const text = readFileSync(new URL(path, root), 'utf8');
  const filled = text.replace(/\$\{param:(\w+)\}/g, (_, name: string) => String(params.default[name]));
  return read(
    z.object({ ...templateShape.shape, Resources: z._default(templateShape.shape.Resources, {}) }),
    parse(filled),
    path,
  );
}

function functionsOf({ service, functions, provider }: Service): Record<string, Resource> {
  const resources = Object.entries(functions).flatMap(([name, one]) => {
    const title = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
    const id = `${title}LambdaFunction`;
    const Properties = {
      FunctionName: `${service}-${stage}-${name}`,
      Handler: one.handler,
      Timeout: one.timeout,
      Role: { 'Fn::GetAtt': [one.role, 'Arn'] },
      Environment: { Variables: { ...provider.environment, ...one.environment } },
    };
    const all: [string, Resource][] = [[id, { Type: 'AWS::Lambda::Function', Properties }]];
    if (one.destinations !== undefined)
      all.push([`${title}Invoked`, configFor(id, one.destinations.onFailure.arn)]);
    return all;
  });
  return Object.fromEntries(resources);
}

const configFor = (id: string, Destination: unknown): Resource => ({
  Type: 'AWS::Lambda::EventInvokeConfig',
  Properties: { FunctionName: { Ref: id }, DestinationConfig: { OnFailure: { Destination } } },
});
