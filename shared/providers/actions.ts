/**
 * Every AWS operation that a provider calls, with the IAM actions it needs. Readings are told by these names, so a call
 * that is not declared here does not compile; the deployed roles are compared with this list by a test.
 * Source: Service Authorization Reference; the pages of each operation for those that call others on our behalf.
 */
export const readings = {
  'appstream:DescribeFleets': [],
  'appstream:DescribeImageBuilders': [],
  'appstream:DescribeImages': [],
  'appstream:ListTagsForResource': [],
  'autoscaling:DescribeAutoScalingGroups': [],
  'autoscaling:DescribeLaunchConfigurations': [],
  'ec2:DescribeFleets': [],
  'ec2:DescribeImageAttribute': [],
  'ec2:DescribeImageReferences': [],
  'ec2:DescribeImageUsageReportEntries': [],
  'ec2:DescribeImageUsageReports': [],
  'ec2:DescribeImages': [],
  'ec2:DescribeInstances': [],
  // Resolving aliases reads the parameters that templates name.
  'ec2:DescribeLaunchTemplateVersions': ['ssm:GetParameters'],
  'ec2:DescribeSnapshots': [],
  'ec2:DescribeSpotFleetRequests': [],
  'imagebuilder:GetImage': [],
  'imagebuilder:GetLifecyclePolicy': [],
  'imagebuilder:ListContainerRecipes': [],
  'imagebuilder:ListImageBuildVersions': [],
  'imagebuilder:ListImageRecipes': [],
  'imagebuilder:ListImages': [],
  'imagebuilder:ListLifecyclePolicies': [],
  'ssm:GetParameters': [],
} as const satisfies Record<string, readonly string[]>;

/** A reading's name: `service:Operation`, which is also its IAM action. */
export type ReadingName = keyof typeof readings;

/** What survey and retire, that otherwise read, may ask AWS to make, where the policy wants it: no image is touched by it. */
export const requests = ['ec2:CreateImageUsageReport'] as const;

/** A call that is counted, and whose failure is a blind spot. */
export type CallName = ReadingName | (typeof requests)[number];

/** What EC2 itself reads for `DescribeImageReferences`, with our permissions and `ec2-images.amazonaws.com` in between. */
export const readOnBehalf = [
  'ec2:DescribeInstances',
  'ec2:DescribeLaunchTemplateVersions',
  'ec2:DescribeLaunchTemplates',
  'imagebuilder:GetContainerRecipe',
  'imagebuilder:ListContainerRecipes',
  'imagebuilder:ListImageRecipes',
  'ssm:DescribeParameters',
  'ssm:GetParameters',
] as const;

/** Deregistering deletes snapshots along with the image, under their own action. */
export const deletions = [
  'appstream:DeleteImage',
  'ec2:DeleteSnapshot',
  'ec2:DeregisterImage',
  'imagebuilder:DeleteImage',
] as const;
