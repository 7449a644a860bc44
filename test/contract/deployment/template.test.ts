/** The packaged template: what is deployed, read as CloudFormation will read it. */
import { mkdtempSync, readdirSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { budgets, bundle } from '../../../infra/aws/bundle.ts';
import { wiringOfSources } from '../../../infra/local/bus/sources.ts';
import { wiringOf, type Wiring } from '../../../infra/local/bus/wiring.ts';
import { templateShape } from '../../../infra/local/template/template.ts';
import { deletions, readOnBehalf, readings, requests } from '../../../shared/providers/actions.ts';
import { tellingActions } from '../../../shared/runtime/event-bus.ts';
import { danglingReferences, specificationProblems } from '../../support/cloudformation.ts';
import { packagedTemplate, type Template } from '../../support/packaged.ts';

const template = packagedTemplate();

const ofType = (type: string) =>
  Object.entries(template.Resources).flatMap(([id, resource]) =>
    resource.Type === type ? [{ id, properties: resource.Properties ?? {} }] : [],
  );

const names = ['sweep', 'survey', 'react', 'retire', 'history'] as const;
const functionOf = (name: string) =>
  ofType('AWS::Lambda::Function').find(
    ({ id }) => id === `${name[0]?.toUpperCase() ?? ''}${name.slice(1)}LambdaFunction`,
  )?.properties ?? {};

describe.each(names)('%s', (name) => {
  it('runs on Node 24 on arm64, in a role of its own', () => {
    const role = { 'Fn::GetAtt': [`${name[0]?.toUpperCase() ?? ''}${name.slice(1)}Role`, 'Arn'] };
    expect(functionOf(name)).toMatchObject({ Runtime: 'nodejs24.x', Architectures: ['arm64'], Role: role });
  });

  it('may send messages to its own queue only where that ends by itself', () => {
    const own = name === 'survey' || name === 'retire' ? 'Allow' : undefined;
    expect(functionOf(name)['RecursiveLoop']).toBe(own);
  });

  it('keeps its logs for a limited time', () => {
    expect(
      ofType('AWS::Logs::LogGroup').filter(({ properties }) =>
        JSON.stringify(properties).includes(`-${name}"`),
      ),
    ).toMatchObject([{ properties: { RetentionInDays: 90 } }]);
  });
});

describe.each([
  ['survey', 'SurveyQueue', 1],
  ['retire', 'RetireQueue', 1],
  ['react', 'ReactQueue', 10],
])('%s', (name, queue, batchSize) => {
  it('is fed as many messages as it can handle in time, and answers for each', () => {
    const mapping = ofType('AWS::Lambda::EventSourceMapping').find(({ properties }) =>
      JSON.stringify(properties).includes(queue),
    );
    expect(mapping?.properties).toMatchObject({
      BatchSize: batchSize,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    });
  });

  it('has six times its own time before a message is seen again, and five tries', () => {
    const properties = ofType('AWS::SQS::Queue').find(({ id }) => id === queue)?.properties;
    expect(properties?.['VisibilityTimeout']).toBe(6 * Number(functionOf(name)['Timeout']));
    expect(properties?.['RedrivePolicy']).toMatchObject({ maxReceiveCount: 5 });
  });
});

/** What can be compared of a wiring: everything but what was compiled of patterns and conditions. */
const comparable = (wiring: Wiring): unknown => JSON.parse(JSON.stringify(wiring));

it('is wired on a laptop as it is deployed', () => {
  const packaged = wiringOf(templateShape.parse(template));
  expect(comparable(wiringOfSources())).toEqual(comparable(packaged));
});

it('retires in few places at once', () => {
  const mapping = ofType('AWS::Lambda::EventSourceMapping').find(({ properties }) =>
    JSON.stringify(properties).includes('RetireQueue'),
  );
  expect(mapping?.properties).toMatchObject({ ScalingConfig: { MaximumConcurrency: 2 } });
});

it('answers for its history only who signs requests as somebody in IAM', () => {
  const urls = ofType('AWS::Lambda::Url').map(({ properties }) => properties);
  expect(urls).toEqual([
    { AuthType: 'AWS_IAM', TargetFunctionArn: { 'Fn::GetAtt': ['HistoryLambdaFunction', 'Arn'] } },
  ]);
  // A permission would open it to others.
  expect(ofType('AWS::Lambda::Permission')).toEqual([]);
  expect(template.Outputs).toHaveProperty('HistoryLambdaFunctionUrl');
});

it('fires by Scheduler, in a role that may do nothing else, with the schedule’s own time', () => {
  const [schedule, ...more] = ofType('AWS::Scheduler::Schedule');
  expect(more).toEqual([]);
  expect(schedule?.properties).toMatchObject({
    ScheduleExpression: 'rate(1 day)',
    Target: {
      RoleArn: { 'Fn::GetAtt': ['ScheduleRole', 'Arn'] },
      Input: '{"scheduledAt":"<aws.scheduler.scheduled-time>"}',
    },
  });
  expect(actionsOf('ScheduleRole')).toEqual(['lambda:InvokeFunction', 'sqs:SendMessage']);
});

it('keeps a sweep that Scheduler could not call, in a queue that its role may write to', () => {
  const failures = { 'Fn::GetAtt': ['SweepFailures', 'Arn'] };
  const [schedule] = ofType('AWS::Scheduler::Schedule');
  expect(schedule?.properties).toMatchObject({ Target: { DeadLetterConfig: { Arn: failures } } });
  expect(statementsOf('ScheduleRole').find(({ Action }) => Action.includes('sqs:SendMessage'))).toMatchObject(
    {
      Resource: failures,
    },
  );
});

it('traces no invocation unless somebody asks for it', () => {
  expect(JSON.stringify(ofType('AWS::Lambda::Function'))).not.toContain('TracingConfig');
});

it('keeps a sweep that failed for good', () => {
  expect(JSON.stringify(ofType('AWS::Lambda::EventInvokeConfig'))).toContain('SweepFailures');
});

it('protects the table: restorable, not deletable by accident, kept when the stack goes', () => {
  expect(template.Resources['Table']).toMatchObject({
    DeletionPolicy: 'Retain',
    Properties: {
      BillingMode: 'PAY_PER_REQUEST',
      DeletionProtectionEnabled: true,
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
    },
  });
});

const statements = z.array(
  z.object({
    Sid: z.string(),
    Effect: z.enum(['Allow', 'Deny']),
    Action: z.union([z.string(), z.array(z.string())]),
    Resource: z.unknown(),
    Condition: z.optional(z.record(z.string(), z.unknown())),
  }),
);
const policies = z.array(z.object({ PolicyDocument: z.object({ Statement: statements }) }));

const statementsOf = (role: string) =>
  z
    .parse(policies, template.Resources[role]?.Properties?.['Policies'])
    .flatMap(({ PolicyDocument }) => PolicyDocument.Statement);

const actionsOf = (role: string, effect = 'Allow', sid?: string): string[] =>
  [
    ...new Set(
      statementsOf(role)
        .filter(({ Effect, Sid }) => Effect === effect && (sid === undefined || Sid === sid))
        .flatMap(({ Action }) => Action),
    ),
  ].sort();

const looking = [...Object.keys(readings), ...Object.values(readings).flat(), ...readOnBehalf];
const table = ['GetItem', 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem'].map(
  (name) => `dynamodb:${name}`,
);
const logs = ['logs:CreateLogStream', 'logs:PutLogEvents'];
const taking = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'];
const sorted = (actions: readonly string[]): string[] => [...new Set(actions)].sort();

describe('least privilege, both ways', () => {
  it('lets survey read what the providers read, have reports made, and nothing else', () => {
    const wanted = sorted([
      ...looking,
      ...requests,
      ...table,
      ...tellingActions,
      ...logs,
      ...taking,
      'sqs:SendMessage',
    ]);
    expect(actionsOf('SurveyRole')).toEqual(wanted);
  });

  it('lets retire read the same and delete what the actors delete, and nothing else', () => {
    const wanted = sorted([
      ...looking,
      ...requests,
      ...deletions,
      ...table,
      ...tellingActions,
      ...logs,
      ...taking,
      'sqs:SendMessage',
    ]);
    expect(actionsOf('RetireRole')).toEqual(wanted);
  });

  it('lets react read and record as survey does, have no report made, count nothing, and nothing else', () => {
    const others: readonly string[] = [...requests, 'dynamodb:UpdateItem'];
    expect(actionsOf('ReactRole')).toEqual(
      actionsOf('SurveyRole').filter((action) => !others.includes(action)),
    );
  });

  it('lets nobody enter another account, since the shipped policy names none', () => {
    for (const role of ['SurveyRole', 'ReactRole', 'RetireRole'])
      expect(statementsOf(role).filter(({ Action }) => Action.includes('sts:AssumeRole'))).toMatchObject([
        { Effect: 'Deny', Resource: ['*'] },
      ]);
  });

  it('lets reports be made of images, and no tags with them', () => {
    const [asking] = statementsOf('SurveyRole').filter(({ Sid }) => Sid === 'AskForReports');
    expect(asking?.Resource).toEqual([
      { 'Fn::Sub': 'arn:${AWS::Partition}:ec2:*::image/*' },
      { 'Fn::Sub': 'arn:${AWS::Partition}:ec2:*:${AWS::AccountId}:image-usage-report/*' },
    ]);
    for (const role of ['SurveyRole', 'RetireRole']) expect(actionsOf(role)).not.toContain('ec2:CreateTags');
  });

  it('lets sweep send messages and keep account of sweeps, and nothing else', () => {
    const keeping = ['dynamodb:BatchGetItem', 'dynamodb:Query', 'dynamodb:PutItem'];
    expect(actionsOf('SweepRole')).toEqual(sorted([...logs, ...keeping, 'sqs:SendMessage']));
  });

  it('lets history read the table, and nothing else', () => {
    const reads = ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query'];
    expect(actionsOf('HistoryRole')).toEqual(sorted([...logs, ...reads]));
  });

  it('lets EC2 read on our behalf only what it needs to answer DescribeImageReferences', () => {
    const [onBehalf] = statementsOf('SurveyRole').filter(({ Sid }) => Sid === 'LookOnBehalf');
    expect(actionsOf('SurveyRole', 'Allow', 'LookOnBehalf')).toEqual([...readOnBehalf]);
    expect(onBehalf?.Condition).toEqual({
      'ForAnyValue:StringEquals': { 'aws:CalledVia': 'ec2-images.amazonaws.com' },
    });
  });

  it('denies everybody to lift deregistration protection', () => {
    for (const role of ['SweepRole', 'SurveyRole', 'ReactRole', 'RetireRole', 'HistoryRole'])
      expect(actionsOf(role, 'Deny')).toContain('ec2:DisableImageDeregistrationProtection');
  });

  it('denies retire whatever bears the keep tag', () => {
    const [kept] = statementsOf('RetireRole').filter(({ Sid }) => Sid === 'NeverDeleteWhatIsKept');
    expect(kept).toMatchObject({
      Effect: 'Deny',
      Condition: { Null: { 'aws:ResourceTag/imagewarden:keep': 'false' } },
    });
    expect(actionsOf('RetireRole', 'Deny', 'NeverDeleteWhatIsKept')).toEqual(sorted(deletions));
  });
});

describe('a bundle beyond its budget', () => {
  const into = mkdtempSync(join(tmpdir(), 'imagewarden-bundles-'));
  const sweep = { names: ['sweep'], policy: 'infra/policy/retention.yml', into };
  const ample = { start: 1000, most: 1000, all: 1000 };

  it.each([
    ['start', 'at its start'],
    ['most', 'with the largest part that it imports on need'],
    ['all', 'in all'],
  ])('is not packaged: %s', async (what, words) => {
    const within = { sweep: { ...ample, [what]: 100 } };
    await expect(bundle({ ...sweep, within })).rejects.toThrow(
      new RegExp(`^The bundle of sweep has \\d+ KiB ${words}, 100 are its budget`),
    );
  });

  it('is one without a budget, too', async () => {
    await expect(bundle({ ...sweep, within: {} })).rejects.toThrow('0 are its budget');
  });

  it('is measured by all that is packaged, and by the largest part on top of the start', async () => {
    const made = (await bundle({ ...sweep, within: { sweep: ample } })).get('sweep')!;
    const sizes = readdirSync(join(into, 'sweep'))
      .filter((name) => name.endsWith('.mjs'))
      .map((name) => [name, statSync(join(into, 'sweep', name)).size] as const);
    expect(made.all).toBe(sizes.reduce((sum, [, size]) => sum + size, 0));
    const largest = new Map(sizes).get(made.largest ?? '') ?? NaN;
    expect(made.most - made.start).toBeGreaterThanOrEqual(largest);
    expect(made.most).toBeLessThanOrEqual(made.all);
  });

  it('is one of a function that is deployed', () => {
    expect(Object.keys(budgets).sort()).toEqual(sorted(names));
  });
});

describe('CloudFormation’s specification', () => {
  const queue = (properties: Record<string, unknown>, type = 'AWS::SQS::Queue'): Template => ({
    Resources: { Queue: { Type: type, Properties: properties } },
  });

  it('knows every type and property that the template names, and misses none that it requires', () => {
    expect(specificationProblems(template)).toEqual([]);
    expect(danglingReferences(template)).toEqual([]);
  });

  it.each([
    [queue({ VisibilityTimeOut: 30 }), ['Queue: there is no property VisibilityTimeOut']],
    [queue({ VisibilityTimeout: 'long' }), ['Queue.VisibilityTimeout: is no whole number']],
    [queue({}, 'AWS::SQS::Qeue'), ['Queue: there is no type AWS::SQS::Qeue']],
    [queue({}, 'AWS::Lambda::EventSourceMapping'), ['Queue: FunctionName is required']],
  ])('would tell of %j', (broken, problems) => {
    expect(specificationProblems(broken)).toEqual(problems);
  });

  it('would tell of a reference to nothing', () => {
    expect(danglingReferences(queue({ KmsMasterKeyId: { Ref: 'Key' } }))).toEqual(['Key']);
  });
});
