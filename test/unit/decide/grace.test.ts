/** The grace clock at its boundaries. */
import { expect, it } from 'vitest';
import type { Mark } from '../../../shared/domain/verdict.ts';
import { day } from '../../../shared/domain/time.ts';
import { noon } from '../../support/facts.ts';
import { aPolicy, aRule } from '../../support/policies.ts';
import { aSighting, lineFor } from '../../support/sightings.ts';

const week = () => aPolicy({ grace: '7d' });
const preview = () => aPolicy({ grace: '7d', mode: 'preview' });
const basis = () => week().rules[0]?.basis ?? '';
const marked = (mark: Partial<Mark> = {}) =>
  new Map([['ami-1\n', { since: noon - 3 * day, basis: basis(), armed: true, ...mark }]]);

it('starts at the first enforce run that would retire the image', () => {
  const line = lineFor('ami-1', [aSighting()], week());
  expect(line.mark).toEqual({ since: noon, basis: basis(), armed: true });
  expect(line.dueAt).toBe(noon + 7 * day);
});

it('goes on while the verdict stays', () => {
  expect(lineFor('ami-1', [aSighting()], week(), marked()).dueAt).toBe(noon + 4 * day);
});

it('starts anew when enforce follows preview', () => {
  expect(lineFor('ami-1', [aSighting()], week(), marked({ armed: false })).dueAt).toBe(noon + 7 * day);
});

it('stands still in preview, so that nothing changes from run to run', () => {
  expect(lineFor('ami-1', [aSighting()], preview(), marked({ armed: false })).dueAt).toBe(noon + 4 * day);
});

it('starts anew when the rule says something else', () => {
  const stricter = aPolicy({ grace: '7d', rules: [aRule({ retire: { olderThan: '31d' } })] });
  expect(lineFor('ami-1', [aSighting()], stricter, marked()).dueAt).toBe(noon + 7 * day);
});

it('does not mind what the policy says about other things', () => {
  const other = aPolicy({
    grace: '7d',
    limits: { perRun: 1, share: '1%' },
    rules: [aRule(), aRule({ name: 'other' })],
  });
  expect(lineFor('ami-1', [aSighting()], other, marked()).dueAt).toBe(noon + 4 * day);
});

it('ends with a keep verdict', () => {
  const used = aSighting({}, { users: [{ resource: 'i-1', durable: false }] });
  expect(lineFor('ami-1', [used], week(), marked()).mark).toBeUndefined();
});

it('is only paused while nobody can tell whether the image is used', () => {
  const blind = aSighting({}, { blind: [{ reading: 'ec2:DescribeFleets', error: 'X' }] });
  expect(lineFor('ami-1', [blind], week(), marked()).mark).toEqual(marked().get('ami-1\n'));
});

it('ends when the image has a user besides what could not be read', () => {
  const both = aSighting(
    {},
    { blind: [{ reading: 'ec2:DescribeFleets', error: 'X' }], users: [{ resource: 'i-1', durable: false }] },
  );
  expect(lineFor('ami-1', [both], week(), marked()).mark).toBeUndefined();
});
