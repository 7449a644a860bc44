/** What a call is about. */
import * as z from 'zod/mini';
import type { Asked } from './fault.ts';

const deletions: ReadonlySet<string> = new Set([
  'ec2:DeregisterImage',
  'ec2:DeleteSnapshot',
  'imagebuilder:DeleteImage',
  'appstream:DeleteImage',
]);

export const isDeletion = ({ service, operation }: Pick<Asked, 'service' | 'operation'>): boolean =>
  deletions.has(`${service}:${operation}`);

const named = z.union([
  z.pipe(
    z.object({ ImageId: z.string() }),
    z.transform(({ ImageId }) => ImageId),
  ),
  z.pipe(
    z.object({ SnapshotId: z.string() }),
    z.transform(({ SnapshotId }) => SnapshotId),
  ),
  z.pipe(
    z.object({ imageBuildVersionArn: z.string() }),
    z.transform(({ imageBuildVersionArn }) => imageBuildVersionArn),
  ),
  z.pipe(
    z.object({ Name: z.string() }),
    z.transform(({ Name }) => Name),
  ),
]);

/** The id of what is to be deleted. */
export const targetOf = (input: unknown): string => z.parse(named, input);

/**
 * Readings of which one answer speaks for every image of its scope (of usage reports, for every candidate of so few); others
 * are about some images only.
 */
const scopeWide: ReadonlySet<string> = new Set([
  'ec2:DescribeInstances',
  'ec2:DescribeFleets',
  'ec2:DescribeSpotFleetRequests',
  'ec2:DescribeImageUsageReports',
  'ec2:DescribeImageUsageReportEntries',
  'autoscaling:DescribeLaunchConfigurations',
  'autoscaling:DescribeAutoScalingGroups',
  'appstream:DescribeFleets',
  'appstream:DescribeImageBuilders',
]);

export const isScopeWide = ({ service, operation }: Pick<Asked, 'service' | 'operation'>): boolean =>
  scopeWide.has(`${service}:${operation}`);
