/** EC2's filters: all of them must match, any value of each; `*` and `?` stand for other text. */
import type { Filter, Tag } from '@aws-sdk/client-ec2';
import { globCovers } from '../../../shared/domain/match.ts';
import type { Wire } from '../account/wire.ts';
import { Refusal } from './refusal.ts';

export type FilterFields<Item> = Readonly<Record<string, (item: Item) => readonly (string | undefined)[]>>;

interface Tagged {
  readonly Tags?: Wire<Tag>[] | undefined;
}

/** @throws {Refusal} for a filter that the operation does not have */
export function filtered<Item extends Tagged>(
  items: readonly Item[],
  filters: readonly Wire<Filter>[] | undefined,
  fields: FilterFields<Item>,
): readonly Item[] {
  const tests = (filters ?? []).map((filter) => testOf(filter, fields));
  return tests.length === 0 ? items : items.filter((item) => tests.every((test) => test(item)));
}

function testOf<Item extends Tagged>(
  { Name = '', Values = [] }: Wire<Filter>,
  fields: FilterFields<Item>,
): (item: Item) => boolean {
  const read = Object.hasOwn(fields, Name) ? fields[Name] : tagField(Name);
  if (read === undefined) throw new Refusal('InvalidParameterValue', `The filter '${Name}' is invalid`);
  const literal = new Set(Values.filter((value) => !/[*?]/.test(value)));
  const globs = Values.filter((value) => /[*?]/.test(value));
  return (item) =>
    read(item).some(
      (held) => held !== undefined && (literal.has(held) || globs.some((glob) => globCovers(glob, held))),
    );
}

function tagField(name: string): ((item: Tagged) => readonly (string | undefined)[]) | undefined {
  if (name === 'tag-key') return ({ Tags }) => (Tags ?? []).map(({ Key }) => Key);
  if (!name.startsWith('tag:')) return undefined;
  const key = name.slice('tag:'.length);
  return ({ Tags }) => (Tags ?? []).filter(({ Key }) => Key === key).map(({ Value }) => Value);
}
