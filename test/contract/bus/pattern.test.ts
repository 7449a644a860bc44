/** Event patterns, as EventBridge's user guide tells their meaning. */
import { expect, it } from 'vitest';
import { patternTest } from '../../../infra/local/bus/pattern.ts';

const event = {
  source: 'aws.ec2',
  resources: ['arn:aws:ec2:us-east-1::image/ami-1', 'x'],
  detail: {
    state: 'available',
    size: 8,
    error: null,
    done: true,
    nested: { deep: 'Yes' },
    items: [
      { a: 1, b: 1 },
      { a: 2, b: 2 },
    ],
  },
};

it.each<[boolean, object]>([
  [true, { source: ['aws.ec2'] }],
  [true, { source: ['aws.s3', 'aws.ec2'] }],
  [false, { source: ['aws.s3'] }],
  [false, { source: ['AWS.EC2'] }],
  [false, { region: ['us-east-1'] }],
  [false, { source: ['aws.ec2'], detail: { state: ['failed'] } }],
  [true, { detail: { nested: { deep: ['Yes'] } } }],
  [false, { detail: { size: ['8'] } }],
  [true, { detail: { size: [8] } }],
  [true, { detail: { error: [null] } }],
  [false, { detail: { missing: [null] } }],
  [true, { detail: { done: [true] } }],
  [true, { resources: ['x'] }],
  [true, { resources: [{ suffix: '/ami-1' }] }],
  [true, { resources: [{ prefix: 'arn:' }] }],
  [false, { source: [{ prefix: 'ec2' }] }],
  [true, { source: [{ prefix: { 'equals-ignore-case': 'AWS.' } }] }],
  [true, { source: [{ 'equals-ignore-case': 'AWS.EC2' }] }],
  [true, { source: [{ wildcard: 'aws.*' }] }],
  [false, { source: [{ wildcard: '*.s3' }] }],
  [true, { detail: { state: [{ 'anything-but': 'failed' }] } }],
  [false, { detail: { state: [{ 'anything-but': ['failed', 'available'] }] } }],
  [false, { detail: { state: [{ 'anything-but': { prefix: 'avail' } }] } }],
  [false, { detail: { missing: [{ 'anything-but': 'x' }] } }],
  [true, { detail: { state: [{ exists: true }] } }],
  [true, { detail: { missing: [{ exists: false }] } }],
  [false, { detail: { state: [{ exists: false }] } }],
  // Only the ends of an event exist; what holds others does not.
  [false, { detail: { nested: [{ exists: true }] } }],
  [true, { detail: { size: [{ numeric: ['>', 0, '<=', 8] }] } }],
  [false, { detail: { size: [{ numeric: ['>', 8] }] } }],
  [false, { detail: { state: [{ numeric: ['=', 0] }] } }],
  [true, { detail: { items: { a: [2], b: [2] } } }],
  [false, { detail: { items: { a: [1], b: [2] } } }],
  [true, { $or: [{ source: ['aws.s3'] }, { detail: { size: [8] } }] }],
  [false, { source: ['aws.s3'], $or: [{ detail: { size: [8] } }, { detail: { size: [9] } }] }],
  [true, { detail: { $or: [{ size: [9] }, { state: ['available'] }] } }],
])('%s of %j', (matches, pattern) => {
  expect(patternTest(pattern, 'Rule')(event)).toBe(matches);
});

it.each<[RegExp, object]>([
  [/Rule\.source: the operator .*cidr/, { source: [{ cidr: '10.0.0.0/8' }] }],
  [/Rule\.source: the operator/, { source: [{ prefix: 'a', suffix: 'b' }] }],
  [/Rule\.source: an empty list/, { source: [] }],
  [/Rule: a pattern has to name/, {}],
  [/Rule\.source: a pattern has to name/, { source: 'aws.ec2' }],
  [/at least two/, { $or: [{ source: ['a'] }] }],
  [/is no comparison/, { detail: { size: [{ numeric: ['~', 1] }] } }],
  [/is no text/, { source: [{ prefix: 1 }] }],
])('says %s of a pattern that would never do what it says', (words, pattern) => {
  expect(() => patternTest(pattern, 'Rule')).toThrow(words);
});
