import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { hintsOf } from '../../../functions/react/event.ts';

const envelope = { account: '123456789012', region: 'eu-west-1', resources: [], detail: {} };
const build = 'arn:aws:imagebuilder:eu-west-1:123456789012:image/web/1.0.0/1';
const call = (eventSource: string, eventName: string, requestParameters: unknown, rest: object = {}) => ({
  ...envelope,
  source: `aws.${eventSource}`,
  'detail-type': 'AWS API Call via CloudTrail',
  detail: { eventSource: `${eventSource}.amazonaws.com`, eventName, requestParameters, ...rest },
});
const who = { userIdentity: { arn: 'arn:aws:sts::123456789012:assumed-role/Admin/jane' } };

it('hears of a build by its ARN', () => {
  const event = {
    ...envelope,
    source: 'aws.imagebuilder',
    'detail-type': 'EC2 Image Builder Image State Change',
    resources: [build],
    detail: { state: { status: 'FAILED' } },
  };
  expect(hintsOf(event)).toMatchObject([{ id: build, scope: { kind: 'imagebuilder' }, deleted: false }]);
});

it.each([
  ['available', false],
  ['failed', false],
  ['disabled', false],
  ['deregistered', true],
])('hears of an AMI that is %s', (State, deleted) => {
  const event = {
    ...envelope,
    source: 'aws.ec2',
    'detail-type': 'EC2 AMI State Change',
    detail: { ImageId: 'ami-1', State },
  };
  expect(hintsOf(event)).toEqual([
    { id: 'ami-1', scope: { account: '123456789012', region: 'eu-west-1', kind: 'ec2' }, deleted },
  ]);
});

it('hears when a deletion was called for, where that can be read', () => {
  const deletion = (eventTime: string) =>
    hintsOf(call('appstream', 'DeleteImage', { name: 'desk' }, { ...who, eventTime }));
  expect(deletion('2026-11-01T12:00:00Z')).toMatchObject([{ at: Date.parse('2026-11-01T12:00:00Z') }]);
  expect(deletion('yesterday')?.[0]).not.toHaveProperty('at');
});

it.each([
  ['ec2', 'DeregisterImage', { imageId: 'ami-1' }, 'ec2', 'ami-1'],
  ['imagebuilder', 'DeleteImage', { imageBuildVersionArn: build }, 'imagebuilder', build],
  ['appstream', 'DeleteImage', { name: 'app' }, 'appstream', 'app'],
])('hears who deleted an image by %s:%s', (service, name, parameters, kind, id) => {
  expect(hintsOf(call(service, name, parameters, who))).toMatchObject([
    { id, scope: { kind }, deleted: true, by: who.userIdentity.arn },
  ]);
});

it.each([
  [
    'CopyImage',
    { sourceImageName: 'a', destinationImageName: 'app', destinationRegion: 'us-east-1' },
    'us-east-1',
  ],
  ['CreateUpdatedImage', { existingImageName: 'a', newImageName: 'app' }, 'eu-west-1'],
  ['CreateImportedImage', { name: 'app' }, 'eu-west-1'],
  ['UpdateImagePermissions', { name: 'app' }, 'eu-west-1'],
  ['DeleteImagePermissions', { name: 'app' }, 'eu-west-1'],
  ['UpdateFleet', { name: 'fleet', imageName: 'app' }, 'eu-west-1'],
])('hears of an AppStream image by %s', (name, parameters, region) => {
  expect(hintsOf(call('appstream', name, parameters))).toMatchObject([
    { id: 'app', scope: { region }, deleted: false },
  ]);
});

/** Shaped as the AppStream administration guide shows it. */
const madeByBuilder = (details: unknown, eventName = 'CreateImage') => ({
  ...envelope,
  source: 'aws.appstream',
  'detail-type': 'AWS Service Event via CloudTrail',
  detail: {
    eventSource: 'appstream.amazonaws.com',
    eventName,
    eventType: 'AwsServiceEvent',
    requestParameters: null,
    serviceEventDetails: details,
  },
});

it('hears of an AppStream image that an image builder made', () => {
  expect(hintsOf(madeByBuilder({ ImageName: 'app', ImageState: 'PENDING' }))).toMatchObject([
    { id: 'app', scope: { kind: 'appstream' }, deleted: false },
  ]);
});

it.each([
  ['an image builder’s image without a name', madeByBuilder({})],
  ['another event of that service', madeByBuilder({ ImageName: 'app' }, 'DeleteImageBuilder')],
  [
    'a call that AWS refused',
    call('ec2', 'DeregisterImage', { imageId: 'ami-1' }, { errorCode: 'AccessDenied' }),
  ],
  ['a call about something else', call('ec2', 'RunInstances', { imageId: 'ami-1' })],
  ['a call without parameters', call('ec2', 'DeregisterImage', null)],
  ['a fleet update that names no image', call('appstream', 'UpdateFleet', { name: 'fleet' })],
  ['a parameter that is no text', call('ec2', 'DeregisterImage', { imageId: ['ami-1'] })],
  ['another service', { ...envelope, source: 'aws.s3', 'detail-type': 'Object Created' }],
  ['an AMI event without an id', { ...envelope, source: 'aws.ec2', 'detail-type': 'EC2 AMI State Change' }],
  [
    'a build event without a resource',
    { ...envelope, source: 'aws.imagebuilder', 'detail-type': 'EC2 Image Builder Image State Change' },
  ],
  [
    'an id that no image bears',
    {
      ...envelope,
      source: 'aws.ec2',
      'detail-type': 'EC2 AMI State Change',
      detail: { ImageId: 'a'.repeat(2_049), State: 'available' },
    },
  ],
  ['an id of two lines', call('appstream', 'DeleteImage', { name: 'app\n17' })],
  [
    'a caller that cannot be shown',
    call('appstream', 'DeleteImage', { name: 'app' }, { userIdentity: { arn: '\u202e' } }),
  ],
  ['nothing', undefined],
  ['text', 'event'],
])('makes nothing of %s', (_words, event) => {
  expect(hintsOf(event)).toBeUndefined();
});

const recordings = new URL('../../../../shared/recordings/events/', import.meta.url);

describe.skipIf(!existsSync(recordings))(
  'recorded and documented events (skipped where ../shared/recordings is not there)',
  () => {
    const known = [
      'ec2-ami-state-change-available.json',
      'ec2-ami-state-change-deregistered.json',
      'imagebuilder-image-state-change.json',
    ];
    const files = existsSync(recordings) ? readdirSync(recordings) : [];

    it.each(files)('%s', (file) => {
      const event: unknown = JSON.parse(readFileSync(new URL(file, recordings), 'utf8'));
      expect(hintsOf(event) !== undefined).toBe(known.includes(file));
    });
  },
);
