/** The reports on who uses images, and what stands in them. */
import type {
  DescribeImageUsageReportEntriesRequest,
  DescribeImageUsageReportEntriesResult,
  DescribeImageUsageReportsRequest,
  DescribeImageUsageReportsResult,
} from '@aws-sdk/client-ec2';
import { DescribeImageUsageReportEntries$, DescribeImageUsageReports$ } from '@aws-sdk/client-ec2';
import { iso } from '../../../../../shared/domain/time.ts';
import type { UsageReportEntry } from '../../../account/shapes.ts';
import { filtered } from '../../filters.ts';
import type { Operation, Visit } from '../../operation.ts';
import { pagedOperation } from '../../paging.ts';
import { Refusal } from '../../refusal.ts';
import type { UsageReport } from '../../world/world.ts';
import { ec2Wish, lastToken, stopDryRun, whole } from './listing.ts';
import { expiryOf, reportsIn, stateOf } from './usage-reports.ts';

export const describeImageUsageReports = (): Operation =>
  pagedOperation<DescribeImageUsageReportsRequest, DescribeImageUsageReportsResult, [string, UsageReport]>({
    schema: DescribeImageUsageReports$,
    limits: () => whole(1),
    wish: ec2Wish,
    list(input, visit) {
      stopDryRun(input);
      const named = reportsNamed(input, visit);
      const tagless = named.map(([id, report]) => ({ id, report }));
      const found = filtered<(typeof tagless)[number] & { Tags?: [] }>(tagless, input.Filters, {
        'creation-time': ({ report }) => [iso(report.createdAt)],
        state: ({ report }) => [stateOf(report, visit)],
      });
      return found.map(({ id, report }) => [id, report]);
    },
    answer: (items, next, visit) => ({
      ImageUsageReports: items.map(([ReportId, report]) => ({
        ReportId,
        ImageId: report.asked.ImageId,
        ResourceTypes: report.asked.ResourceTypes,
        AccountIds: report.asked.AccountIds,
        State: stateOf(report, visit),
        ...(stateOf(report, visit) === 'error' && { StateReason: report.failed }),
        CreationTime: iso(report.createdAt),
        ExpirationTime: iso(expiryOf(report)),
      })),
      NextToken: lastToken(next, visit),
    }),
  });

export const describeImageUsageReportEntries = (): Operation =>
  pagedOperation<
    DescribeImageUsageReportEntriesRequest,
    DescribeImageUsageReportEntriesResult,
    UsageReportEntry
  >({
    schema: DescribeImageUsageReportEntries$,
    limits: () => whole(1),
    wish: ec2Wish,
    list(input, visit) {
      stopDryRun(input);
      const ready = reportsNamed(input, visit).filter(([, report]) => stateOf(report, visit) === 'available');
      const entries = ready.flatMap(([id, report]) => entriesOf(id, report));
      return filtered<UsageReportEntry & { Tags?: [] }>(entries, input.Filters, {
        'account-id': ({ AccountId }) => [AccountId],
        'creation-time': ({ ReportCreationTime }) => [ReportCreationTime],
        'resource-type': ({ ResourceType }) => [ResourceType],
      });
    },
    answer: (ImageUsageReportEntries, next, visit) => ({
      ImageUsageReportEntries,
      NextToken: lastToken(next, visit),
    }),
  });

const entriesOf = (ReportId: string, { asked, createdAt, entries }: UsageReport): UsageReportEntry[] =>
  entries.map((entry) => ({
    ...entry,
    ReportId,
    ImageId: asked.ImageId,
    ReportCreationTime: iso(createdAt),
  }));

const mostIds = 200;

interface Naming {
  readonly ReportIds?: readonly string[] | undefined;
  readonly ImageIds?: readonly string[] | undefined;
}

/** @throws {Refusal} */
function reportsNamed({ ReportIds = [], ImageIds = [] }: Naming, visit: Visit): [string, UsageReport][] {
  if (Math.max(ReportIds.length, ImageIds.length) > mostIds)
    throw new Refusal('InvalidParameterValue', `At most ${mostIds} ids may be given`);
  const all = reportsIn(visit);
  const missing = ReportIds.find((wanted) => !all.some(([id]) => id === wanted));
  if (missing !== undefined)
    throw new Refusal('InvalidImageUsageReportId.NotFound', `The report '${missing}' does not exist`);
  return all.filter(
    ([id, { asked }]) =>
      (ReportIds.length === 0 || ReportIds.includes(id)) &&
      (ImageIds.length === 0 || ImageIds.includes(asked.ImageId ?? '')),
  );
}
