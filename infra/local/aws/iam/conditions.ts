/** Conditions of IAM statements. Source: IAM user guide, condition operators and multivalued context keys. */
import { globCovers } from '../../../../shared/domain/match.ts';
import { TemplateFault } from '../../template/template.ts';

/** What a request brings: keys in lower case, since IAM does not mind their case. */
export type Context = Readonly<Record<string, string | readonly string[]>>;

export interface Condition {
  readonly operator: string;
  readonly key: string;
  readonly wanted: readonly string[];
  readonly holds: (context: Context) => boolean;
}

type Compare = (wanted: string, held: string) => boolean;

const same: Compare = (wanted, held) => wanted === held;
const globbed: Compare = (wanted, held) => globCovers(wanted, held);
const anyCase: Compare = (wanted, held) => wanted.toLowerCase() === held.toLowerCase();

/** Each operator, and whether it is one that says "not". */
const operators: Readonly<Record<string, { readonly compare: Compare; readonly not: boolean }>> = {
  StringEquals: { compare: same, not: false },
  StringNotEquals: { compare: same, not: true },
  StringEqualsIgnoreCase: { compare: anyCase, not: false },
  StringLike: { compare: globbed, not: false },
  StringNotLike: { compare: globbed, not: true },
  ArnEquals: { compare: globbed, not: false },
  ArnNotEquals: { compare: globbed, not: true },
  ArnLike: { compare: globbed, not: false },
  ArnNotLike: { compare: globbed, not: true },
  Bool: { compare: anyCase, not: false },
};

type Block = Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;

/** All of them must hold. @throws {TemplateFault} for an operator that is not known here */
export const conditionsOf = (block: Block, at: string): Condition[] =>
  Object.entries(block).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, wanted]) =>
      conditionOf(operator, key.toLowerCase(), [wanted].flat(), at),
    ),
  );

function conditionOf(operator: string, key: string, wanted: readonly string[], at: string): Condition {
  const told = { operator, key, wanted };
  if (operator === 'Null')
    return { ...told, holds: (context) => wanted.includes(String(context[key] === undefined)) };
  const [, quantity = '', name = '', lenient = ''] =
    /^(?:(ForAnyValue|ForAllValues):)?(\w+?)(IfExists)?$/.exec(operator) ?? [];
  const known = operators[name];
  if (known === undefined)
    throw new TemplateFault(`${at}: the condition operator ${operator} is not understood here`);
  const fits = (held: string): boolean => wanted.some((each) => known.compare(each, held)) !== known.not;
  return {
    ...told,
    holds: (context) => {
      const held = context[key];
      if (held === undefined)
        return quantity === '' ? lenient !== '' || known.not : quantity === 'ForAllValues';
      const values = [held].flat();
      return quantity === 'ForAnyValue' ? values.some(fits) : values.every(fits);
    },
  };
}
