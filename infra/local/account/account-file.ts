/** The account file of the README: a simulated account in AWS's own response shapes. */
import {
  Fleet$ as AppStreamFleet$,
  Image$ as AppStreamImage$,
  ImageBuilder$,
} from '@aws-sdk/client-appstream';
import { AutoScalingGroup$, LaunchConfiguration$ } from '@aws-sdk/client-auto-scaling';
import {
  FleetData$,
  Image$ as MachineImage$,
  Instance$,
  LaunchPermission$,
  LaunchTemplateVersion$,
  Snapshot$,
  SpotFleetRequestConfig$,
} from '@aws-sdk/client-ec2';
import {
  ContainerRecipe$,
  Image$ as BuildDetail$,
  ImageRecipe$,
  ImageSummary$,
  LifecyclePolicy$,
} from '@aws-sdk/client-imagebuilder';
import { ParameterHistory$ } from '@aws-sdk/client-ssm';
import { z } from 'zod';
import { fault } from './fault-entry.ts';
import { answers, entities, entitiesByKey, listOf, tagsByKey } from './members.ts';
import type * as shapes from './shapes.ts';
import { strict } from './strict.ts';

/** Where an account file stands that does not say. */
export const homeAccount = '123456789012';
export const homeRegion = 'us-east-1';

const placeName = z.string().regex(/^[\w-]+$/);

export const accountFile = strict({
  account: placeName.default(homeAccount),
  region: placeName.default(homeRegion),
  ec2: strict({
    Images: entities<shapes.MachineImage>(MachineImage$, 'ImageId').optional(),
    Snapshots: entities<shapes.Snapshot>(Snapshot$, 'SnapshotId').optional(),
    Instances: entities<shapes.Instance>(Instance$, 'InstanceId').optional(),
    LaunchTemplateVersions: entities<shapes.TemplateVersion>(
      LaunchTemplateVersion$,
      'LaunchTemplateId',
    ).optional(),
    Fleets: entities<shapes.Ec2Fleet>(FleetData$, 'FleetId').optional(),
    SpotFleetRequestConfigs: entities<shapes.SpotFleetRequest>(
      SpotFleetRequestConfig$,
      'SpotFleetRequestId',
    ).optional(),
    LaunchPermissions: entitiesByKey<shapes.LaunchPermission>(LaunchPermission$).optional(),
  }).optional(),
  autoscaling: strict({
    LaunchConfigurations: entities<shapes.LaunchConfiguration>(
      LaunchConfiguration$,
      'LaunchConfigurationName',
    ).optional(),
    AutoScalingGroups: entities<shapes.AutoScalingGroup>(
      AutoScalingGroup$,
      'AutoScalingGroupName',
    ).optional(),
  }).optional(),
  ssm: strict({
    Parameters: entities<shapes.ParameterVersion>(ParameterHistory$, 'Name', 'Value').optional(),
  }).optional(),
  imagebuilder: strict({
    imageSummaryList: entities<shapes.BuildSummary>(ImageSummary$, 'arn').optional(),
    images: answers('image', entities<shapes.BuildDetail>(BuildDetail$, 'arn')).optional(),
    imageRecipes: answers('imageRecipe', entities<shapes.ImageRecipe>(ImageRecipe$, 'arn')).optional(),
    containerRecipes: answers(
      'containerRecipe',
      entities<shapes.ContainerRecipe>(ContainerRecipe$, 'arn'),
    ).optional(),
    lifecyclePolicies: answers(
      'lifecyclePolicy',
      entities<shapes.LifecyclePolicy>(LifecyclePolicy$, 'arn'),
    ).optional(),
  }).optional(),
  appstream: strict({
    Images: entities<shapes.AppStreamImage>(AppStreamImage$, 'Name').optional(),
    Fleets: entities<shapes.AppStreamFleet>(AppStreamFleet$, 'Name').optional(),
    ImageBuilders: entities<shapes.ImageBuilder>(ImageBuilder$, 'Name').optional(),
    Tags: tagsByKey().optional(),
  }).optional(),
  faults: listOf(fault).optional(),
});

/** One account in one region. */
export type AccountFile = z.output<typeof accountFile>;
/** The same where account and region may be left out. */
export type AccountFileInput = Omit<AccountFile, 'account' | 'region'> &
  Partial<Pick<AccountFile, 'account' | 'region'>>;
