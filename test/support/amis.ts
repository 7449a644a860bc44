/** AMIs as EC2 describes them, each with a snapshot of its own. */
import type { AccountFileInput } from '../../infra/local/account/account-file.ts';
import type { MachineImage } from '../../infra/local/account/shapes.ts';
import { day, iso } from '../../shared/domain/time.ts';
import { noon } from './facts.ts';

export const ami = (id: string, daysOld = 100, parts: Partial<MachineImage> = {}): MachineImage => ({
  ImageId: id,
  Name: `image-of-${id}`,
  State: 'available',
  CreationDate: iso(noon - daysOld * day),
  BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { SnapshotId: snapshotOf(id), VolumeSize: 8 } }],
  ...parts,
});

export const snapshotOf = (id: string): string => id.replace('ami-', 'snap-');

/** So many AMIs, ami-001 the oldest. */
export const amis = (count: number): MachineImage[] =>
  Array.from({ length: count }, (_, at) => ami(`ami-${String(at + 1).padStart(3, '0')}`, 100 + count - at));

export const accountWith = (
  Images: readonly MachineImage[],
  rest: Omit<AccountFileInput, 'ec2'> & { ec2?: AccountFileInput['ec2'] } = {},
): AccountFileInput => ({
  ...rest,
  ec2: {
    Images: [...Images],
    Snapshots: Images.map(({ ImageId = '' }) => ({ SnapshotId: snapshotOf(ImageId), VolumeSize: 8 })),
    ...rest.ec2,
  },
});

export const instanceOf = (image: string, id = 'i-1') => ({
  InstanceId: id,
  ImageId: image,
  State: { Name: 'running' as const },
});
