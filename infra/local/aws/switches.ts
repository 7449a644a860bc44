/**
 * What AWS does not document, or does in more than one way. The defaults are the harder case for who talks to the
 * simulator; a test may turn each the other way.
 */
import type { Duration } from '../../../shared/domain/time.ts';
import { day, hour, minute } from '../../../shared/domain/time.ts';

export interface Switches {
  /** How long a deregistered AMI goes on showing in DescribeImages. */
  readonly deregisterLag: Duration;
  /** How long a snapshot of a deregistered AMI is still said to be in use. */
  readonly snapshotReleaseLag: Duration;
  /** How long rules of the Recycle Bin keep what is deleted; undefined: there are none. */
  readonly recycleBin: { readonly images: Duration; readonly snapshots: Duration } | undefined;
  /** What comes back from the Recycle Bin has its tags, and its deprecation. */
  readonly restoredWithTags: boolean;
  readonly restoredWithDeprecation: boolean;
  /** What EC2 says to restoring an image whose snapshot is not there. */
  readonly restoreWithoutSnapshotRefusal: string;
  /** How long a report on who uses an image is pending. */
  readonly usageReportDelay: Duration;
  /** Instances launched, and template versions made, so shortly before a report are not in it. */
  readonly usageReportInstanceLag: Duration;
  readonly usageReportTemplateLag: Duration;
  /** A report counts the image's own account too. */
  readonly usageReportsShowOwner: boolean;
  /** A report counts instances that are terminated. */
  readonly usageReportsCountTerminated: boolean;
  /** What EC2 says to asking for a report while one on the same image is pending. */
  readonly secondUsageReportRefusal: string;
  /** How long a build that was added at run time is missing from Image Builder's listings. */
  readonly buildListLag: Duration;
  /** How long a deleted AppStream image shows as DELETING. */
  readonly appstreamDeletingFor: Duration;
  /** Before every page with items comes one without any, and a token. */
  readonly emptyPageWithToken: boolean;
  /** EC2 ends a listing with an empty `<nextToken/>` instead of none. */
  readonly emptyLastToken: boolean;
  /** Another order of every listing, the same for the same seed. */
  readonly shuffle: number | undefined;
  /** A deleting call that is never answered has deleted all the same. */
  readonly timeoutTakesEffect: boolean;
  /** The HTTP status with which EC2 says that its request rate is exceeded. */
  readonly throttleStatus: number;
  /** The least MaxResults of DescribeImages: 1 or 5. */
  readonly leastImagesPage: number;
  readonly protectedImageRefusal: string;
  readonly backupImageRefusal: string;
  /** DescribeImageReferences sees instances and launch templates that are hidden because another service manages them. */
  readonly referencesSeeManaged: boolean;
  /** DescribeImageReferences refuses a call that names an image which does not exist. */
  readonly referencesNeedImage: boolean;
  /** DescribeLaunchTemplateVersions with ResolveAlias refuses a template whose parameter does not exist. */
  readonly unresolvedAliasRefused: boolean;
  /** ListImageBuildVersions without an image version lists all builds of the account; otherwise it is refused. */
  readonly buildsListedWithoutVersion: boolean;
  readonly disabledBuildsListed: boolean;
  readonly deletedBuildsListed: boolean;
  /** What AppStream says to deleting an image that is shared with another account. */
  readonly sharedImageRefusal: string;
  /** What AppStream says to deleting an image that is being deleted; undefined: it accepts. */
  readonly deletingAgainRefusal: string | undefined;
  /** A stopped fleet keeps its image from being deleted as a running one does. */
  readonly stoppedFleetBlocks: boolean;
  /** An image builder made from an image keeps it from being deleted. */
  readonly imageBuilderBlocks: boolean;
  /** AppStream deletes images that are still being made. */
  readonly unfinishedImageDeletable: boolean;
  /** AppStream takes Names and Arns in one request. */
  readonly namesWithArns: boolean;
}

export const defaultSwitches: Switches = {
  deregisterLag: minute,
  snapshotReleaseLag: 0,
  recycleBin: undefined,
  restoredWithTags: false,
  restoredWithDeprecation: false,
  restoreWithoutSnapshotRefusal: 'InvalidSnapshot.NotFound',
  usageReportDelay: hour,
  usageReportInstanceLag: day,
  usageReportTemplateLag: 3 * day,
  usageReportsShowOwner: true,
  usageReportsCountTerminated: false,
  secondUsageReportRefusal: 'ResourceLimitExceeded',
  buildListLag: 2 * minute,
  appstreamDeletingFor: minute,
  emptyPageWithToken: false,
  emptyLastToken: false,
  shuffle: undefined,
  timeoutTakesEffect: true,
  throttleStatus: 503,
  leastImagesPage: 5,
  protectedImageRefusal: 'OperationNotPermitted',
  backupImageRefusal: 'InvalidParameterValue',
  referencesSeeManaged: false,
  referencesNeedImage: false,
  unresolvedAliasRefused: false,
  buildsListedWithoutVersion: true,
  disabledBuildsListed: true,
  deletedBuildsListed: true,
  sharedImageRefusal: 'OperationNotPermittedException',
  deletingAgainRefusal: 'ResourceNotFoundException',
  stoppedFleetBlocks: true,
  imageBuilderBlocks: false,
  unfinishedImageDeletable: false,
  namesWithArns: false,
};
