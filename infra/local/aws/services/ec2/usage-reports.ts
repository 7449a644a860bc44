/**
 * Who uses an image, in whatever account, as its owner may ask. Source: EC2 User Guide, "View your AMI usage", and the
 * pages of the operations.
 */
import type { ImageUsageResourceTypeRequest } from '@aws-sdk/client-ec2';
import type { Instance, TemplateVersion } from '../../../account/shapes.ts';
import type { Wire } from '../../../account/wire.ts';
import type { Duration } from '../../../../../shared/domain/time.ts';
import { day } from '../../../../../shared/domain/time.ts';
import type { Visit } from '../../operation.ts';
import { Refusal } from '../../refusal.ts';
import type { Shelf } from '../../world/shelf.ts';
import type { UsageReport, World } from '../../world/world.ts';
import { newestFirst, templatesOf } from './templates.ts';

const reportLife: Duration = 30 * day;

/** Those that have not expired, by id. */
export const reportsIn = ({ world, clock }: Visit): [string, UsageReport][] =>
  [...world.ec2.usageReports].filter(([, { createdAt }]) => createdAt + reportLife > clock.now());

export const expiryOf = ({ createdAt }: UsageReport): number => createdAt + reportLife;

export function stateOf({ readyAt, failed }: UsageReport, { clock }: Visit): string {
  if (clock.now() < readyAt) return 'pending';
  return failed === undefined ? 'available' : 'error';
}

type Asked = Wire<ImageUsageResourceTypeRequest>;

/** How many resources of one type use the image in one account. */
type Count = (image: string, asked: Asked, world: World, visit: Visit) => number;

const counts: Readonly<Record<string, Count>> = {
  'ec2:Instance': (image, _, { ec2 }, visit) =>
    seen(ec2.instances, ({ LaunchTime }) => LaunchTime, visit.switches.usageReportInstanceLag, visit).filter(
      (instance) => instance.ImageId === image && isCounted(instance, visit),
    ).length,
  'ec2:LaunchTemplate': (image, asked, { ec2 }, visit) => {
    const { usageReportTemplateLag: lag } = visit.switches;
    const versions = seen(ec2.templateVersions, ({ CreateTime }) => CreateTime, lag, visit);
    return [...templatesOf(versions).values()].filter((all) => names(all, image, depthOf(asked))).length;
  },
};

const isCounted = ({ State }: Instance, { switches }: Visit): boolean =>
  switches.usageReportsCountTerminated || State?.Name !== 'terminated';

const names = (versions: readonly TemplateVersion[], image: string, depth: number): boolean =>
  newestFirst(versions)
    .slice(0, depth)
    .some(({ LaunchTemplateData }) => LaunchTemplateData?.ImageId === image);

/** Without the newest of them. */
function seen<T extends object>(
  shelf: Shelf<T>,
  timeOf: (item: T) => string | undefined,
  lag: Duration,
  { clock }: Visit,
): T[] {
  const until = clock.now() - lag;
  const since = (item: T): number => {
    const told = timeOf(item);
    return told === undefined ? (shelf.addedAt(item) ?? -Infinity) : Date.parse(told);
  };
  return shelf.all().filter((item) => since(item) <= until);
}

/** @throws {Refusal} */
export function depthOf({ ResourceTypeOptions = [] }: Asked): number {
  const [text = '20'] =
    ResourceTypeOptions.find(({ OptionName }) => OptionName === 'version-depth')?.OptionValues ?? [];
  const depth = Number(text);
  if (Number.isInteger(depth) && depth >= 1 && depth <= 10_000) return depth;
  throw new Refusal('InvalidParameterValue', `The version-depth '${text}' is not from 1 to 10000`);
}

/** @throws {Refusal} */
export function entriesFor(asked: UsageReport['asked'], visit: Visit): UsageReport['entries'] {
  const { ImageId = '', AccountIds = [], ResourceTypes = [] } = asked;
  const accounts = visit
    .worldsHere()
    .filter(({ account }) => AccountIds.length === 0 || AccountIds.includes(account))
    .filter(({ account }) => visit.switches.usageReportsShowOwner || account !== visit.world.account);
  return accounts.flatMap((world) =>
    ResourceTypes.map((type) => ({
      AccountId: world.account,
      ResourceType: type.ResourceType,
      UsageCount: counterFor(type)(ImageId, type, world, visit),
    })).filter(({ UsageCount }) => UsageCount > 0),
  );
}

/** @throws {Refusal} */
function counterFor(type: Asked): Count {
  depthOf(type);
  const count = counts[type.ResourceType ?? ''];
  if (count !== undefined) return count;
  throw new Refusal(
    'InvalidParameterValue',
    `The resource type '${type.ResourceType ?? ''}' is not one of ${Object.keys(counts).join(', ')}`,
  );
}
