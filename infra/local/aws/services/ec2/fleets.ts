/** EC2 and Spot fleets. */
import type {
  DescribeFleetsRequest,
  DescribeFleetsResult,
  DescribeSpotFleetRequestsRequest,
  DescribeSpotFleetRequestsResponse,
} from '@aws-sdk/client-ec2';
import { DescribeFleets$, DescribeSpotFleetRequests$ } from '@aws-sdk/client-ec2';
import type { Ec2Fleet, SpotFleetRequest } from '../../../account/shapes.ts';
import type { FilterFields } from '../../filters.ts';
import { filtered } from '../../filters.ts';
import type { Operation } from '../../operation.ts';
import { pagedOperation } from '../../paging.ts';
import { Refusal } from '../../refusal.ts';
import type { Shelf } from '../../world/shelf.ts';
import { ec2Wish, lastToken, stopDryRun, whole } from './listing.ts';

export const describeFleets = (): Operation =>
  pagedOperation<DescribeFleetsRequest, DescribeFleetsResult, Ec2Fleet>({
    schema: DescribeFleets$,
    limits: () => whole(1),
    wish: ec2Wish,
    list(input, { world }) {
      stopDryRun(input);
      const ids = input.FleetIds ?? [];
      const fleets =
        ids.length > 0 ? named(ids, world.ec2.fleets, 'InvalidFleetId.NotFound') : unasked(world.ec2.fleets);
      return filtered(fleets, input.Filters, fleetFields);
    },
    answer: (Fleets, next, visit) => ({ Fleets, NextToken: lastToken(next, visit) }),
  });

/** A fleet of type `instant` is answered only to who names it. */
const unasked = (fleets: Shelf<Ec2Fleet>): Ec2Fleet[] =>
  fleets.all().filter(({ Type }) => Type !== 'instant');

const fleetFields: FilterFields<Ec2Fleet> = {
  'activity-status': ({ ActivityStatus }) => [ActivityStatus],
  'fleet-state': ({ FleetState }) => [FleetState],
  type: ({ Type }) => [Type],
};

export const describeSpotFleetRequests = (): Operation =>
  pagedOperation<DescribeSpotFleetRequestsRequest, DescribeSpotFleetRequestsResponse, SpotFleetRequest>({
    schema: DescribeSpotFleetRequests$,
    limits: () => whole(1),
    wish: ec2Wish,
    list(input, { world }) {
      stopDryRun(input);
      const ids = input.SpotFleetRequestIds ?? [];
      const { spotFleetRequests } = world.ec2;
      return ids.length > 0
        ? named(ids, spotFleetRequests, 'InvalidSpotFleetRequestId.NotFound')
        : spotFleetRequests.all();
    },
    answer: (SpotFleetRequestConfigs, next, visit) => ({
      SpotFleetRequestConfigs,
      NextToken: lastToken(next, visit),
    }),
  });

function named<Item extends object>(ids: readonly string[], shelf: Shelf<Item>, missing: string): Item[] {
  return ids.map((id) => {
    const item = shelf.get(id);
    if (item === undefined) throw new Refusal(missing, `The fleet '${id}' does not exist`);
    return item;
  });
}
