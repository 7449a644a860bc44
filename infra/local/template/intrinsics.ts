/** What Ref, Fn::GetAtt and their like stand for, once the template is deployed. */
import { isRecord } from '../account/wire.ts';
import { attributeOf, refOf } from './names.ts';
import { TemplateFault, type Stack } from './template.ts';

type Solve = (argument: unknown, stack: Stack, at: string) => unknown;

/** The value with everything in it resolved; a property set to AWS::NoValue is left out. @throws {TemplateFault} */
export function resolve(value: unknown, stack: Stack, at: string): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => resolve(item, stack, at));
  if (!isRecord(value)) return value;
  const [[name, argument] = ['', undefined], ...others] = Object.entries(value);
  if (others.length === 0 && (name === 'Ref' || name.startsWith('Fn::'))) {
    const solve = solvers[name];
    if (solve === undefined) throw new TemplateFault(`${at}: ${name} is not understood here`);
    return solve(argument, stack, at);
  }
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, inner]) => [key, resolve(inner, stack, at)] as const)
      .filter(([, inner]) => inner !== undefined),
  );
}

const solvers: Readonly<Record<string, Solve>> = {
  Ref: (name, stack, at) => valueOf(String(name), stack, at),
  'Fn::GetAtt': (argument, stack, at) => {
    const [id = '', ...attribute] = Array.isArray(argument)
      ? argument.map(String)
      : String(argument).split('.');
    return attributeOf(id, attribute.join('.'), stack, at);
  },
  'Fn::Sub': (argument, stack, at) => {
    const [text, variables] = listOf(argument);
    const given = resolve(variables ?? {}, stack, at);
    return String(text).replace(/\$\{([^!}]+)\}/g, (_, name: string) => {
      if (isRecord(given) && name in given) return String(given[name]);
      const [id = '', ...attribute] = name.split('.');
      const value =
        attribute.length > 0 ? attributeOf(id, attribute.join('.'), stack, at) : valueOf(name, stack, at);
      return String(value);
    });
  },
  'Fn::Join': (argument, stack, at) => {
    const [between, parts] = listOf(resolve(argument, stack, at));
    return listOf(parts).map(String).join(String(between));
  },
  'Fn::If': (argument, stack, at) => {
    const [condition, yes, no] = listOf(argument);
    return resolve(holds(String(condition), stack, at) ? yes : no, stack, at);
  },
  'Fn::Equals': (argument, stack, at) => {
    const [one, other] = listOf(resolve(argument, stack, at));
    return one === other;
  },
  'Fn::Not': (argument, stack, at) => listOf(resolve(argument, stack, at))[0] !== true,
};

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);

function holds(condition: string, stack: Stack, at: string): boolean {
  const { [condition]: told } = stack.template.Conditions;
  if (told === undefined) throw new TemplateFault(`${at}: there is no condition ${condition}`);
  return resolve(told, stack, `condition ${condition}`) === true;
}

function valueOf(name: string, stack: Stack, at: string): string | undefined {
  switch (name) {
    case 'AWS::AccountId':
      return stack.account;
    case 'AWS::Region':
      return stack.region;
    case 'AWS::StackId':
      return `arn:aws:cloudformation:${stack.region}:${stack.account}:stack/imagewarden/local`;
    case 'AWS::Partition':
      return 'aws';
    case 'AWS::NoValue':
      return undefined;
    default:
      return refOf(name, stack, at);
  }
}
