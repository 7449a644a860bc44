/** Whether a policy lets a request through, as IAM's user guide tells it. */
import { describe, expect, it } from 'vitest';
import { evaluate, type Demand } from '../../../infra/local/aws/iam/evaluate.ts';
import { statementsOf } from '../../../infra/local/aws/iam/statements.ts';

const demand = (changes: Partial<Demand> = {}): Demand => ({
  action: 'ec2:DeregisterImage',
  resource: 'arn:aws:ec2:us-east-1::image/ami-1',
  context: {},
  ...changes,
});
const allow = { Effect: 'Allow', Action: 'ec2:*', Resource: '*' };
const allowed = (statements: readonly object[], asked = demand()): boolean =>
  evaluate(statementsOf({ Version: '2012-10-17', Statement: statements }, 'Role'), asked).allowed;

it.each<[boolean, string, readonly object[]]>([
  [false, 'nothing is said', []],
  [true, 'an action and a resource are covered', [allow]],
  [true, 'the action is written in another case', [{ ...allow, Action: 'EC2:deregister*' }]],
  [false, 'another action is covered', [{ ...allow, Action: ['ec2:Describe*', 'ssm:*'] }]],
  [true, 'one of several resources covers it', [{ ...allow, Resource: ['x', 'arn:aws:ec2:*::image/*'] }]],
  [false, 'only snapshots are covered', [{ ...allow, Resource: 'arn:aws:ec2:*::snapshot/*' }]],
  [false, 'it is allowed and denied', [allow, { ...allow, Effect: 'Deny' }]],
  [false, 'it is denied before it is allowed', [{ ...allow, Effect: 'Deny' }, allow]],
  [true, 'something else is denied', [allow, { ...allow, Effect: 'Deny', Action: 'ssm:*' }]],
])('%s where %s', (expected, _words, statements) => {
  expect(allowed(statements)).toBe(expected);
});

const when = (operator: string, key: string, value: string | string[]) => [
  { ...allow, Condition: { [operator]: { [key]: value } } },
];
const keep = { 'aws:resourcetag/imagewarden:keep': 'yes' };
const via = { 'aws:calledvia': ['athena.amazonaws.com', 'ec2-images.amazonaws.com'] };

it.each<[boolean, readonly object[], Demand['context']]>([
  [true, when('Null', 'aws:ResourceTag/imagewarden:keep', 'true'), {}],
  [false, when('Null', 'aws:ResourceTag/imagewarden:keep', 'true'), keep],
  [true, when('Null', 'aws:ResourceTag/imagewarden:keep', 'false'), keep],
  [false, when('Null', 'aws:ResourceTag/imagewarden:keep', 'false'), {}],
  [true, when('StringEquals', 'ec2:Owner', '1'), { 'ec2:owner': '1' }],
  [true, when('StringEquals', 'ec2:Owner', ['2', '1']), { 'ec2:owner': '1' }],
  [false, when('StringEquals', 'ec2:Owner', '1'), { 'ec2:owner': '2' }],
  [false, when('StringEquals', 'ec2:Owner', '1'), {}],
  [true, when('StringEqualsIfExists', 'ec2:Owner', '1'), {}],
  [true, when('StringNotEquals', 'ec2:Owner', '1'), {}],
  [false, when('StringNotEquals', 'ec2:Owner', ['1', '2']), { 'ec2:owner': '2' }],
  [true, when('StringLike', 'aws:userid', '*:imagewarden-retire'), { 'aws:userid': 'A:imagewarden-retire' }],
  [false, when('StringLike', 'aws:userid', '*:imagewarden-retire'), { 'aws:userid': 'A:imagewarden' }],
  [
    true,
    when('ArnEquals', 'aws:SourceArn', 'arn:aws:events:*:1:rule/x'),
    { 'aws:sourcearn': 'arn:aws:events:r:1:rule/x' },
  ],
  [true, when('ForAnyValue:StringEquals', 'aws:CalledVia', 'ec2-images.amazonaws.com'), via],
  [false, when('ForAnyValue:StringEquals', 'aws:CalledVia', 'ec2-images.amazonaws.com'), {}],
  [false, when('ForAllValues:StringEquals', 'aws:CalledVia', 'ec2-images.amazonaws.com'), via],
  [true, when('ForAllValues:StringEquals', 'aws:CalledVia', 'ec2-images.amazonaws.com'), {}],
  [true, when('Bool', 'aws:SecureTransport', 'true'), { 'aws:securetransport': 'true' }],
])('%s for %j in %j', (expected, statements, context) => {
  expect(allowed(statements, demand({ context }))).toBe(expected);
});

it('speaks to a service only where the policy names it', () => {
  const events = [{ ...allow, Principal: { Service: 'events.amazonaws.com' } }];
  expect(allowed(events, demand({ service: 'events.amazonaws.com' }))).toBe(true);
  expect(allowed(events, demand({ service: 'sns.amazonaws.com' }))).toBe(false);
  expect(allowed(events)).toBe(false);
});

describe('a policy that is not understood', () => {
  it.each<[RegExp, object]>([
    [/Role\.0: .*DateLessThan/, { ...allow, Condition: { DateLessThan: { 'aws:CurrentTime': 'x' } } }],
    [/Role\.0: .*ForSomeValue/, { ...allow, Condition: { 'ForSomeValue:StringEquals': { x: 'y' } } }],
    [/Role .*NotAction/, { Effect: 'Allow', NotAction: 'ec2:*', Action: 'x', Resource: '*' }],
    [/Role .*NotResource/, { ...allow, NotResource: '*' }],
    [/Role\.0: .*variables/, { ...allow, Resource: 'arn:aws:s3:::${aws:username}/*' }],
    [/Role .*Effect/, { ...allow, Effect: 'Maybe' }],
  ])('is an error: %s', (words, statement) => {
    expect(() => allowed([statement])).toThrow(words);
  });
});
