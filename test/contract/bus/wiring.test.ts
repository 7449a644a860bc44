/** What the local bus reads of a template, and what it refuses to run on. */
import { expect, it } from 'vitest';
import { startBus } from '../../../infra/local/bus/bus.ts';
import { wiringOf } from '../../../infra/local/bus/wiring.ts';
import { templateShape, type Template } from '../../../infra/local/template/template.ts';
import { createVirtualClock } from '../../../infra/local/virtual-clock.ts';
import { hour, minute } from '../../../shared/domain/time.ts';
import { noon } from '../../support/facts.ts';
import { packagedTemplate } from '../../support/packaged.ts';

const packaged = (): Template => templateShape.parse(structuredClone(packagedTemplate()));
const changed = (id: string, change: (properties: Record<string, unknown>) => void): Template => {
  const template = packaged();
  change(template.Resources[id]!.Properties);
  return template;
};
const set = (id: string, changes: Record<string, unknown>): Template =>
  changed(id, (properties) => void Object.assign(properties, changes));

it('reads rules, queues, mappings, functions and the schedule from the packaged template', () => {
  const wiring = wiringOf(packaged());
  const queueOf = (name: string): string => `arn:aws:sqs:us-east-1:123456789012:${name}`;
  expect(wiring.rules.map(({ name }) => name)).toEqual(['BuildEvents', 'ImageEvents', 'CallEvents']);
  expect(wiring.rules.flatMap(({ targets }) => targets)).toContainEqual({
    queue: queueOf('ReactQueue'),
    deadLetters: queueOf('ReactDeadLetters'),
  });
  expect(wiring.queues.find(({ name }) => name === 'ReactQueue')).toMatchObject({
    visibility: 30 * minute,
    redrive: { to: queueOf('ReactDeadLetters'), maxReceives: 5 },
  });
  expect(wiring.mappings.map(({ queue, batchSize }) => [queue, batchSize])).toEqual([
    [queueOf('SurveyQueue'), 1],
    [queueOf('ReactQueue'), 10],
    [queueOf('RetireQueue'), 1],
  ]);
  const sweep = wiring.functions.find(({ name }) => name === 'sweep');
  expect(sweep).toMatchObject({ timeout: minute, retries: 2, onFailure: queueOf('SweepFailures') });
  expect(sweep?.queues).toMatchObject({ SURVEY_QUEUE_URL: queueOf('SurveyQueue') });
  expect(wiring.schedules.map(({ function: called }) => called)).toEqual([sweep?.arn]);
});

it.each<[string, Template, RegExp]>([
  ['a queue’s property', set('ReactQueue', { FifoQueue: true }), /ReactQueue .*FifoQueue/],
  [
    'a rule’s target',
    set('BuildEvents', { Targets: [{ Id: 'x', Arn: 'arn:aws:sns:x' }] }),
    /BuildEvents .*no queue/,
  ],
  ['a rule’s property', set('BuildEvents', { EventBusName: 'other' }), /BuildEvents .*EventBusName/],
  [
    'a pattern',
    set('BuildEvents', { EventPattern: { source: [{ near: 'x' }] } }),
    /BuildEvents.source.*near/,
  ],
  ['a mapping’s filter', set('ReactMessages', { FilterCriteria: {} }), /ReactMessages .*FilterCriteria/],
  [
    'a reference',
    set('ReactMessages', { EventSourceArn: { 'Fn::GetAtt': ['Nothing', 'Arn'] } }),
    /ReactMessages: there is no resource Nothing/,
  ],
  [
    'a function of the language',
    set('ReactMessages', { EventSourceArn: { 'Fn::ImportValue': 'x' } }),
    /ReactMessages: Fn::ImportValue/,
  ],
  [
    'a condition',
    changed('ReactQueuePolicy', (properties) => {
      properties['PolicyDocument'] = {
        Statement: [{ Effect: 'Allow', Action: 'sqs:*', Condition: { DateEquals: { x: 'y' } } }],
      };
    }),
    /ReactQueuePolicy.*DateEquals/,
  ],
  [
    'a kind of resource',
    { ...packaged(), Resources: { Pipe: { Type: 'AWS::Pipes::Pipe', Properties: {} } } },
    /Pipe: a AWS::Pipes::Pipe/,
  ],
])('does not run on %s that it does not know, and names the resource', (_words, template, message) => {
  expect(() => wiringOf(template)).toThrow(message);
});

