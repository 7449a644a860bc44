/** The policy and the schema that are shipped. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { policySchemaText } from '../../../shared/policy/json-schema.ts';
import { parsePolicy } from '../../../shared/policy/parse.ts';

const shipped = (name: string): string =>
  readFileSync(new URL(`../../../infra/policy/${name}`, import.meta.url), 'utf8');

describe('the shipped policy', () => {
  const read = () => parsePolicy(shipped('retention.yml'), 'retention.yml');

  it('deletes nothing until somebody arms it', () => {
    const { policy } = read();
    expect(policy.mode).toBe('preview');
    expect(policy.grace).toBeGreaterThan(0);
  });

  it('gives no warning', () => {
    expect(read().warnings).toEqual([]);
  });

  it('never lets a family die out', () => {
    expect(read().policy.rules.every(({ keep }) => keep.newest >= 1)).toBe(true);
  });

  it('tells editors where its schema is', () => {
    expect(shipped('retention.yml').split('\n')[0]).toBe(
      '# yaml-language-server: $schema=./retention.schema.json',
    );
  });
});

describe('the shipped schema', () => {
  it('is the one made from the parser (node infra/policy/write-schema.ts writes it)', () => {
    expect(shipped('retention.schema.json')).toBe(policySchemaText());
  });

  it('describes every key', () => {
    const named: object[] = [];
    JSON.parse(policySchemaText(), (key, value: unknown) => {
      if (key === 'properties' && isObject(value)) named.push(...Object.values(value).filter(isObject));
      return value;
    });
    expect(named.length).toBeGreaterThan(25);
    expect(named.filter((property) => !Object.hasOwn(property, 'description'))).toEqual([]);
  });
});

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
