/** Which output AMIs of builds still exist: while one does, the build's record is the only link to it. */
import { DescribeImagesCommand, type EC2Client, type Filter, type Image as Ami } from '@aws-sdk/client-ec2';
import pMap from 'p-map';
import type { BlindSpot, Protection } from '../../domain/evidence.ts';
import type { Image, Output, Place } from '../../domain/image.ts';
import { batchesOf, type Pages, type Reader } from '../reader.ts';
import type { Reach } from '../clients.ts';

export interface OutputFindings {
  readonly protections: readonly Protection[];
  readonly blind: readonly BlindSpot[];
  /** Outputs that no reading covers: nothing failed, but nobody looked either. */
  readonly unseen: readonly BlindSpot[];
}

const valuesPerFilter = 200;
const placeText = ({ account, region }: Place): string => `${account}/${region}`;

/** AMIs found in one place, by id and by the build that their tag names. */
interface Found {
  readonly ids: ReadonlySet<string>;
  readonly byBuild: ReadonlyMap<string, readonly string[]>;
  readonly blind: readonly BlindSpot[];
}

/** Findings for each build, by its ARN. `outputs` name AMIs in any place; a tag on an AMI names its build. */
export async function readOutputs(
  builds: readonly Image[],
  reach: Reach,
  reader: Reader,
): Promise<(build: Image) => OutputFindings> {
  const places = new Map(
    [...reach.nearby, ...builds.flatMap(({ outputs = [] }) => outputs)].map((p) => [placeText(p), p]),
  );
  const found = new Map<string, Found>();
  const look = async ([text, place]: readonly [string, Place]): Promise<void> => {
    const clients = reach.to(place);
    if (clients !== undefined) found.set(text, await readPlace(clients.ec2, reader, place, builds));
  };
  await pMap(places, look, { concurrency: 4 });
  return (build) => findingsOf(build, found);
}

async function readPlace(
  ec2: EC2Client,
  reader: Reader,
  place: Place,
  builds: readonly Image[],
): Promise<Found> {
  const here = (output: Output): boolean => placeText(output) === placeText(place);
  const ids = builds.flatMap(({ outputs = [] }) => outputs.filter(here).flatMap(({ image }) => image ?? []));
  const asked: Filter[] = [
    ...batchesOf([...new Set(ids)], valuesPerFilter).map((Values) => ({ Name: 'image-id', Values })),
    ...batchesOf(
      builds.map(({ id }) => id),
      valuesPerFilter,
    ).map((Values) => ({ Name: 'tag:Ec2ImageBuilderArn', Values })),
  ];
  const read = await pMap(asked, async (filter) => readAmis(ec2, reader, filter), { concurrency: 4 });
  const amis = read.flatMap(({ items }) => items).filter(({ State }) => State !== 'deregistered');
  return {
    ids: new Set(amis.flatMap(({ ImageId }) => ImageId ?? [])),
    byBuild: idsByBuild(amis),
    blind: read.flatMap(({ blind }) => blind),
  };
}

const readAmis = async (ec2: EC2Client, reader: Reader, filter: Filter): Promise<Pages<Ami>> =>
  reader.pages('ec2:DescribeImages', async (token) => {
    const page = await ec2.send(
      new DescribeImagesCommand({
        Owners: ['self'],
        IncludeDisabled: true,
        IncludeDeprecated: true,
        Filters: [filter],
        MaxResults: 1000,
        NextToken: token,
      }),
    );
    return { items: page.Images, token: page.NextToken };
  });

function idsByBuild(amis: readonly Ami[]): ReadonlyMap<string, readonly string[]> {
  const byBuild = Map.groupBy(
    amis,
    ({ Tags }) => Tags?.find(({ Key }) => Key === 'Ec2ImageBuilderArn')?.Value,
  );
  return new Map(
    [...byBuild].flatMap(([build, same]): [string, string[]][] =>
      build === undefined ? [] : [[build, same.flatMap(({ ImageId }) => ImageId ?? [])]],
    ),
  );
}

function findingsOf(build: Image, found: ReadonlyMap<string, Found>): OutputFindings {
  const outputs = build.outputs ?? [];
  const tagged = [...found].flatMap(([place, { byBuild }]) =>
    (byBuild.get(build.id) ?? []).map((ami) => exists(ami, place)),
  );
  const named = outputs.flatMap((output) => {
    const place = placeText(output);
    return output.image !== undefined && found.get(place)?.ids.has(output.image) === true
      ? [exists(output.image, place)]
      : [];
  });
  return {
    protections: [...tagged, ...named],
    blind: [...found.values()].flatMap(({ blind }) => blind),
    unseen: outputs.flatMap((output) => unseen(output, build, found)),
  };
}

const exists = (ami: string, place: string): Protection => ({
  code: 'outputs-exist',
  detail: `${ami} in ${place}`,
});

/** An output in a place that is not read, or one that a finished build names without its id, cannot be checked. */
function unseen(output: Output, build: Image, found: ReadonlyMap<string, Found>): BlindSpot[] {
  const nothingMade = output.failed || build.state === 'failed' || build.state === 'cancelled';
  if (output.image === undefined)
    return nothingMade ? [] : [{ reading: `output in ${placeText(output)}`, error: 'has no AMI id' }];
  return found.has(placeText(output))
    ? []
    : [{ reading: `${output.image} in ${placeText(output)}`, error: 'not read' }];
}
