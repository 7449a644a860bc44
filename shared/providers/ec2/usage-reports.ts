/**
 * Who uses an AMI in other accounts, as AWS reports to its owner. A report takes AWS minutes to hours, so it is read by
 * a later look than the one that asked for it. Source: EC2 User Guide, "View your AMI usage".
 */
import {
  DescribeImageUsageReportEntriesCommand,
  DescribeImageUsageReportsCommand,
  type EC2Client,
  type ImageUsageReport,
  type ImageUsageReportEntry,
} from '@aws-sdk/client-ec2';
import pMap from 'p-map';
import type { BlindSpot, User } from '../../domain/evidence.ts';
import { byAge, type Image } from '../../domain/image.ts';
import { hour, type Duration, type Instant } from '../../domain/time.ts';
import { batchesOf, type Pages, type Reader } from '../reader.ts';
import { coversAll, requestReport } from './usage-report-request.ts';

interface Reporting {
  readonly ec2: EC2Client;
  readonly reader: Reader;
  readonly now: Instant;
  readonly templateVersions: number;
  readonly requests: Requests;
}

/** How many reports AWS may still be asked for; of the images that are given, those that there is room for. */
export type Requests = <T>(images: readonly T[]) => readonly T[];

/** What was found out of one image. */
interface UsageElsewhere {
  readonly users: readonly User[];
  readonly blind: readonly BlindSpot[];
  /** What went wrong without taking anything from what is known of the image now. */
  readonly later: readonly BlindSpot[];
}

/** A report that a daily sweep asked for serves the next one, even if that comes half a day late. */
const longestUse: Duration = 36 * hour;
/** After that a new one is asked for, so that the next sweep has one. */
const renewal: Duration = 12 * hour;
/** Most reports that one look asks for. AWS allows 2,000 that are pending, and five requests a second. */
const requestsPerLook = 250;
const idsPerCall = 200;

/** For one look, however many rounds it takes. Otherwise AWS is asked for no report: those that there are are read. */
export function requestsOfLook(mayRequest: boolean): Requests {
  let left = mayRequest ? requestsPerLook : 0;
  return (images) => {
    const some = images.slice(0, left);
    left -= some.length;
    return some;
  };
}

export async function readUsageElsewhere(
  images: readonly Image[],
  reporting: Reporting,
): Promise<ReadonlyMap<string, UsageElsewhere>> {
  const oldestFirst = images.toSorted(byAge);
  const batches = await pMap(batchesOf(oldestFirst, idsPerCall), async (batch) => {
    const { items, blind } = await readReports(batch, reporting);
    return batch.map((image) => ({ image, ...standingOf(image, items, reporting), blind }));
  });
  const all = batches.flat();
  const read = await readEntries(
    all.flatMap(({ blind, usable }) => (blind.length === 0 ? (usable?.ReportId ?? []) : [])),
    reporting,
  );
  const asking = all.filter(({ blind, wanting }) => blind.length === 0 && wanting);
  const asked = await requestAll(
    asking.map(({ image }) => image),
    reporting,
  );
  return new Map(
    all.map((one): [string, UsageElsewhere] => {
      const { image, blind, usable, gap } = one;
      if (blind.length > 0) return [image.id, { users: [], blind, later: [] }];
      if (usable === undefined)
        return [image.id, { users: [], blind: [asked.get(image.id) ?? gapOf(gap)], later: [] }];
      const refused = asked.get(image.id);
      const later = refused === undefined || refused.reading === reading ? [] : [refused];
      return [image.id, { ...usersIn(usable, image, read), later }];
    }),
  );
}

const reading = 'ec2:DescribeImageUsageReports';
type Gap = 'ReportPending' | 'ReportFailed' | 'ReportMissing';
const gapOf = (error: Gap): BlindSpot => ({ reading, error });

