/** Fleets and image builders: AppStream offers no search by image, so all of them are listed. */
import {
  DescribeFleetsCommand,
  DescribeImageBuildersCommand,
  type AppStreamClient,
} from '@aws-sdk/client-appstream';
import type { BlindSpot, User } from '../../domain/evidence.ts';
import type { Reader } from '../reader.ts';

interface Use {
  /** Name or ARN of the image. */
  readonly image: string;
  readonly user: User;
}

export interface Users {
  /** Users by image name and by image ARN: a fleet may give either, an image builder gives the ARN. */
  readonly of: (names: readonly string[]) => readonly User[];
  readonly blind: readonly BlindSpot[];
}

export async function readUsers(client: AppStreamClient, reader: Reader): Promise<Users> {
  const [fleets, builders] = await Promise.all([
    reader.pages('appstream:DescribeFleets', async (token) => {
      const page = await client.send(new DescribeFleetsCommand({ NextToken: token }));
      return { items: page.Fleets, token: page.NextToken };
    }),
    reader.pages('appstream:DescribeImageBuilders', async (token) => {
      const page = await client.send(new DescribeImageBuildersCommand({ MaxResults: 25, NextToken: token }));
      return { items: page.ImageBuilders, token: page.NextToken };
    }),
  ]);
  // A fleet uses its image whether it runs or is stopped: started again, it needs it.
  const resources = [...fleets.items.flatMap(namesOfFleet), ...builders.items.flatMap(namesOfBuilder)];
  const byName = Map.groupBy(resources, ({ image }) => image);
  return {
    of: (names) => names.flatMap((name) => (byName.get(name) ?? []).map(({ user }) => user)),
    blind: [...fleets.blind, ...builders.blind],
  };
}

interface Resource {
  readonly Arn?: string | undefined;
  readonly Name?: string | undefined;
  readonly ImageName?: string | undefined;
  readonly ImageArn?: string | undefined;
}

const namesOfFleet = ({ Arn, Name, ImageName, ImageArn }: Resource): Use[] =>
  [ImageName, ImageArn].flatMap((image) => useOf(image, Arn ?? Name ?? 'fleet'));

const namesOfBuilder = ({ Arn, Name, ImageArn }: Resource): Use[] =>
  useOf(ImageArn, Arn ?? Name ?? 'image builder');

const useOf = (image: string | undefined, resource: string): Use[] =>
  image === undefined || image === '' ? [] : [{ image, user: { resource, durable: true } }];
