/** The account file of the README: a simulated account in AWS's own response shapes. */
import type {
  Fleet as AppStreamFleet,
  Image as AppStreamImage,
  ImageBuilder,
} from '@aws-sdk/client-appstream';
import * as appstream from '@aws-sdk/client-appstream';
import type { AutoScalingGroup, LaunchConfiguration } from '@aws-sdk/client-auto-scaling';
import * as autoscaling from '@aws-sdk/client-auto-scaling';
import type {
  FleetData,
  Image as MachineImage,
  Instance,
  LaunchPermission,
  LaunchTemplateVersion,
  Snapshot,
  SpotFleetRequestConfig,
} from '@aws-sdk/client-ec2';
import * as ec2 from '@aws-sdk/client-ec2';
import type {
  ContainerRecipe,
  Image as BuildDetail,
  ImageRecipe,
  ImageSummary,
  LifecyclePolicy,
} from '@aws-sdk/client-imagebuilder';
import * as imagebuilder from '@aws-sdk/client-imagebuilder';
import type { ParameterHistory } from '@aws-sdk/client-ssm';
import * as ssm from '@aws-sdk/client-ssm';
import { z } from 'zod';
import { fault } from './fault-entry.ts';
import { answers, entities, entitiesByKey, listOf, tagsByKey } from './members.ts';
import { strict } from './strict.ts';

const placeName = z.string().regex(/^[\w-]+$/);

export const accountFile = strict({
  account: placeName.default('123456789012'),
  region: placeName.default('us-east-1'),
  ec2: strict({
    Images: entities<MachineImage>(ec2.Image$, 'ImageId').optional(),
    Snapshots: entities<Snapshot>(ec2.Snapshot$, 'SnapshotId').optional(),
    Instances: entities<Instance>(ec2.Instance$, 'InstanceId').optional(),
    LaunchTemplateVersions: entities<LaunchTemplateVersion>(
      ec2.LaunchTemplateVersion$,
      'LaunchTemplateId',
    ).optional(),
    Fleets: entities<FleetData>(ec2.FleetData$, 'FleetId').optional(),
    SpotFleetRequestConfigs: entities<SpotFleetRequestConfig>(
      ec2.SpotFleetRequestConfig$,
      'SpotFleetRequestId',
    ).optional(),
    LaunchPermissions: entitiesByKey<LaunchPermission>(ec2.LaunchPermission$).optional(),
  }).optional(),
  autoscaling: strict({
    LaunchConfigurations: entities<LaunchConfiguration>(
      autoscaling.LaunchConfiguration$,
      'LaunchConfigurationName',
    ).optional(),
    AutoScalingGroups: entities<AutoScalingGroup>(
      autoscaling.AutoScalingGroup$,
      'AutoScalingGroupName',
    ).optional(),
  }).optional(),
  ssm: strict({
    Parameters: entities<ParameterHistory>(ssm.ParameterHistory$, 'Name', 'Value').optional(),
  }).optional(),
  imagebuilder: strict({
    imageSummaryList: entities<ImageSummary>(imagebuilder.ImageSummary$, 'arn').optional(),
    images: answers('image', entities<BuildDetail>(imagebuilder.Image$, 'arn')).optional(),
    imageRecipes: answers('imageRecipe', entities<ImageRecipe>(imagebuilder.ImageRecipe$, 'arn')).optional(),
    containerRecipes: answers(
      'containerRecipe',
      entities<ContainerRecipe>(imagebuilder.ContainerRecipe$, 'arn'),
    ).optional(),
    lifecyclePolicies: answers(
      'lifecyclePolicy',
      entities<LifecyclePolicy>(imagebuilder.LifecyclePolicy$, 'arn'),
    ).optional(),
  }).optional(),
  appstream: strict({
    Images: entities<AppStreamImage>(appstream.Image$, 'Name').optional(),
    Fleets: entities<AppStreamFleet>(appstream.Fleet$, 'Name').optional(),
    ImageBuilders: entities<ImageBuilder>(appstream.ImageBuilder$, 'Name').optional(),
    Tags: tagsByKey().optional(),
  }).optional(),
  faults: listOf(fault).optional(),
});

/** One account in one region. */
export type AccountFile = z.output<typeof accountFile>;
/** The same as it is written: account and region may be left out. */
export type AccountFileInput = z.input<typeof accountFile>;
