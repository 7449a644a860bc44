/** Fingerprints of meaning: what a policy says, without how it is laid out. */
import { createHash } from 'node:crypto';
import { compareText } from '../domain/image.ts';

/** JSON with the keys of every object in code unit order, and without absent members. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) => (isPlain(member) ? sorted(member) : member));
}

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

const isPlain = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const sorted = (value: object): object =>
  Object.fromEntries(Object.entries(value).sort(([a], [b]) => compareText(a, b)));
