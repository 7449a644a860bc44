/** AWS's own answer to "what uses these AMIs", within the account and region; for candidates only. */
import {
  DescribeImageReferencesCommand,
  DescribeInstancesCommand,
  type EC2Client,
  type ResourceTypeRequest,
} from '@aws-sdk/client-ec2';
import pMap from 'p-map';
import type { Place } from '../../domain/image.ts';
import { arnOf } from '../arn.ts';
import { batchesOf, type Reader } from '../reader.ts';
import type { Use, Uses } from './use.ts';

/** What one batch of images showed; a blind spot holds for every image of the batch. */
export interface BatchUses extends Uses {
  readonly ids: readonly string[];
}

const idsPerCall = 10;
/** Without options AWS counts terminated instances, and looks at the ten newest template versions only. */
const livingStates = ['pending', 'running', 'shutting-down', 'stopping', 'stopped'];

export async function readReferences(
  client: EC2Client,
  reader: Reader,
  ids: readonly string[],
  templateVersions: number,
): Promise<BatchUses[]> {
  const types: ResourceTypeRequest[] = [
    {
      ResourceType: 'ec2:Instance',
      ResourceTypeOptions: [{ OptionName: 'state-name', OptionValues: livingStates }],
    },
    {
      ResourceType: 'ec2:LaunchTemplate',
      ResourceTypeOptions: [{ OptionName: 'version-depth', OptionValues: [String(templateVersions)] }],
    },
  ];
  return pMap(
    batchesOf(ids, idsPerCall),
    async (batch) => {
      const { items, blind } = await reader.pages('ec2:DescribeImageReferences', async (token) => {
        const page = await client.send(
          // All types, so that those AWS adds later count too; the two above carry their options.
          new DescribeImageReferencesCommand({
            ImageIds: batch,
            IncludeAllResourceTypes: true,
            ResourceTypes: types,
            MaxResults: 1000,
            NextToken: token,
          }),
        );
        return { items: page.ImageReferences, token: page.NextToken };
      });
      const uses = items.flatMap(({ ImageId, Arn, ResourceType }): Use[] =>
        ImageId === undefined
          ? []
          : [
              {
                image: ImageId,
                user: {
                  resource: Arn ?? ResourceType ?? 'unknown',
                  durable: ResourceType !== 'ec2:Instance',
                },
              },
            ],
      );
      return { ids: batch, uses, blind };
    },
    { concurrency: 4 },
  );
}

const valuesPerFilter = 200;

/** AWS hides instances that its services manage for us, and does not say whether the call above sees them. */
export async function readInstances(
  client: EC2Client,
  reader: Reader,
  ids: readonly string[],
  place: Place,
): Promise<BatchUses[]> {
  return pMap(
    batchesOf(ids, valuesPerFilter),
    async (batch) => {
      const { items, blind } = await reader.pages('ec2:DescribeInstances', async (token) => {
        const page = await client.send(
          new DescribeInstancesCommand({
            Filters: [
              { Name: 'image-id', Values: batch },
              { Name: 'instance-state-name', Values: livingStates },
            ],
            IncludeManagedResources: true,
            MaxResults: 1000,
            NextToken: token,
          }),
        );
        return {
          items: (page.Reservations ?? []).flatMap(({ Instances }) => Instances ?? []),
          token: page.NextToken,
        };
      });
      const uses = items.flatMap(({ ImageId, InstanceId, State }): Use[] =>
        ImageId === undefined || State?.Name === 'terminated'
          ? []
          : [
              {
                image: ImageId,
                user: {
                  resource: arnOf('ec2', place, `instance/${InstanceId ?? 'unknown'}`),
                  durable: false,
                },
              },
            ],
      );
      return { ids: batch, uses, blind };
    },
    { concurrency: 2 },
  );
}
