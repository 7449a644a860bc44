/** Reports on who uses AMIs, as if they had been asked for earlier. */
import type { UsageReport, World } from '../../infra/local/aws/world/world.ts';
import { hour } from '../../shared/domain/time.ts';
import { noon } from './facts.ts';

export type ReportParts = Partial<Omit<UsageReport, 'asked'>> & {
  readonly depth?: string | null;
  readonly types?: readonly string[];
  readonly accounts?: string[];
};

export const elsewhere = '999999999999';

export const entry = (ResourceType = 'ec2:Instance', UsageCount = 2, AccountId = elsewhere) => ({
  AccountId,
  ResourceType,
  UsageCount,
});

/** Asked for an hour ago and ready at once, of all accounts, showing nobody; unless `parts` say otherwise. */
export function putReport({ ec2 }: World, ImageId: string, parts: ReportParts = {}): void {
  const { depth = '10000', types = ['ec2:Instance', 'ec2:LaunchTemplate'], accounts, ...rest } = parts;
  const options = depth === null ? [] : [{ OptionName: 'version-depth', OptionValues: [depth] }];
  const ResourceTypes = types.map((ResourceType) => ({
    ResourceType,
    ...(ResourceType === 'ec2:LaunchTemplate' && { ResourceTypeOptions: options }),
  }));
  const createdAt = rest.createdAt ?? noon - hour;
  ec2.usageReports.set(`amiur-${ImageId}-${ec2.usageReports.size}`, {
    asked: { ImageId, ResourceTypes, ...(accounts && { AccountIds: accounts }) },
    readyAt: createdAt,
    entries: [],
    ...rest,
    createdAt,
  });
}

/** One on each image of the world; what `used` names is used so. */
export function putReports(
  world: World,
  used: Readonly<Record<string, UsageReport['entries']>> = {},
  parts: ReportParts = {},
): void {
  for (const { ImageId = '' } of world.ec2.images.all())
    putReport(world, ImageId, { ...parts, entries: used[ImageId] ?? [] });
}
