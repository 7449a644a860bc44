/** AWS's shapes under names that tell the services apart. */
import type * as appstream from '@aws-sdk/client-appstream';
import type * as autoscaling from '@aws-sdk/client-auto-scaling';
import type * as ec2 from '@aws-sdk/client-ec2';
import type * as imagebuilder from '@aws-sdk/client-imagebuilder';
import type * as ssm from '@aws-sdk/client-ssm';
import type { Wire } from './wire.ts';

export type MachineImage = Wire<ec2.Image>;
export type Snapshot = Wire<ec2.Snapshot>;
export type Instance = Wire<ec2.Instance>;
export type TemplateVersion = Wire<ec2.LaunchTemplateVersion>;
export type Ec2Fleet = Wire<ec2.FleetData>;
export type SpotFleetRequest = Wire<ec2.SpotFleetRequestConfig>;
export type LaunchPermission = Wire<ec2.LaunchPermission>;
export type UsageReportEntry = Wire<ec2.ImageUsageReportEntry>;
export type UsageReportRequest = Wire<ec2.CreateImageUsageReportRequest>;

export type LaunchConfiguration = Wire<autoscaling.LaunchConfiguration>;
export type AutoScalingGroup = Wire<autoscaling.AutoScalingGroup>;

/** One version of a parameter. */
export type ParameterVersion = Wire<ssm.ParameterHistory>;

/** A build as listings tell it. */
export type BuildSummary = Wire<imagebuilder.ImageSummary>;
/** A build as GetImage tells it. */
export type BuildDetail = Wire<imagebuilder.Image>;
export type ImageRecipe = Wire<imagebuilder.ImageRecipe>;
export type ContainerRecipe = Wire<imagebuilder.ContainerRecipe>;
export type LifecyclePolicy = Wire<imagebuilder.LifecyclePolicy>;

export type AppStreamImage = Wire<appstream.Image>;
export type AppStreamFleet = Wire<appstream.Fleet>;
export type ImageBuilder = Wire<appstream.ImageBuilder>;
export type AppStreamShare = Wire<appstream.SharedImagePermissions>;
