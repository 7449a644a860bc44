import type { DescribeInstancesRequest, DescribeInstancesResult } from '@aws-sdk/client-ec2';
import { DescribeInstances$ } from '@aws-sdk/client-ec2';
import type { Instance } from '../../../account/shapes.ts';
import type { FilterFields } from '../../filters.ts';
import { filtered } from '../../filters.ts';
import type { Operation } from '../../operation.ts';
import { pagedOperation } from '../../paging.ts';
import { Refusal } from '../../refusal.ts';
import { ec2Wish, isHidden, lastToken, refuseIdsWithPages, stopDryRun, whole } from './listing.ts';

export const describeInstances = (): Operation =>
  pagedOperation<DescribeInstancesRequest, DescribeInstancesResult, Instance>({
    schema: DescribeInstances$,
    limits: () => whole(5),
    wish: ec2Wish,
    list(input, { world }) {
      stopDryRun(input);
      refuseIdsWithPages(input.InstanceIds, input.MaxResults, 'instancesSet');
      const ids = input.InstanceIds ?? [];
      const missing = ids.find((id) => world.ec2.instances.get(id) === undefined);
      if (missing !== undefined)
        throw new Refusal('InvalidInstanceID.NotFound', `The instance ID '${missing}' does not exist`);
      const all =
        ids.length > 0 ? ids.flatMap((id) => world.ec2.instances.get(id) ?? []) : world.ec2.instances.all();
      const shown = all.filter((instance) => input.IncludeManagedResources === true || !isHidden(instance));
      return filtered(shown, input.Filters, fields);
    },
    answer: (items, next, visit) => ({
      Reservations: items.map((instance) => ({
        ReservationId: (instance.InstanceId ?? '').replace(/^i-/, 'r-'),
        OwnerId: visit.world.account,
        Instances: [instance],
      })),
      NextToken: lastToken(next, visit),
    }),
  });

const fields: FilterFields<Instance> = {
  'image-id': ({ ImageId }) => [ImageId],
  'instance-id': ({ InstanceId }) => [InstanceId],
  'instance-state-name': ({ State }) => [State?.Name ?? 'running'],
  'instance-type': ({ InstanceType }) => [InstanceType],
  'vpc-id': ({ VpcId }) => [VpcId],
  'subnet-id': ({ SubnetId }) => [SubnetId],
  'launch-time': ({ LaunchTime }) => [LaunchTime],
};