/** Without a page size, which EC2 takes together with ids in few operations. */
const readReports = async (
  images: readonly Image[],
  { ec2, reader }: Reporting,
): Promise<Pages<ImageUsageReport>> =>
  reader.pages(reading, async (token) => {
    const page = await ec2.send(
      new DescribeImageUsageReportsCommand({ ImageIds: images.map(({ id }) => id), NextToken: token }),
    );
    return { items: page.ImageUsageReports, token: page.NextToken };
  });

interface Standing {
  readonly usable: ImageUsageReport | undefined;
  /** Why there is none that can be used. */
  readonly gap: Gap;
  /** A new one may be asked for: AWS makes one of an image at a time. */
  readonly wanting: boolean;
}

/** A report that somebody else asked for counts, if it looks as far as ours would. */
function standingOf({ id }: Image, reports: readonly ImageUsageReport[], reporting: Reporting): Standing {
  const { now, templateVersions } = reporting;
  const ageOf = ({ CreationTime }: ImageUsageReport): Duration =>
    now - (CreationTime?.getTime() ?? -Infinity);
  const own = reports.filter(({ ImageId }) => ImageId === id);
  const covering = own
    .filter((report) => report.ReportId !== undefined && coversAll(report, templateVersions))
    .sort((a, b) => ageOf(a) - ageOf(b));
  const usable = covering.find((report) => report.State === 'available' && ageOf(report) <= longestUse);
  const newest = covering[0];
  const recent = newest !== undefined && ageOf(newest) <= renewal;
  const pending = own.some(({ State }) => State !== 'available' && State !== 'error');
  const failed = recent && newest.State === 'error';
  const gap = pending ? 'ReportPending' : failed ? 'ReportFailed' : 'ReportMissing';
  return { usable, gap, wanting: !pending && !recent };
}

/** What came of asking, by image: the report is pending at best. Those that were not asked about are absent. */
async function requestAll(
  images: readonly Image[],
  reporting: Reporting,
): Promise<ReadonlyMap<string, BlindSpot>> {
  const asked = await pMap(
    reporting.requests(images),
    async ({ id }): Promise<[string, BlindSpot]> => {
      const refused = await requestReport(id, reporting, renewal);
      return [id, refused ?? gapOf('ReportPending')];
    },
    { concurrency: 4 },
  );
  return new Map(asked);
}

interface Read {
  readonly entries: readonly ImageUsageReportEntry[];
  readonly blind: ReadonlyMap<string, readonly BlindSpot[]>;
}

async function readEntries(reportIds: readonly string[], { ec2, reader }: Reporting): Promise<Read> {
  const batches = await pMap(
    batchesOf(reportIds, idsPerCall),
    async (ids) => {
      const { items, blind } = await reader.pages('ec2:DescribeImageUsageReportEntries', async (token) => {
        const page = await ec2.send(
          new DescribeImageUsageReportEntriesCommand({ ReportIds: ids, NextToken: token }),
        );
        return { items: page.ImageUsageReportEntries, token: page.NextToken };
      });
      return { ids, items, blind };
    },
    { concurrency: 2 },
  );
  return {
    entries: batches.flatMap(({ items }) => items),
    blind: new Map(batches.flatMap(({ ids, blind }) => ids.map((id) => [id, blind]))),
  };
}

/** The own account's use is known better, and as of now, from the other readings. */
function usersIn(
  { ReportId = '' }: ImageUsageReport,
  { id, account }: Image,
  { entries, blind }: Read,
): Pick<UsageElsewhere, 'users' | 'blind'> {
  const foreign = entries.filter(
    (entry) =>
      (entry.ReportId === undefined ? entry.ImageId === id : entry.ReportId === ReportId) &&
      entry.AccountId !== account &&
      entry.UsageCount !== 0,
  );
  return { users: foreign.map(userOf), blind: blind.get(ReportId) ?? [] };
}

function userOf({
  AccountId = 'unknown',
  ResourceType = 'resource',
  UsageCount,
}: ImageUsageReportEntry): User {
  const count = UsageCount === undefined ? '' : `${UsageCount} × `;
  return {
    resource: `account ${AccountId}: ${count}${ResourceType}`,
    durable: ResourceType !== 'ec2:Instance',
  };
}
