import type { OperationName } from '../../../account/operations.ts';
import type { Operation } from '../../operation.ts';
import { createImageUsageReport } from './create-image-usage-report.ts';
import { createTags } from './create-tags.ts';
import { deleteSnapshot } from './delete-snapshot.ts';
import { deregisterImage } from './deregister-image.ts';
import { describeImageAttribute } from './describe-image-attribute.ts';
import { describeImageReferences } from './describe-image-references.ts';
import {
  describeImageUsageReportEntries,
  describeImageUsageReports,
} from './describe-image-usage-reports.ts';
import { describeImages } from './describe-images.ts';
import { describeInstances } from './describe-instances.ts';
import { describeLaunchTemplateVersions } from './describe-launch-template-versions.ts';
import { describeSnapshots } from './describe-snapshots.ts';
import { enableImageDeprecation } from './enable-image-deprecation.ts';
import {
  listImagesInRecycleBin,
  listSnapshotsInRecycleBin,
  restoreImageFromRecycleBin,
  restoreSnapshotFromRecycleBin,
} from './recycle-bin.ts';
import { describeFleets, describeSpotFleetRequests } from './fleets.ts';

export const ec2Operations = (): Record<OperationName<'ec2'>, Operation> => ({
  DescribeImages: describeImages(),
  DescribeImageAttribute: describeImageAttribute(),
  DescribeImageReferences: describeImageReferences(),
  DescribeInstances: describeInstances(),
  DescribeLaunchTemplateVersions: describeLaunchTemplateVersions(),
  DescribeFleets: describeFleets(),
  DescribeSpotFleetRequests: describeSpotFleetRequests(),
  DescribeSnapshots: describeSnapshots(),
  DeregisterImage: deregisterImage(),
  DeleteSnapshot: deleteSnapshot(),
  ListImagesInRecycleBin: listImagesInRecycleBin(),
  ListSnapshotsInRecycleBin: listSnapshotsInRecycleBin(),
  RestoreImageFromRecycleBin: restoreImageFromRecycleBin(),
  RestoreSnapshotFromRecycleBin: restoreSnapshotFromRecycleBin(),
  CreateTags: createTags(),
  EnableImageDeprecation: enableImageDeprecation(),
  CreateImageUsageReport: createImageUsageReport(),
  DescribeImageUsageReports: describeImageUsageReports(),
  DescribeImageUsageReportEntries: describeImageUsageReportEntries(),
});
