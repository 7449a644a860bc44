/**
 * Every recorded or documented event, as it is, on a bus that is wired as the packaged template says: which rule lets it
 * through, what was asked of AWS for it, and what the ledger holds afterwards.
 */
import { readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { isRecord } from '../../infra/local/account/wire.ts';
import type { AccountFileInput } from '../../infra/local/account/account-file.ts';
import { ami } from '../support/amis.ts';
import { aPolicy } from '../support/policies.ts';
import { startService, type TestService } from '../support/service.ts';
import { exists, folder, read, withRecordings } from './recordings.ts';

const machineImage = 'ami-0abcdef1234567890';
const build =
  'arn:aws:imagebuilder:us-west-2:111122223333:image/cmkencryptedworkflowtest-a1b2c3d4-5678-90ab-cdef-EXAMPLE22222/1.0.0/1';

interface Row {
  /** The rules that let it through to `react`; most events are none of ours. */
  readonly rules?: readonly string[];
  /** What there is in the account when the event comes; it is as the ledger knows it, where `known`. */
  readonly holds?: AccountFileInput;
  readonly known?: boolean;
  /** What has happened to the account since. */
  readonly meanwhile?: (service: TestService) => void;
  /** What `react` asked of AWS, in order of the alphabet; `of it` where the question names the image. */
  readonly looked?: readonly string[];
  /** Image → what the ledger tells of it: `event state`, in order. */
  readonly ledger?: Readonly<Record<string, readonly string[]>>;
}

/** Not for us. */
const foreign: Row = {};

/** What can use an AMI, and does not come of asking about one. */
const usersOfImages = [
  'autoscaling:DescribeAutoScalingGroups',
  'autoscaling:DescribeLaunchConfigurations',
  'ec2:DescribeFleets',
];
const templates = ['ec2:DescribeLaunchTemplateVersions', 'ec2:DescribeSpotFleetRequests'];
const lifecycles = 'imagebuilder:ListLifecyclePolicies';

const holdsImage: AccountFileInput = { ec2: { Images: [ami(machineImage, 1)] } };

const table: Readonly<Record<string, Row>> = {
  'ec2-ami-state-change-available.json': {
    rules: ['ImageEvents'],
    holds: holdsImage,
    looked: [...usersOfImages, 'ec2:DescribeImages of it', ...templates, lifecycles],
    ledger: { [machineImage]: ['appeared available'] },
  },
  'ec2-ami-state-change-deregistered.json': {
    rules: ['ImageEvents'],
    holds: holdsImage,
    known: true,
    meanwhile: ({ world }) => {
      world.ec2.images.remove(world.ec2.images.get(machineImage)!);
    },
    // Gone is what a second question says too.
    looked: [...usersOfImages, 'ec2:DescribeImages of it', 'ec2:DescribeImages of it', ...templates],
    ledger: { [machineImage]: ['appeared available', 'vanished available'] },
  },
  'imagebuilder-image-state-change.json': {
    rules: ['BuildEvents'],
    holds: {
      imagebuilder: {
        imageSummaryList: [
          { arn: build, name: 'cmk', state: { status: 'AVAILABLE' }, dateCreated: '2024-01-18T17:00:00Z' },
        ],
      },
    },
    looked: [
      'imagebuilder:GetImage of it',
      'imagebuilder:ListContainerRecipes',
      'imagebuilder:ListImageRecipes',
      lifecycles,
    ],
    ledger: { [build]: ['appeared available'] },
  },
  'imagebuilder-cve-detected.json': foreign,
  'appstream-cloudtrail-associatefleet.json': foreign,
  'c7n-event-cloud-trail-create-volume.json': foreign,
  'c7n-event-instance-state.json': foreign,
  'cloudtrail-delivered-docs.json': foreign,
  'ebs-copysnapshot-succeeded.json': foreign,
  'ebs-createsnapshot-succeeded.json': foreign,
  'ebs-createsnapshots-succeeded.json': foreign,
  'ebs-fast-snapshot-restore.json': foreign,
  'imagebuilder-sns-lambda-event-2022-03-02.json': foreign,
  'imagebuilder-sns-message-docs-available.json': foreign,
  'powertools-dynamodb.json': foreign,
  'powertools-eventbridge.json': foreign,
  'powertools-sqs.json': foreign,
  'scheduled-event-docs.json': foreign,
  'scheduled-event-samcli.json': foreign,
  'sns-samcli.json': foreign,
  'sqs-samcli.json': foreign,
};

const files = exists('events') ? readdirSync(`${folder}events`).sort() : [];

/** A CloudTrail record alone is put in the envelope in which EventBridge hands it on. */
function eventIn(file: string): Readonly<Record<string, unknown>> {
  const text = read(`events/${file}`);
  if (!isRecord(text)) throw new Error(`${file} holds no object`);
  const { eventSource, awsRegion: region, eventTime: time } = text;
  if (typeof eventSource !== 'string') return text;
  const source = eventSource.replace(/^(\w+)\.amazonaws\.com$/, 'aws.$1');
  const envelope = { version: '0', 'detail-type': 'AWS API Call via CloudTrail', resources: [] };
  return { ...envelope, source, account: '123456789012', region, time, detail: text };
}

const policy = aPolicy({ rules: [{ name: 'old', select: {}, retire: { olderThan: '30d' } }] });

/** The account that the event came from. */
async function startFor(event: Readonly<Record<string, unknown>>, { holds = {}, known }: Row) {
  const { account, region } = event;
  const place = typeof account === 'string' && typeof region === 'string' ? { account, region } : {};
  const service = await startService({ accounts: { ...place, ...holds }, policy });
  if (known === true) await service.run();
  return service;
}

async function ledgerIn({ scopes, archive, standing }: TestService): Promise<Row['ledger']> {
  const told: Record<string, string[]> = {};
  for (const scope of scopes)
    for (const { latest } of [...(await standing(scope)), ...(await archive.gone(scope))]) {
      const { image } = latest.after;
      told[image.id] = (await archive.history(image)).map((one) => `${one.event} ${one.after.image.state}`);
    }
  return told;
}

/** Begins to listen. Every function asks who it is; that is no look at an image. */
function listenTo({ simulator }: TestService, { ledger = {} }: Row): readonly string[] {
  const heard: string[] = [];
  simulator.onCall(({ service, operation, input }) => {
    const asked = JSON.stringify(input);
    const named = Object.keys(ledger).some((id) => asked.includes(id));
    if (service !== 'sts') heard.push(`${service}:${operation}${named ? ' of it' : ''}`);
  });
  return heard;
}

withRecordings('recorded events', () => {
  it('are all told of below, and nothing else is', () => {
    expect(Object.keys(table).sort()).toEqual(files);
  });

  it.each(Object.entries(table))(
    '%s: who lets it through, what is looked at, what is recorded',
    async (file, row) => {
      const event = eventIn(file);
      const service = await startFor(event, row);
      row.meanwhile?.(service);
      const heard = listenTo(service, row);
      expect(service.bus.publish(event)).toEqual(row.rules ?? []);
      expect(service.bus.queues.react.messages).toHaveLength(row.rules?.length ?? 0);
      await service.bus.drain();
      expect(heard.toSorted()).toEqual(row.looked ?? []);
      expect(await ledgerIn(service)).toEqual(row.ledger ?? {});
      expect(service.bus.queues.react.dead).toEqual([]);
    },
  );

  it.each(Object.keys(table).filter((file) => table[file] === foreign))(
    '%s: dropped and counted where it comes to the queue all the same, and its neighbour is done',
    async (file) => {
      const service = await startFor(eventIn('ec2-ami-state-change-available.json'), { holds: holdsImage });
      const { react } = service.bus.queues;
      react.send(JSON.stringify(read(`events/${file}`)));
      react.send(JSON.stringify(eventIn(file)));
      service.bus.publish(eventIn('ec2-ami-state-change-available.json'));
      await service.bus.drain();
      expect(service.metrics.get('EventsDropped')).toBe(2);
      expect(await ledgerIn(service)).toEqual({ [machineImage]: ['appeared available'] });
      expect(react.dead).toEqual([]);
    },
  );
});
