/** Writes a value as XML under the names that the AWS client's own schema gives. */
import { NormalizedSchema } from '@smithy/core/schema';
import type { $SchemaRef } from '@smithy/types';
import { isRecord } from '../../account/wire.ts';
import { timeOf } from './time-text.ts';

/** The members of a structure, without an element around them. */
export function xmlMembers(schema: $SchemaRef, value: unknown): string {
  const shape = NormalizedSchema.of(schema);
  if (!shape.isStructSchema() || !isRecord(value)) return '';
  let text = '';
  for (const [name, member] of shape.structIterator()) {
    const held = value[name];
    if (held === undefined || held === null) continue;
    text += element(member.getMemberTraits().xmlName ?? name, xmlContent(member, held));
  }
  return text;
}

export const element = (name: string, content: string): string => `<${name}>${content}</${name}>`;

function xmlContent(shape: NormalizedSchema, value: unknown): string {
  if (shape.isListSchema()) return xmlItems(shape.getValueSchema(), value);
  if (shape.isMapSchema()) return xmlEntries(shape.getValueSchema(), value);
  if (shape.isStructSchema()) return xmlMembers(shape, value);
  return escaped(shape.isTimestampSchema() ? timeOf(value).toISOString() : String(value));
}

function xmlItems(item: NormalizedSchema, value: unknown): string {
  if (!Array.isArray(value)) return '';
  const name = item.getMergedTraits().xmlName ?? 'member';
  return value.map((held: unknown) => element(name, xmlContent(item, held))).join('');
}

function xmlEntries(item: NormalizedSchema, value: unknown): string {
  if (!isRecord(value)) return '';
  const entries = Object.entries(value).map(([key, held]) =>
    element('entry', element('key', escaped(key)) + element('value', xmlContent(item, held))),
  );
  return entries.join('');
}

const special = /[&<>"\r\u0000-\u0008\u000b\u000c\u000e-\u001f]/g;

export const escaped = (text: string): string =>
  text.replace(special, (character) => `&#x${character.charCodeAt(0).toString(16)};`);
