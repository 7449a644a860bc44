/** An account of so many AMIs, as such accounts look: families of successive builds, tags, snapshots, and users. */
import type { AccountFileInput } from '../../infra/local/account/account-file.ts';
import type { MachineImage } from '../../infra/local/account/shapes.ts';
import { day, iso, type Instant } from '../../shared/domain/time.ts';

export const account = '123456789012';
export const region = 'us-east-1';
export const now: Instant = Date.parse('2026-11-21T06:00:00.000Z');

/** The oldest image's age; the others are spread evenly below it. */
const oldest = 300 * day;
const perFamily = 20;

export const idOf = (n: number): string => `ami-${n.toString(16).padStart(17, '0')}`;
const snapshotOf = (n: number, disk: number): string => `snap-${disk}${n.toString(16).padStart(16, '0')}`;

/** So many of `size` images were created before this. */
export const firstOf = (count: number, size: number): Instant =>
  now - oldest + Math.floor((count / size) * oldest);

/** Image 0 is the oldest. */
function image(n: number, size: number): MachineImage {
  const family = `service-${n % Math.ceil(size / perFamily)}`;
  const createdAt = firstOf(n, size);
  const disks = n % 3 === 0 ? 2 : 1;
  return {
    ImageId: idOf(n),
    Name: `${family}-${iso(createdAt).slice(0, 10)}-${n}`,
    OwnerId: account,
    State: 'available',
    Public: false,
    CreationDate: iso(createdAt),
    Architecture: n % 2 === 0 ? 'x86_64' : 'arm64',
    PlatformDetails: 'Linux/UNIX',
    UsageOperation: 'RunInstances',
    RootDeviceName: '/dev/xvda',
    RootDeviceType: 'ebs',
    VirtualizationType: 'hvm',
    Hypervisor: 'xen',
    EnaSupport: true,
    ImageType: 'machine',
    Description: `Golden image of ${family}`,
    BlockDeviceMappings: Array.from({ length: disks }, (_, disk) => ({
      DeviceName: disk === 0 ? '/dev/xvda' : '/dev/sdb',
      Ebs: {
        SnapshotId: snapshotOf(n, disk),
        VolumeSize: 8 + disk * 100,
        VolumeType: 'gp3',
        Encrypted: true,
      },
    })),
    Tags: [
      { Key: 'Name', Value: family },
      { Key: 'team', Value: `team-${n % 17}` },
      { Key: 'commit', Value: (n * 2654435761).toString(16).padStart(12, '0') },
      { Key: 'environment', Value: n % 5 === 0 ? 'staging' : 'production' },
    ],
  };
}

/** One in a hundred of the younger half runs somewhere, or stands in a launch template. */
export function accountOf(size: number): AccountFileInput {
  const used = Array.from({ length: Math.ceil(size / 200) }, (_, i) => size - 1 - i * 100).filter(
    (n) => n > size / 2,
  );
  return {
    account,
    region,
    ec2: {
      Images: Array.from({ length: size }, (_, n) => image(n, size)),
      Instances: used.map((n) => ({ InstanceId: `i-${n}`, ImageId: idOf(n), State: { Name: 'running' } })),
      LaunchTemplateVersions: used.map((n) => ({
        LaunchTemplateId: `lt-${n}`,
        LaunchTemplateName: `template-${n}`,
        VersionNumber: 1,
        DefaultVersion: true,
        LaunchTemplateData: { ImageId: idOf(n - 1) },
      })),
    },
    autoscaling: {
      LaunchConfigurations: used.slice(0, 200).map((n) => ({
        LaunchConfigurationName: `lc-${n}`,
        LaunchConfigurationARN: `arn:aws:autoscaling:${region}:${account}:launchConfiguration:${n}`,
        ImageId: idOf(n - 2),
        InstanceType: 't3.micro',
        CreatedTime: iso(now),
      })),
    },
  };
}
