/** How deployed resources are called: by name, by ARN, by address. A resource without a name is called as in the template. */
import { TemplateFault, type Resource, type Stack } from './template.ts';

type Naming = (name: string, stack: Stack) => string;

const arn =
  (service: string, rest: (name: string) => string = (name) => name): Naming =>
  (name, { account, region }) =>
    `arn:aws:${service}:${region}:${account}:${rest(name)}`;

const arns: Readonly<Record<string, Naming>> = {
  'AWS::SQS::Queue': arn('sqs'),
  'AWS::Lambda::Function': arn('lambda', (name) => `function:${name}`),
  'AWS::DynamoDB::Table': arn('dynamodb', (name) => `table/${name}`),
  'AWS::Events::Rule': arn('events', (name) => `rule/${name}`),
  'AWS::IAM::Role': (name, { account }) => `arn:aws:iam::${account}:role/${name}`,
};

const nameProperties = ['QueueName', 'FunctionName', 'TableName', 'Name', 'RoleName'] as const;

function resourceOf(id: string, { template }: Stack, at: string): Resource {
  const resource = template.Resources[id];
  if (resource === undefined) throw new TemplateFault(`${at}: there is no resource ${id}`);
  return resource;
}

function nameOf(id: string, { Properties }: Resource): string {
  const given = nameProperties.map((property) => Properties[property]);
  return given.find((name) => typeof name === 'string') ?? id;
}

/** @throws {TemplateFault} for what is not in the template, or not known here */
export function attributeOf(id: string, attribute: string, stack: Stack, at: string): string {
  const resource = resourceOf(id, stack, at);
  const name = nameOf(id, resource);
  const naming = arns[resource.Type];
  if (attribute === 'Arn' && naming !== undefined) return naming(name, stack);
  if (attribute === 'QueueName' && resource.Type === 'AWS::SQS::Queue') return name;
  throw new TemplateFault(`${at}: ${attribute} of ${id}, a ${resource.Type}, is not understood here`);
}

/** @throws {TemplateFault} for what is not in the template */
export function refOf(id: string, stack: Stack, at: string): string {
  const resource = resourceOf(id, stack, at);
  const name = nameOf(id, resource);
  if (resource.Type !== 'AWS::SQS::Queue') return name;
  return `https://sqs.${stack.region}.amazonaws.com/${stack.account}/${name}`;
}
