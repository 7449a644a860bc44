/** What may happen to an image while a run is at it, and the reading that shows it. */
import type { MachineImage } from '../../../infra/local/account/shapes.ts';
import type { World } from '../../../infra/local/aws/world/world.ts';
import { day, iso } from '../../../shared/domain/time.ts';
import { launchConfiguration } from '../../contract/providers/resources.ts';
import { instanceOf, snapshotOf } from '../../support/amis.ts';
import { noon } from '../../support/facts.ts';

export interface Intrusion {
  readonly name: string;
  readonly enter: (world: World, id: string) => void;
  readonly reading: string;
  /** No reason to keep it by itself: it holds an image that was decided upon as it was before. */
  readonly change?: true;
}

const keep = [{ Key: 'imagewarden:keep', Value: '' }];
const hidden = { Operator: { Managed: true, Principal: 'eks.amazonaws.com' } };

const alter = ({ ec2 }: World, id: string, parts: Partial<MachineImage>): void => {
  const image = ec2.images.get(id);
  if (image === undefined) return;
  ec2.images.remove(image);
  ec2.images.add({ ...image, ...parts });
};

export const intrusions: readonly Intrusion[] = [
  {
    name: 'an instance is launched from it',
    enter: ({ ec2 }, id) => {
      ec2.instances.add(instanceOf(id, 'i-late'));
    },
    reading: 'ec2:DescribeImageReferences',
  },
  {
    name: 'a managed instance is launched from it',
    enter: ({ ec2 }, id) => {
      ec2.instances.add({ ...instanceOf(id, 'i-late'), ...hidden });
    },
    reading: 'ec2:DescribeInstances',
  },
  {
    name: 'a launch configuration names it',
    enter: ({ autoscaling }, id) => {
      autoscaling.launchConfigurations.add(launchConfiguration('late', id));
    },
    reading: 'autoscaling:DescribeLaunchConfigurations',
  },
  {
    name: 'it is shared',
    enter: ({ ec2 }, id) => {
      ec2.launchPermissions.set(id, [{ UserId: '999999999999' }]);
    },
    reading: 'ec2:DescribeImageAttribute',
  },
  {
    name: 'it is tagged to be kept',
    enter: (world, id) => {
      alter(world, id, { Tags: keep });
    },
    reading: 'ec2:DescribeImages',
  },
  {
    name: 'it is disabled',
    enter: (world, id) => {
      alter(world, id, { State: 'disabled' });
    },
    reading: 'ec2:DescribeImages',
    change: true,
  },
  {
    name: 'it is another by now',
    enter: (world, id) => {
      alter(world, id, { CreationDate: iso(noon - 50 * day) });
    },
    reading: 'ec2:DescribeImages',
    change: true,
  },
  {
    name: 'its snapshot is tagged to be kept',
    enter: ({ ec2 }, id) => {
      const snapshot = ec2.snapshots.get(snapshotOf(id));
      if (snapshot === undefined) return;
      ec2.snapshots.remove(snapshot);
      ec2.snapshots.add({ ...snapshot, Tags: keep });
    },
    reading: 'ec2:DescribeSnapshots',
  },
];
