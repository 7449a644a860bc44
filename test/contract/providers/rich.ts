/**
 * An account in which every reading is made, and in which each of them alone keeps some image: `ami-<reading>` is
 * protected by that reading and by no other. The images called `free` have nothing to keep them.
 */
import type { AccountFileInput } from '../../../infra/local/account/account-file.ts';
import { ami, instanceOf, snapshotOf } from '../../support/amis.ts';
import { build, buildArn, detail, lifecyclePolicy, outputs, recipeArn } from '../../support/builds.ts';
import { appstreamImage } from '../../support/streams.ts';
import { group, launchConfiguration, spotFleet, template } from './resources.ts';

const arn = (service: string, resource: string): string =>
  `arn:aws:${service}:us-east-1:123456789012:${resource}`;
const hidden = { Operator: { Managed: true, Principal: 'eks.amazonaws.com' } };
const builtBy = (path: string) => ({ Tags: [{ Key: 'Ec2ImageBuilderArn', Value: buildArn(path) }] });

const images = [
  'ami-free-1',
  'ami-free-2',
  'ami-free-3',
  'ami-reference',
  'ami-reference-2',
  'ami-instance',
  'ami-instance-2',
  'ami-template',
  'ami-configuration',
  'ami-group',
  'ami-fleet',
  'ami-spot',
  'ami-alias',
  'ami-shared',
  'ami-snapshot',
  'ami-listed',
];

const ec2: AccountFileInput['ec2'] = {
  Images: [
    ...images.map((id) => ami(id)),
    ami('ami-recipe', 100, builtBy('life/1.0.0/1')),
    ami('ami-tag', 100, builtBy('tagged/1.0.0/1')),
    ami('ami-output', 5, builtBy('made/1.0.0/1')),
    ami('ami-output-2', 5, builtBy('made/1.0.0/1')),
  ],
  Snapshots: [
    ...images.filter((id) => id !== 'ami-snapshot').map((id) => ({ SnapshotId: snapshotOf(id) })),
    { SnapshotId: snapshotOf('ami-snapshot'), Tags: [{ Key: 'imagewarden:keep', Value: '' }] },
  ],
  Instances: [
    { ...instanceOf('ami-instance', 'i-1'), ...hidden },
    { ...instanceOf('ami-instance-2', 'i-2'), ...hidden },
  ],
  LaunchTemplateVersions: [template('lt-0', 1, 'ami-x'), template('lt-1', 1, 'ami-template', hidden)],
  Fleets: [
    { FleetId: 'fleet-0', LaunchTemplateConfigs: [] },
    {
      FleetId: 'fleet-1',
      LaunchTemplateConfigs: [
        { Overrides: [{ ImageId: 'ami-fleet' }, { ImageId: 'resolve:ssm:/golden:1' }] },
      ],
    },
  ],
  SpotFleetRequestConfigs: [
    spotFleet('sfr-0', {}),
    spotFleet('sfr-1', { LaunchSpecifications: [{ ImageId: 'ami-spot' }] }),
  ],
  LaunchPermissions: { 'ami-shared': [{ UserId: '210987654321' }] },
};

const autoscaling: AccountFileInput['autoscaling'] = {
  LaunchConfigurations: [
    launchConfiguration('lc-0', 'ami-x'),
    launchConfiguration('lc-1', 'ami-configuration'),
  ],
  AutoScalingGroups: [
    group('asg-0'),
    group('asg-1', { MixedInstancesPolicy: { LaunchTemplate: { Overrides: [{ ImageId: 'ami-group' }] } } }),
  ],
};

const ssm: AccountFileInput['ssm'] = {
  Parameters: [
    { Name: '/golden', Type: 'String', Value: 'ami-alias', Version: 1 },
    { Name: '/golden', Type: 'String', Value: 'ami-x', Version: 2 },
    ...['ami-reference', 'ami-reference-2'].map((Value) => ({
      Name: `/${Value}`,
      Type: 'String',
      Value,
      Version: 1,
    })),
  ],
};

const imagebuilder: AccountFileInput['imagebuilder'] = {
  imageSummaryList: [
    build('free/1.0.0/1'),
    build('free/1.0.0/2'),
    build('parent/1.0.0/1'),
    build('container-parent/1.0.0/1'),
    build('life/1.0.0/1'),
    build('tagged/1.0.0/1', { tags: { kept: 'yes' } }),
    build('renamed/1.0.0/1'),
    build('made/1.0.0/1', outputs({ image: 'ami-output' })),
    build('listing/1.0.0/1', outputs({ image: 'ami-listed' })),
  ],
  images: [detail('renamed/1.0.0/1', { imageRecipe: { name: 'golden', version: '1.0.0' } })],
  imageRecipes: [
    { arn: recipeArn('r-0'), parentImage: 'ami-x' },
    { arn: recipeArn('r-1'), parentImage: buildArn('parent/x.x.x') },
  ],
  containerRecipes: [
    { arn: recipeArn('c-0'), parentImage: 'ami-x' },
    { arn: recipeArn('c-1'), parentImage: buildArn('container-parent/x.x.x') },
  ],
  lifecyclePolicies: [
    lifecyclePolicy('by-recipe', {
      recipes: ['life', 'listing', 'golden'].map((name) => ({ name, semanticVersion: 'x.x.x' })),
    }),
    lifecyclePolicy('by-tag', { tagMap: { kept: 'yes' } }),
    lifecyclePolicy('by-recipe-too', { recipes: [{ name: 'life', semanticVersion: '1.x.x' }] }),
  ],
};

const streams = ['free-1', 'free-2', 'fleet', 'builder', 'tag'];

const appstream: AccountFileInput['appstream'] = {
  Images: streams.map((name) => appstreamImage(name)),
  Fleets: ['x', 'fleet'].map((ImageName) => ({
    Name: `f-${ImageName}`,
    Arn: arn('appstream', `fleet/f-${ImageName}`),
    ImageName,
    InstanceType: 'stream.standard.medium',
    ComputeCapacityStatus: { Desired: 1 },
    State: 'STOPPED',
  })),
  ImageBuilders: ['x', 'builder'].map((name) => ({
    Name: `b-${name}`,
    Arn: arn('appstream', `image-builder/b-${name}`),
    ImageArn: arn('appstream', `image/${name}`),
  })),
  Tags: { [arn('appstream', 'image/tag')]: { 'imagewarden:keep': '' } },
};

export const richAccount: AccountFileInput = { ec2, autoscaling, ssm, imagebuilder, appstream };
