/** Reads the AppStream images of one account and region, and what uses them. */
import {
  DescribeImagesCommand,
  ListTagsForResourceCommand,
  type AppStreamClient,
  type Image as AppStreamImage,
} from '@aws-sdk/client-appstream';
import pMap from 'p-map';
import type { BlindSpot, Sighting } from '../../domain/evidence.ts';
import type { Image, Scope } from '../../domain/image.ts';
import type { Needs } from '../../domain/policy.ts';
import type { Findings, ImageSource, Listing } from '../../pipeline/ports.ts';
import { arnOf } from '../arn.ts';
import type { AppstreamClients } from '../clients.ts';
import { createReader, type Pages, type Reader } from '../reader.ts';
import { isGone } from './faults.ts';
import { arnOfImage, imageOf, incarnationOf, protectionsOf } from './image.ts';
import { readUsers } from './users.ts';

/** Rates are not published for AppStream: tags are asked for few images at once. */
const tagsAtOnce = 2;

export function createAppstreamSource(
  scope: Scope,
  { appstream: client, offering }: AppstreamClients,
): ImageSource {
  const reader = createReader(offering);
  return {
    scope,
    listing: 'appstream:DescribeImages',
    list: async (needs) => list(scope, client, reader, needs, async () => listImages(client, reader)),
    sight: async (id, needs) => list(scope, client, reader, needs, async () => readImage(id, client, reader)),
    examine: async (candidates) => examine(candidates, client, reader),
    look: async (image) => look(image, client, reader),
    calls: () => reader.calls(),
  };
}

const listImages = async (client: AppStreamClient, reader: Reader): Promise<Pages<AppStreamImage>> =>
  reader.pages('appstream:DescribeImages', async (token) => {
    const page = await client.send(
      new DescribeImagesCommand({ Type: 'PRIVATE', MaxResults: 25, NextToken: token }),
    );
    return { items: page.Images, token: page.NextToken };
  });

async function readImage(
  name: string,
  client: AppStreamClient,
  reader: Reader,
): Promise<Pages<AppStreamImage>> {
  const answer = await reader.once('appstream:DescribeImages', async () => lookUp(name, client));
  if (!answer.known) return { items: [], blind: isGone(answer.error) ? [] : [answer.blind] };
  return { items: answer.value === undefined ? [] : [answer.value], blind: [] };
}

async function list(
  scope: Scope,
  client: AppStreamClient,
  reader: Reader,
  needs: Needs,
  read: () => Promise<Pages<AppStreamImage>>,
): Promise<Listing> {
  const [images, users] = await Promise.all([read(), readUsers(client, reader)]);
  const sightings = images.items.flatMap((answer): Sighting[] => {
    const image = imageOf(answer, scope);
    if (image === undefined) return [];
    const names = [image.name, arnOfImage(answer, scope)];
    return [{ image, users: users.of(names), protections: protectionsOf(answer), blind: users.blind }];
  });
  const tagged = needs.tags ? await withTags(sightings, client, reader) : { sightings, blindSpots: [] };
  return {
    complete: images.blind.length === 0,
    ...(images.offered === false && { offered: false }),
    sightings: tagged.sightings,
    blindSpots: [...images.blind, ...users.blind, ...tagged.blindSpots],
  };
}

/** Tags are told one image at a time. */
async function withTags(
  sightings: readonly Sighting[],
  client: AppStreamClient,
  reader: Reader,
): Promise<Findings> {
  const read = await pMap(sightings, async (sighting) => readTags(sighting, client, reader), {
    concurrency: tagsAtOnce,
  });
  return {
    sightings: read.map(({ sighting }) => sighting),
    blindSpots: read.flatMap(({ blind }) => blind),
  };
}

async function readTags(sighting: Sighting, client: AppStreamClient, reader: Reader) {
  const { image } = sighting;
  const answer = await reader.once('appstream:ListTagsForResource', async () =>
    client.send(
      new ListTagsForResourceCommand({
        ResourceArn: image.arn ?? arnOf('appstream', image, `image/${image.id}`),
      }),
    ),
  );
  if (answer.known)
    return { sighting: { ...sighting, image: { ...image, tags: answer.value.Tags ?? {} } }, blind: [] };
  // Not even "there is no such resource" is an answer: the listing has just shown it.
  const blind: BlindSpot[] = [answer.blind];
  const unclassified = blind.length > 0;
  return { sighting: { ...sighting, blind: [...sighting.blind, ...blind], unclassified }, blind };
}

async function examine(
  candidates: readonly Sighting[],
  client: AppStreamClient,
  reader: Reader,
): Promise<Findings> {
  const untagged = candidates.filter(({ image }) => image.tags === undefined);
  const tagged = candidates.filter(({ image }) => image.tags !== undefined);
  const { sightings, blindSpots } = await withTags(untagged, client, reader);
  return { sightings: [...tagged, ...sightings], blindSpots };
}

/** The one image of that name, if there is one. A page may be empty and not be the last. Throws what the SDK throws. */
export async function lookUp(name: string, client: AppStreamClient): Promise<AppStreamImage | undefined> {
  const seen = new Set<string>();
  for (let NextToken: string | undefined; ;) {
    const page = await client.send(new DescribeImagesCommand({ Names: [name], Type: 'PRIVATE', NextToken }));
    const found = page.Images?.find(({ Name }) => Name === name);
    if (found !== undefined) return found;
    NextToken = page.NextToken;
    if (NextToken === undefined || NextToken === '') return undefined;
    if (seen.has(NextToken)) throw new RepeatedPageToken(`DescribeImages pages for ever: ${name}`);
    seen.add(NextToken);
  }
}

class RepeatedPageToken extends Error {
  override readonly name = 'RepeatedPageToken';
}

/** The name alone does not do: it may by now be another image's. */
async function look(
  image: Image,
  client: AppStreamClient,
  reader: Reader,
): Promise<'present' | 'gone' | 'unknown'> {
  const { items, blind } = await readImage(image.id, client, reader);
  if (blind.length > 0) return 'unknown';
  return items.some((one) => incarnationOf(one) === image.incarnation) ? 'present' : 'gone';
}
