/** The accounts of the reference runs. */
import type { AccountFileInput } from '../../../infra/local/account/account-file.ts';
import type { MachineImage } from '../../../infra/local/account/shapes.ts';
import { richAccount } from '../../contract/providers/rich.ts';
import { accountWith, ami, instanceOf, snapshotOf } from '../../support/amis.ts';
import { build, buildArn, outputs } from '../../support/builds.ts';
import { aPolicy, aRule } from '../../support/policies.ts';
import { amiSaid, buildSaid, callSaid } from '../../support/said.ts';
import { day, hour, iso } from '../../../shared/domain/time.ts';
import { noon } from '../../support/facts.ts';
import { elsewhere, entry, type ReportParts } from '../../support/usage-reports.ts';
import type { Scene } from './scene.ts';

const policyOf = (perRun: number, kinds: readonly string[], readings: object = {}) =>
  aPolicy({
    targets: [{ regions: ['us-east-1'], kinds }],
    readings,
    limits: { perRun, share: '100%' },
    rules: [
      aRule({ name: 'failed', select: { states: ['failed', 'cancelled'] }, retire: { olderThan: '3d' } }),
      aRule({ name: 'web', select: { names: ['web-*'] }, keep: { newest: 1 } }),
      aRule(),
    ],
  });

const everyScene = [ami('ami-left', 410), ami('ami-open', 400)];

const common = (...snapshots: string[]): Partial<MachineImage> => ({
  BlockDeviceMappings: [...snapshots, 'snap-common'].map((SnapshotId, at) => ({
    DeviceName: `/dev/xvd${at}`,
    Ebs: { SnapshotId, VolumeSize: 8 },
  })),
});

const more = [
  ...everyScene,
  ami('ami-broken', 300, { Tags: [{ Key: 'Ec2ImageBuilderArn', Value: buildArn('broken/1.0.0/1') }] }),
  ami('ami-twin-1', 120, common('snap-twin-1')),
  ami('ami-web-1', 90, { Name: 'web-1' }),
  ami('ami-web-2', 80, { Name: 'web-2' }),
  ami('ami-web-3', 70, { Name: 'web-3' }),
  ami('ami-failed', 10, { State: 'failed' }),
  ami('ami-locked', 100, { DeregistrationProtection: 'enabled-without-cooldown' }),
  ami('ami-tagged', 100, { Tags: [{ Key: 'imagewarden:keep', Value: '' }] }),
  ami('ami-public', 100, { Public: true }),
  ami('ami-young', 5),
  ami('ami-elsewhere', 100),
];

const neighbour: AccountFileInput = {
  account: elsewhere,
  ec2: { Instances: [{ ...instanceOf('ami-elsewhere', 'i-elsewhere'), LaunchTime: iso(noon - 30 * day) }] },
};

/** Of every image an hour old, but one to be renewed and one that is still to be asked for. */
const reportsOf = ({ ec2: { Images = [] } = {} }: AccountFileInput): NonNullable<Scene['reports']> => {
  const { 'ami-free-2': _, ...reports } = Object.fromEntries(
    Images.map(({ ImageId = '' }): [string, ReportParts] => [ImageId, { createdAt: noon - hour }]),
  );
  return {
    ...reports,
    'ami-failed': { createdAt: noon - 20 * hour },
    'ami-elsewhere': { createdAt: noon - hour, entries: [entry()] },
  };
};

const { ec2, imagebuilder } = richAccount;

const account: AccountFileInput = {
  ...richAccount,
  ec2: {
    ...ec2,
    Images: [...(ec2?.Images ?? []), ...more, ami('ami-twin-2', 120, common())],
    Snapshots: [
      ...(ec2?.Snapshots ?? []),
      ...more.map(({ ImageId = '' }) => ({ SnapshotId: snapshotOf(ImageId) })),
      { SnapshotId: 'snap-common' },
    ],
    Instances: [...(ec2?.Instances ?? []), instanceOf('ami-twin-2', 'i-twin')],
  },
  imagebuilder: {
    ...imagebuilder,
    imageSummaryList: [
      ...(imagebuilder?.imageSummaryList ?? []),
      build('broken/1.0.0/1', { state: { status: 'FAILED' }, ...outputs({ image: 'ami-broken' }) }),
    ],
  },
};

/**
 * Everything that can use or protect an image, each image kept by one thing alone; due images of all kinds, more than one
 * run may attempt; AMIs that share a snapshot; a family; a failed build whose output goes first.
 */
export const rich: Scene = {
  account,
  neighbours: [neighbour],
  reports: reportsOf(account),
  late: ['ami-free-3', 'ami-web-3'],
  free: [
    ...['ami-broken', 'ami-failed', 'ami-free-1', 'ami-free-2', 'ami-free-3', 'ami-left', 'ami-open'],
    ...['ami-twin-1', 'ami-web-1', 'ami-web-2'],
    ...['broken/1.0.0/1', 'free/1.0.0/1', 'free/1.0.0/2'].map(buildArn),
    ...['free-1', 'free-2'],
  ],
  before: policyOf(2, ['ec2']),
  policy: policyOf(5, ['ec2', 'imagebuilder', 'appstream'], { usageReports: true }),
};

const hidden = { Operator: { Managed: true, Principal: 'eks.amazonaws.com' } };

/** Events of each kind, most of them untrue: what they say to be gone is there, and what they say to be there is not. */
export const heard: Scene = {
  ...rich,
  heard: [
    amiSaid('ami-young', 'available'),
    amiSaid('ami-web-1', 'available'),
    amiSaid('ami-locked', 'deregistered'),
    amiSaid('ami-nowhere', 'available'),
    callSaid('ec2', 'DeregisterImage', { imageId: 'ami-tagged' }),
    callSaid('ec2', 'DeregisterImage', { imageId: 'ami-free-1' }),
    buildSaid('broken/1.0.0/1', 'FAILED'),
    callSaid('imagebuilder', 'DeleteImage', { imageBuildVersionArn: buildArn('made/1.0.0/1') }),
    callSaid('appstream', 'UpdateFleet', { imageName: 'free-1' }),
    callSaid('appstream', 'DeleteImage', { name: 'fleet' }),
  ],
};

const byName = { rich, heard };
export type SceneName = keyof typeof byName;
const isName = (name: unknown): name is SceneName => typeof name === 'string' && name in byName;

/** @throws for a name that no scene bears */
export function sceneNamed(name: unknown): Scene {
  if (isName(name)) return byName[name];
  throw new Error(`There is no scene ${String(name)}`);
}

/** The same in small, for races and for the tests of every day: AMIs alone. */
export const small: Scene = {
  account: accountWith([...everyScene, ami('ami-1'), ami('ami-2', 99), ami('ami-used')], {
    ec2: { Instances: [{ ...instanceOf('ami-used'), ...hidden }] },
  }),
  late: ['ami-2'],
  free: ['ami-1', 'ami-2', 'ami-left', 'ami-open'],
  before: policyOf(2, ['ec2']),
  policy: policyOf(2, ['ec2']),
};