const start = async (
  template: Template,
  react?: (bodies: string[]) => void,
  clock = createVirtualClock(noon),
) =>
  startBus({
    clock,
    wiring: wiringOf(template),
    handlers: () => ({
      sweep: async () => Promise.reject(new Error('no account')),
      survey: async () => Promise.resolve({ batchItemFailures: [] }),
      retire: async () => Promise.resolve({ batchItemFailures: [] }),
      react: async ({ Records }) => {
        react?.(Records.map(({ body }) => body));
        const failing = Records.filter(({ body }) => body.includes('poison'));
        return Promise.resolve({
          batchItemFailures: failing.map(({ messageId }) => ({ itemIdentifier: messageId })),
        });
      },
    }),
  });

const event = (id: string) => ({
  source: 'aws.ec2',
  'detail-type': 'EC2 AMI State Change',
  detail: { ImageId: id, State: 'available' },
});

it('lets the poisoned message of a batch go to the dead letters after five tries, and its neighbours are done', async () => {
  const seen: string[][] = [];
  const bus = await start(packaged(), (bodies) => void seen.push(bodies));
  for (const id of ['ami-1', 'poison', 'ami-2']) bus.publish(event(id));
  await bus.drain();
  expect(seen.map(({ length }) => length)).toEqual([3, 1, 1, 1, 1]);
  expect(bus.all.get('ReactDeadLetters')?.messages.map(({ body }) => body)).toEqual([
    JSON.stringify(event('poison')),
  ]);
  expect(bus.queues.react.messages).toEqual([]);
  await bus.close();
});

it('takes a whole batch for done where the template does not ask which messages failed', async () => {
  const bus = await start(set('ReactMessages', { FunctionResponseTypes: [] }));
  bus.publish(event('poison'));
  await bus.drain();
  expect(bus.all.get('ReactDeadLetters')?.messages).toEqual([]);
  await bus.close();
});

it('waits for a batch to fill as long as the template says', async () => {
  const clock = createVirtualClock(noon);
  const times: number[] = [];
  const template = set('ReactMessages', { BatchSize: 2, MaximumBatchingWindowInSeconds: 60 });
  const bus = await start(template, () => void times.push(clock.now()), clock);
  bus.publish(event('ami-1'));
  bus.publish(event('ami-2'));
  bus.publish(event('ami-3'));
  await bus.drain();
  expect(times).toEqual([noon, noon + minute]);
  await bus.close();
});

it('keeps what a rule may not deliver to its queue among the dead letters', async () => {
  const template = changed('ReactQueuePolicy', (properties) => {
    properties['Queues'] = [{ Ref: 'ReactDeadLetters' }];
  });
  const bus = await start(template);
  expect(bus.publish(event('ami-1'))).toEqual([]);
  expect(bus.queues.react.messages).toEqual([]);
  expect(bus.all.get('ReactDeadLetters')?.messages).toHaveLength(1);
  await bus.close();
});

it('loses what a rule may deliver nowhere', async () => {
  const template = packaged();
  delete template.Resources['ReactQueuePolicy'];
  const bus = await start(template);
  expect(bus.publish(event('ami-1'))).toEqual([]);
  expect([...bus.all.values()].flatMap(({ messages }) => messages)).toEqual([]);
  await bus.close();
});

it('tries a sweep that fails three times, then keeps what it was asked', async () => {
  const bus = await start(packaged());
  await expect(bus.fire(noon + hour)).rejects.toThrow('no account');
  const [failure] = bus.all.get('SweepFailures')?.messages ?? [];
  expect(JSON.parse(failure?.body ?? '')).toMatchObject({
    requestContext: { condition: 'RetriesExhausted', approximateInvokeCount: 3 },
    requestPayload: { scheduledAt: '2026-11-01T13:00:00.000Z' },
    responsePayload: { errorMessage: 'no account' },
  });
  expect(failure?.sentAt).toBe(noon + hour + 3 * minute);
  await bus.close();
});

it.each<[string, Template]>([
  ['hides a message for less than its function’s time', set('ReactQueue', { VisibilityTimeout: 299 })],
  ['feeds no function', set('ReactMessages', { Enabled: false })],
])('does not start where a queue %s', async (_words, template) => {
  await expect(start(template)).rejects.toThrow(/ReactQueue|react/);
});
