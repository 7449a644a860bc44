/** A template against CloudFormation's own specification: types, properties, references. */
import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec';
import type { Template } from './packaged.ts';

const database = loadAwsServiceSpecSync();
type Definition = {
  readonly properties: Readonly<Record<string, { readonly type: unknown; readonly required?: boolean }>>;
};

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A function of the template language stands for a value that is known at deployment. */
const isIntrinsic = (value: unknown): boolean =>
  isObject(value) && Object.keys(value).length === 1 && /^(Ref|Fn::)/.test(Object.keys(value)[0] ?? '');

function problemsIn(path: string, value: unknown, definition: Definition): string[] {
  if (!isObject(value) || isIntrinsic(value)) return [];
  const unknown = Object.keys(value).filter((name) => !Object.hasOwn(definition.properties, name));
  const missing = Object.entries(definition.properties).filter(
    ([name, { required }]) => required === true && !(name in value),
  );
  const nested = Object.entries(value).flatMap(([name, inner]) => {
    const type = definition.properties[name]?.type;
    return type === undefined ? [] : problemsOfType(`${path}.${name}`, inner, type);
  });
  return [
    ...unknown.map((name) => `${path}: there is no property ${name}`),
    ...missing.map(([name]) => `${path}: ${name} is required`),
    ...nested,
  ];
}

function problemsOfType(path: string, value: unknown, type: unknown): string[] {
  if (isIntrinsic(value) || !isObject(type)) return [];
  if (type['type'] === 'array')
    return Array.isArray(value)
      ? value.flatMap((item, i) => problemsOfType(`${path}[${i}]`, item, type['element']))
      : [`${path}: is no list`];
  if (type['type'] === 'integer')
    return Number.isInteger(Number(value)) ? [] : [`${path}: is no whole number`];
  if (type['type'] === 'boolean')
    return ['true', 'false'].includes(String(value)) ? [] : [`${path}: is no truth value`];
  if (type['type'] !== 'ref' || !isObject(type['reference'])) return [];
  return problemsIn(path, value, database.get('typeDefinition', String(type['reference']['$ref'])));
}

/** Every type or property that does not exist, and every required one that is missing. */
export function specificationProblems({ Resources }: Template): string[] {
  return Object.entries(Resources).flatMap(([id, { Type, Properties = {} }]) => {
    const [resource] = database.lookup('resource', 'cloudFormationType', 'equals', Type);
    return resource === undefined
      ? [`${id}: there is no type ${Type}`]
      : problemsIn(id, Properties, resource);
  });
}

/** Names that a template's functions refer to, outside the variables that a Fn::Sub brings along. */
function referencesIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const [first, second, third] = listOf(inner);
    if (key === 'Fn::Sub') return [...substituted(String(first), second), ...referencesIn(second)];
    if (key === 'Fn::If') return [String(first), ...referencesIn([second, third])];
    if (key === 'Ref' || key === 'Fn::GetAtt') return [String(first).split('.')[0] ?? ''];
    return typeof inner === 'string' && key === 'Condition' ? [inner] : referencesIn(inner);
  });
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);

const substituted = (text: string, own: unknown): string[] =>
  [...text.matchAll(/\$\{([^!}.]+)[^}]*\}/g)]
    .map(([, name = '']) => name)
    .filter((name) => !(isObject(own) && name in own));

/** What the template refers to and does not hold. */
export function danglingReferences(template: Template): string[] {
  const { Resources, Conditions = {}, Parameters = {}, Outputs = {} } = template;
  const known = new Set(Object.keys({ ...Resources, ...Conditions, ...Parameters }));
  const named = referencesIn([Resources, Conditions, Outputs]);
  return named.filter((name) => !name.startsWith('AWS::') && !known.has(name));
}
