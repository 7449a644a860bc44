/** EC2 and Spot fleets. A fleet of type `instant` is listed by AWS only when asked for by id, so it is not seen here. */
import {
  DescribeFleetsCommand,
  DescribeSpotFleetRequestsCommand,
  type EC2Client,
  type FleetData,
  type SpotFleetRequestConfig,
} from '@aws-sdk/client-ec2';
import type { User } from '../../domain/evidence.ts';
import type { Place } from '../../domain/image.ts';
import { arnOf } from '../arn.ts';
import type { Reader } from '../reader.ts';
import { pinOf, useOf, type Pin, type Use, type Uses } from './use.ts';

type UsesAndPins = Uses & { pins: readonly Pin[] };

export async function readFleets(client: EC2Client, reader: Reader, place: Place): Promise<UsesAndPins> {
  const { items, blind } = await reader.pages('ec2:DescribeFleets', async (token) => {
    const page = await client.send(new DescribeFleetsCommand({ NextToken: token }));
    return { items: page.Fleets, token: page.NextToken };
  });
  // `deleted` launches nothing any more; every other state may.
  const living = items.filter(({ FleetState }) => FleetState !== 'deleted');
  return {
    uses: living.flatMap((fleet) => fleetUses(fleet, place)),
    pins: living.flatMap((fleet) => fleetPins(fleet, place)),
    blind,
  };
}

const fleetUser = (fleet: FleetData, place: Place): User => ({
  resource: arnOf('ec2', place, `fleet/${fleet.FleetId ?? 'unknown'}`),
  durable: true,
});

const fleetUses = (fleet: FleetData, place: Place): Use[] =>
  (fleet.LaunchTemplateConfigs ?? []).flatMap(({ Overrides }) =>
    (Overrides ?? []).flatMap(({ ImageId }) => useOf(ImageId, fleetUser(fleet, place))),
  );

const fleetPins = (fleet: FleetData, place: Place): Pin[] =>
  (fleet.LaunchTemplateConfigs ?? []).flatMap(({ LaunchTemplateSpecification }) =>
    pinOf(LaunchTemplateSpecification, fleetUser(fleet, place)),
  );

export async function readSpotFleets(client: EC2Client, reader: Reader, place: Place): Promise<UsesAndPins> {
  const { items, blind } = await reader.pages('ec2:DescribeSpotFleetRequests', async (token) => {
    const page = await client.send(
      new DescribeSpotFleetRequestsCommand({ NextToken: token, MaxResults: 1000 }),
    );
    return { items: page.SpotFleetRequestConfigs, token: page.NextToken };
  });
  const living = items.filter(({ SpotFleetRequestState }) => SpotFleetRequestState !== 'cancelled');
  return {
    uses: living.flatMap((request) => spotUses(request, place)),
    pins: living.flatMap((request) => spotPins(request, place)),
    blind,
  };
}

const spotUser = (request: SpotFleetRequestConfig, place: Place): User => ({
  resource: arnOf('ec2', place, `spot-fleet-request/${request.SpotFleetRequestId ?? 'unknown'}`),
  durable: true,
});

const spotUses = (request: SpotFleetRequestConfig, place: Place): Use[] =>
  (request.SpotFleetRequestConfig?.LaunchSpecifications ?? []).flatMap(({ ImageId }) =>
    useOf(ImageId, spotUser(request, place)),
  );

const spotPins = (request: SpotFleetRequestConfig, place: Place): Pin[] =>
  (request.SpotFleetRequestConfig?.LaunchTemplateConfigs ?? []).flatMap(({ LaunchTemplateSpecification }) =>
    pinOf(LaunchTemplateSpecification, spotUser(request, place)),
  );
