/** An AMI with its snapshots, registered in a simulated region. */
import { iso, type Instant } from '../../../shared/domain/time.ts';
import type { MachineImage } from '../account/shapes.ts';
import type { World } from '../aws/world/world.ts';
import type { Random } from './random.ts';

export interface Wanted {
  readonly name: string;
  readonly at: Instant;
  /** Sizes of its volumes in GiB, the root volume's first. */
  readonly gib: readonly number[];
  readonly architecture?: string;
  readonly tags?: Readonly<Record<string, string>>;
  /** A snapshot that is there already, for its last volume. */
  readonly onto?: string;
}

export function register(wanted: Wanted, world: World, random: Random): MachineImage {
  const { name, at, gib, architecture = 'x86_64', tags = {}, onto } = wanted;
  const fresh = gib.map((VolumeSize) => ({ SnapshotId: `snap-0${random.hex(16)}`, VolumeSize }));
  const image: MachineImage = {
    ImageId: `ami-0${random.hex(16)}`,
    Name: name,
    OwnerId: world.account,
    State: 'available',
    CreationDate: iso(at),
    Architecture: architecture,
    PlatformDetails: 'Linux/UNIX',
    ImageType: 'machine',
    RootDeviceType: 'ebs',
    Public: false,
    BlockDeviceMappings: [
      ...fresh,
      ...(onto === undefined ? [] : [{ SnapshotId: onto, VolumeSize: 500 }]),
    ].map((Ebs, i) => ({ DeviceName: `/dev/xvd${'abcdef'[i] ?? 'g'}`, Ebs })),
    Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
  };
  world.ec2.images.add(image);
  world.ec2.snapshots.add(
    ...fresh.map((snapshot) => ({
      ...snapshot,
      OwnerId: world.account,
      State: 'completed',
      StartTime: iso(at),
    })),
  );
  return image;
}
