/** Alarms and dashboard: a name that nothing counts under would stay silent for ever. */
import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { templateIn } from '../../support/packaged.ts';

const alarmProperties = z.looseObject({
  AlarmDescription: z.string(),
  Namespace: z.optional(z.string()),
  MetricName: z.optional(z.string()),
  Dimensions: z.optional(z.array(z.object({ Name: z.string(), Value: z.unknown() }))),
});
const alarms = Object.entries(templateIn('infra/aws/alarms.yml').Resources).flatMap(
  ([id, { Type, Properties }]) =>
    Type === 'AWS::CloudWatch::Alarm' ? [{ id, ...z.parse(alarmProperties, Properties) }] : [],
);
const metricAlarms = alarms.filter(({ MetricName }) => MetricName !== undefined);

const text = z.parse(
  z.object({ DashboardBody: z.object({ 'Fn::Sub': z.tuple([z.string(), z.unknown()]) }) }),
  templateIn('infra/aws/dashboard.yml').Resources['Dashboard']?.Properties,
).DashboardBody['Fn::Sub'][0];
const substituted = text.replace(/\$\{([\w:.]+)\}/g, '<$1>');
const widget = z.object({
  type: z.enum(['metric', 'alarm']),
  x: z.number(),
  y: z.number(),
  width: z.number(),
  height: z.number(),
  properties: z.object({
    title: z.string(),
    region: z.optional(z.literal('<AWS::Region>')),
    alarms: z.optional(z.array(z.string())),
    metrics: z.optional(z.array(z.tuple([z.string(), z.string(), z.string(), z.string()]))),
  }),
});
const { widgets } = z.parse(z.object({ widgets: z.array(widget) }), JSON.parse(substituted));
const shown = widgets.flatMap(({ properties }) => properties.metrics ?? []);

const code = globSync(['functions/**/*.ts', 'shared/**/*.ts'])
  .map((path) => readFileSync(path, 'utf8'))
  .join('\n');
const counted = new Set([...code.matchAll(/addMetric\(\s*'(\w+)'/g)].map(([, name]) => name));

/** Of AWS's own metrics: the dimension that names the resource, and what that resource is. CloudWatch's pages of each service. */
const amazons: Readonly<Record<string, readonly [readonly string[], string, RegExp]>> = {
  'AWS/SQS': [
    ['ApproximateAgeOfOldestMessage', 'ApproximateNumberOfMessagesVisible'],
    'QueueName',
    /^<(\w+)\.QueueName>$/,
  ],
  'AWS/Lambda': [['Errors', 'Throttles', 'Duration'], 'FunctionName', /^<\w+LambdaFunction>$/],
  'AWS/DynamoDB': [['ConsumedReadCapacityUnits', 'ConsumedWriteCapacityUnits'], 'TableName', /^<table>$/],
};

describe.each(metricAlarms)('$id', ({ Namespace, MetricName = '', Dimensions }) => {
  it('watches what the functions count, as Powertools names it', () => {
    expect(Namespace).toBe('Imagewarden');
    expect(counted).toContain(MetricName);
    expect(Dimensions).toEqual([{ Name: 'service', Value: 'imagewarden' }]);
  });
});

it.each(alarms)('$id says what to do', ({ AlarmDescription }) => {
  expect(AlarmDescription).toMatch(/\. \S.{20,}\.$/s);
});

describe('the dashboard', () => {
  it('shows what the functions count, and nothing that nobody does', () => {
    const own = shown.filter(([namespace]) => namespace === 'Imagewarden');
    expect(own.length).toBeGreaterThan(0);
    for (const [, name, dimension, value] of own)
      expect([counted.has(name) ? name : `not ${name}`, dimension, value]).toEqual([
        name,
        'service',
        'imagewarden',
      ]);
  });

  it('leaves none of it out', () => {
    const own = shown.flatMap(([namespace, name]) => (namespace === 'Imagewarden' ? [name] : []));
    expect([...counted].filter((name = '') => !own.includes(name))).toEqual([]);
  });

  it('asks AWS only for metrics that it has, of resources of that kind', () => {
    for (const [namespace, name, dimension, value] of shown) {
      if (namespace === 'Imagewarden') continue;
      const [names, wanted, form] = amazons[namespace] ?? [[], '', /^$/];
      expect(names).toContain(name);
      expect(dimension).toBe(wanted);
      expect(value).toMatch(form);
    }
  });

  it('shows every alarm', () => {
    const named = widgets.flatMap(({ properties }) => properties.alarms ?? []);
    expect(named).toEqual(expect.arrayContaining(alarms.map(({ id }) => `<${id}.Arn>`)));
    expect(named).toHaveLength(alarms.length);
  });

  it('lays its parts side by side, none over another, within the page', () => {
    const cells = widgets.flatMap(({ x, y, width, height }) =>
      Array.from({ length: width * height }, (_, i) => `${x + (i % width)}/${y + Math.floor(i / width)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
    for (const { x, width } of widgets) expect(x + width).toBeLessThanOrEqual(24);
  });
});
