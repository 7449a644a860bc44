/** What a listing has to find out for the rules: no more than some rule asks for. */
import { expect, it } from 'vitest';
import { needsOf } from '../../../shared/pipeline/decide/needs.ts';
import { aPolicy, aRule } from '../../support/policies.ts';

const needs = (...rules: object[]) =>
  needsOf(
    aPolicy({
      rules: rules.map((rule, at) => ({ ...aRule({ family: ['name'] }), name: `r${at}`, ...rule })),
    }),
    'appstream',
  );

it('is nothing where no rule asks', () => {
  expect(needs({})).toEqual({ tags: false, origin: false });
  expect(needs({ family: ['kind', 'name-stem', 'architecture', 'platform'] })).toEqual({
    tags: false,
    origin: false,
  });
});

it.each([{ select: { tags: { team: 'web' } } }, { family: ['name', 'tag:team'] }])(
  'is the tags where one rule of several says %j',
  (rule) => {
    expect(needs({}, rule)).toEqual({ tags: true, origin: false });
  },
);

it.each([
  { select: { recipes: ['web'] } },
  { select: { pipelines: ['web'] } },
  { family: ['name', 'recipe'] },
  { family: ['pipeline', 'name'] },
])('is the origin where one rule of several says %j', (rule) => {
  expect(needs({}, rule)).toEqual({ tags: false, origin: true });
});

it('is what rules for this kind ask, and not what rules for other kinds do', () => {
  const tags = { team: 'web' };
  expect(needs({ select: { kinds: ['ec2'], tags } })).toEqual({ tags: false, origin: false });
  expect(needs({ select: { kinds: ['ec2', 'appstream'], tags } })).toEqual({ tags: true, origin: false });
});
