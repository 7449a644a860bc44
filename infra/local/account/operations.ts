/** What the simulated AWS can be asked; a fault may be set on any of these. */
export const operations = {
  ec2: [
    'DescribeImages',
    'DescribeImageAttribute',
    'DescribeImageReferences',
    'DescribeInstances',
    'DescribeLaunchTemplateVersions',
    'DescribeFleets',
    'DescribeSpotFleetRequests',
    'DescribeSnapshots',
    'DeregisterImage',
    'DeleteSnapshot',
    'ListImagesInRecycleBin',
    'ListSnapshotsInRecycleBin',
    'RestoreImageFromRecycleBin',
    'RestoreSnapshotFromRecycleBin',
    'CreateTags',
    'EnableImageDeprecation',
    'CreateImageUsageReport',
    'DescribeImageUsageReports',
    'DescribeImageUsageReportEntries',
  ],
  autoscaling: ['DescribeLaunchConfigurations', 'DescribeAutoScalingGroups'],
  ssm: ['GetParameters', 'GetParameter', 'DescribeParameters', 'GetParameterHistory'],
  imagebuilder: [
    'ListImages',
    'ListImageBuildVersions',
    'GetImage',
    'ListImageRecipes',
    'GetImageRecipe',
    'ListContainerRecipes',
    'GetContainerRecipe',
    'ListLifecyclePolicies',
    'GetLifecyclePolicy',
    'DeleteImage',
  ],
  appstream: [
    'DescribeImages',
    'DescribeFleets',
    'DescribeImageBuilders',
    'DescribeImagePermissions',
    'ListTagsForResource',
    'DeleteImage',
  ],
  sts: ['GetCallerIdentity', 'AssumeRole'],
} as const;

export type Service = keyof typeof operations;
export type OperationName<S extends Service = Service> = (typeof operations)[S][number];

export const services = ['ec2', 'autoscaling', 'ssm', 'imagebuilder', 'appstream', 'sts'] as const;

/** The same lists for names that come from outside. */
export const operationsOf = (service: Service): readonly string[] => operations[service];
