/** Things that use images, as AWS describes them. */
const CreatedTime = '2026-01-01T00:00:00.000Z';

export const template = (
  LaunchTemplateId: string,
  VersionNumber: number,
  ImageId = 'ami-used',
  more: object = {},
) => ({
  LaunchTemplateId,
  LaunchTemplateName: `name-of-${LaunchTemplateId}`,
  VersionNumber,
  LaunchTemplateData: { ImageId },
  ...more,
});

export const group = (AutoScalingGroupName: string, more: object = {}) => ({
  AutoScalingGroupName,
  AutoScalingGroupARN: `arn:aws:autoscaling:us-east-1:123456789012:autoScalingGroup:1:autoScalingGroupName/${AutoScalingGroupName}`,
  MinSize: 0,
  MaxSize: 1,
  DesiredCapacity: 0,
  DefaultCooldown: 300,
  AvailabilityZones: ['us-east-1a'],
  HealthCheckType: 'EC2',
  CreatedTime,
  ...more,
});

export const launchConfiguration = (LaunchConfigurationName: string, ImageId: string) => ({
  LaunchConfigurationName,
  LaunchConfigurationARN: `arn:aws:autoscaling:us-east-1:123456789012:launchConfiguration:1:launchConfigurationName/${LaunchConfigurationName}`,
  ImageId,
  InstanceType: 't3.micro',
  CreatedTime,
});

export const spotFleet = (SpotFleetRequestId: string, config: object) => ({
  SpotFleetRequestId,
  SpotFleetRequestConfig: { IamFleetRole: 'role', TargetCapacity: 1, ...config },
});
