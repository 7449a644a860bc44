/** Reads a query request's parameters into the shape that the AWS client itself has for them. */
import { NormalizedSchema } from '@smithy/core/schema';
import type { $SchemaRef } from '@smithy/types';
import type { QueryTree } from './query-tree.ts';
import { numbered, queryTree } from './query-tree.ts';

/** EC2 names members in its own way and never wraps lists; the older query services say `member`. */
export type QueryDialect = 'ec2' | 'member';

export const queryInput = (schema: $SchemaRef, form: string, dialect: QueryDialect): unknown => {
  const shape = NormalizedSchema.of(schema);
  return shape.isStructSchema() ? readStruct(shape, queryTree(form), dialect) : {};
};

function readStruct(shape: NormalizedSchema, tree: QueryTree, dialect: QueryDialect): unknown {
  const read: Record<string, unknown> = {};
  for (const [name, member] of shape.structIterator()) {
    const child = tree.children.get(wireName(name, member, dialect));
    if (child !== undefined) read[name] = readValue(member, child, dialect);
  }
  return read;
}

function wireName(name: string, member: NormalizedSchema, dialect: QueryDialect): string {
  const { ec2QueryName, xmlName } = member.getMergedTraits();
  if (dialect === 'member') return xmlName ?? name;
  if (typeof ec2QueryName === 'string') return ec2QueryName;
  const known = xmlName ?? name;
  return known.charAt(0).toUpperCase() + known.slice(1);
}

function readValue(shape: NormalizedSchema, tree: QueryTree, dialect: QueryDialect): unknown {
  if (shape.isStructSchema()) return readStruct(shape, tree, dialect);
  if (shape.isListSchema()) return readList(shape, tree, dialect);
  const text = tree.value ?? '';
  if (shape.isBooleanSchema()) return text === 'true';
  return shape.isNumericSchema() ? Number(text) : text;
}

function readList(shape: NormalizedSchema, tree: QueryTree, dialect: QueryDialect): unknown {
  const item = shape.getValueSchema();
  const wrapper = dialect === 'ec2' ? undefined : (item.getMergedTraits().xmlName ?? 'member');
  const holder = wrapper === undefined ? tree : tree.children.get(wrapper);
  return holder === undefined ? [] : numbered(holder).map((child) => readValue(item, child, dialect));
}
