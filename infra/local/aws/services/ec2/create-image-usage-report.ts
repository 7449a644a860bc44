import type { CreateImageUsageReportRequest, CreateImageUsageReportResult } from '@aws-sdk/client-ec2';
import { CreateImageUsageReport$ } from '@aws-sdk/client-ec2';
import type { UsageReportRequest } from '../../../account/shapes.ts';
import type { Operation, Visit } from '../../operation.ts';
import { operation } from '../../operation.ts';
import { Refusal } from '../../refusal.ts';
import { stopDryRun } from './listing.ts';
import { isOwn, requireImage } from './machine-images.ts';
import { entriesFor, reportsIn, stateOf } from './usage-reports.ts';

export const createImageUsageReport = (): Operation =>
  operation<CreateImageUsageReportRequest, CreateImageUsageReportResult>(
    CreateImageUsageReport$,
    (input, visit) => {
      requireOwn(input, visit);
      stopDryRun(input);
      const entries = entriesFor(input, visit);
      const earlier = askedBefore(input, visit);
      if (earlier !== undefined) return { ReportId: earlier };
      refuseSecond(input, visit);
      const { usageReports } = visit.world.ec2;
      const ReportId = `amiur-${String(usageReports.size + 1).padStart(17, '0')}`;
      const createdAt = visit.clock.now();
      const readyAt = createdAt + visit.switches.usageReportDelay;
      usageReports.set(ReportId, { asked: input, createdAt, readyAt, entries });
      return { ReportId };
    },
  );

function requireOwn({ ImageId = '', ResourceTypes = [] }: UsageReportRequest, visit: Visit): void {
  if (!isOwn(requireImage(ImageId, visit), visit))
    throw new Refusal('AuthFailure', `Not authorized for image:${ImageId}`);
  if (ResourceTypes.length === 0)
    throw new Refusal('MissingParameter', 'The request must contain the parameter ResourceTypes');
}

/** The report that the same token asked for. @throws {Refusal} where it asked for something else */
function askedBefore(input: UsageReportRequest, visit: Visit): string | undefined {
  if (input.ClientToken === undefined) return undefined;
  const same = reportsIn(visit).find(([, { asked }]) => asked.ClientToken === input.ClientToken);
  if (same === undefined || JSON.stringify(same[1].asked) === JSON.stringify(input)) return same?.[0];
  throw new Refusal('IdempotentParameterMismatch', 'The client token was used with other parameters');
}

function refuseSecond({ ImageId }: UsageReportRequest, visit: Visit): void {
  const isPending = reportsIn(visit).some(
    ([, report]) => report.asked.ImageId === ImageId && stateOf(report, visit) === 'pending',
  );
  if (isPending)
    throw new Refusal(
      visit.switches.secondUsageReportRefusal,
      `A usage report on ${ImageId ?? ''} is pending already`,
    );
}
