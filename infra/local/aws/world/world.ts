/** What one account holds in one region, as it truly stands. Tests and demos change it while it is being served. */
import type { Instant } from '../../../../shared/domain/time.ts';
import type { AccountFile } from '../../account/account-file.ts';
import type * as shapes from '../../account/shapes.ts';
import type { Shelf } from './shelf.ts';
import { createShelf } from './shelf.ts';

export interface World {
  readonly account: string;
  readonly region: string;
  readonly ec2: MachineWorld;
  readonly autoscaling: ScalingWorld;
  readonly ssm: { readonly parameters: Shelf<shapes.ParameterVersion> };
  readonly imagebuilder: BuildWorld;
  readonly appstream: StreamWorld;
}

export interface MachineWorld {
  readonly images: Shelf<shapes.MachineImage>;
  readonly snapshots: Shelf<shapes.Snapshot>;
  readonly instances: Shelf<shapes.Instance>;
  /** By template id. */
  readonly templateVersions: Shelf<shapes.TemplateVersion>;
  readonly fleets: Shelf<shapes.Ec2Fleet>;
  readonly spotFleetRequests: Shelf<shapes.SpotFleetRequest>;
  readonly launchPermissions: Map<string, shapes.LaunchPermission[]>;
  /** AMIs that were deregistered here, by id. */
  readonly deregistered: Map<string, { readonly image: shapes.MachineImage; readonly at: Instant }>;
  /** What was deleted here while a rule of the Recycle Bin covered it, by id. */
  readonly recycleBin: {
    readonly images: Map<string, Binned<shapes.MachineImage>>;
    readonly snapshots: Map<string, Binned<shapes.Snapshot>>;
  };
  /** Reports on who uses images, by report id. */
  readonly usageReports: Map<string, UsageReport>;
  /** What deleting a snapshot comes to, as AWS's return code, where it is not to be a success. */
  readonly snapshotResults: Map<string, string>;
}

export interface UsageReport {
  readonly asked: shapes.UsageReportRequest;
  readonly createdAt: Instant;
  /** Pending until then. */
  readonly readyAt: Instant;
  /** Why it came to nothing, if it did. */
  readonly failed?: string;
  /** What was known when it was asked for. */
  readonly entries: readonly Pick<shapes.UsageReportEntry, 'AccountId' | 'ResourceType' | 'UsageCount'>[];
}

export interface Binned<T> {
  readonly item: T;
  readonly enteredAt: Instant;
  readonly leavesAt: Instant;
}

export interface ScalingWorld {
  readonly launchConfigurations: Shelf<shapes.LaunchConfiguration>;
  readonly groups: Shelf<shapes.AutoScalingGroup>;
}

export interface BuildWorld {
  readonly summaries: Shelf<shapes.BuildSummary>;
  readonly images: Shelf<shapes.BuildDetail>;
  readonly imageRecipes: Shelf<shapes.ImageRecipe>;
  readonly containerRecipes: Shelf<shapes.ContainerRecipe>;
  readonly lifecyclePolicies: Shelf<shapes.LifecyclePolicy>;
}

export interface StreamWorld {
  readonly images: Shelf<shapes.AppStreamImage>;
  readonly fleets: Shelf<shapes.AppStreamFleet>;
  readonly imageBuilders: Shelf<shapes.ImageBuilder>;
  readonly tags: Map<string, Record<string, string>>;
  /** With whom an image is shared, by name; an image that only says it is shared is so with a stand-in account. */
  readonly shares: Map<string, shapes.AppStreamShare[]>;
  /** Images that were deleted here and may still show. */
  readonly deleted: { readonly image: shapes.AppStreamImage; readonly at: Instant }[];
}

export function createWorld(file: AccountFile, now: () => Instant): World {
  const { account, region } = file;
  const shelf = <T extends object>(idOf: (item: T) => string | undefined, first: readonly T[] | undefined) =>
    createShelf<T>((item) => idOf(item) ?? '', first ?? [], now);
  return {
    account,
    region,
    ec2: machineWorld(file.ec2, shelf),
    autoscaling: {
      launchConfigurations: shelf(
        ({ LaunchConfigurationName }) => LaunchConfigurationName,
        file.autoscaling?.LaunchConfigurations,
      ),
      groups: shelf(({ AutoScalingGroupName }) => AutoScalingGroupName, file.autoscaling?.AutoScalingGroups),
    },
    ssm: { parameters: shelf(({ Name }) => Name, file.ssm?.Parameters) },
    imagebuilder: buildWorld(file.imagebuilder, shelf),
    appstream: streamWorld(file.appstream, shelf),
  };
}

type Shelve = <T extends object>(
  idOf: (item: T) => string | undefined,
  first: readonly T[] | undefined,
) => Shelf<T>;

const machineWorld = (file: AccountFile['ec2'], shelf: Shelve): MachineWorld => ({
  images: shelf(({ ImageId }) => ImageId, file?.Images),
  snapshots: shelf(({ SnapshotId }) => SnapshotId, file?.Snapshots),
  instances: shelf(({ InstanceId }) => InstanceId, file?.Instances),
  templateVersions: shelf(({ LaunchTemplateId }) => LaunchTemplateId, file?.LaunchTemplateVersions),
  fleets: shelf(({ FleetId }) => FleetId, file?.Fleets),
  spotFleetRequests: shelf(({ SpotFleetRequestId }) => SpotFleetRequestId, file?.SpotFleetRequestConfigs),
  launchPermissions: new Map(Object.entries(file?.LaunchPermissions ?? {})),
  deregistered: new Map(),
  recycleBin: { images: new Map(), snapshots: new Map() },
  usageReports: new Map(),
  snapshotResults: new Map(),
});

const buildWorld = (file: AccountFile['imagebuilder'], shelf: Shelve): BuildWorld => ({
  summaries: shelf(({ arn }) => arn, file?.imageSummaryList),
  images: shelf(({ arn }) => arn, file?.images),
  imageRecipes: shelf(({ arn }) => arn, file?.imageRecipes),
  containerRecipes: shelf(({ arn }) => arn, file?.containerRecipes),
  lifecyclePolicies: shelf(({ arn }) => arn, file?.lifecyclePolicies),
});

const streamWorld = (file: AccountFile['appstream'], shelf: Shelve): StreamWorld => ({
  images: shelf(({ Name }) => Name, file?.Images),
  fleets: shelf(({ Name }) => Name, file?.Fleets),
  imageBuilders: shelf(({ Name }) => Name, file?.ImageBuilders),
  tags: new Map(Object.entries(file?.Tags ?? {})),
  shares: new Map(),
  deleted: [],
});
