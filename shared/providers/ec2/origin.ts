/** Which Image Builder build an AMI came from, its recipe and pipeline, and whether a lifecycle policy manages it. */
import pMap from 'p-map';
import type { BlindSpot, Protection } from '../../domain/evidence.ts';
import type { Image } from '../../domain/image.ts';
import { seenAs, type Many } from '../../domain/many.ts';
import type { Needs } from '../../domain/policy.ts';
import type { Ec2Clients } from '../clients.ts';
import { buildNameOf } from '../imagebuilder/arn.ts';
import { listBuilds, readDetail, type Build } from '../imagebuilder/builds.ts';
import { originOf } from '../imagebuilder/image.ts';
import { managersOf, readLifecyclePolicies } from '../imagebuilder/lifecycle-policies.ts';
import type { Pages, Reader } from '../reader.ts';

export interface Origins {
  /** The image with its build, recipe and pipeline, as far as known. */
  place(image: Image): Image;
  protections(image: Image): readonly Protection[];
  blind(image: Image): readonly BlindSpot[];
  readonly blindSpots: readonly BlindSpot[];
}

/** Image Builder marks what it makes. A mark may be missing on a copy, so builds are asked for their AMIs as well. */
const isMarked = ({ tags }: Image): boolean =>
  tags?.['Ec2ImageBuilderArn'] !== undefined || tags?.['CreatedBy'] === 'EC2 Image Builder';

export async function readOrigins(
  images: Many<Image>,
  clients: Ec2Clients,
  reader: Reader,
  needs: Needs,
): Promise<Origins> {
  const policies =
    images.length > 0
      ? await readLifecyclePolicies(clients.imagebuilder, reader)
      : { enabled: [], blind: [] };
  const detailed = needs.origin || policies.enabled.length > 0;
  // Where the policies are unread, the builds tell at least which AMIs one of them could manage.
  const builds: Pages<Build> =
    detailed || policies.blind.length > 0
      ? await listBuilds(clients.imagebuilder, reader)
      : { items: [], blind: [] };
  const buildOf = buildsByAmi(builds.items);
  const place = (image: Image): Image => withBuild(image, buildOf.get(image.id));
  const details = detailed
    ? await readDetails(seenAs(images, place), builds.items, clients, reader)
    : new Map<string, Detail>();
  const detailOf = (image: Image): Detail | undefined => details.get(image.build ?? '');
  return {
    place: (image) => withOrigin(place(image), detailOf(place(image))),
    protections: (image) => managed(policies.enabled, place(image), detailOf(place(image))),
    blind: (image) => [
      ...(isMarked(image) || place(image).build !== undefined ? policies.blind : []),
      ...builds.blind,
      ...(detailOf(place(image))?.blind ?? []),
    ],
    blindSpots: [...policies.blind, ...builds.blind, ...[...details.values()].flatMap(({ blind }) => blind)],
  };
}

interface Detail {
  readonly detail?: Build['detail'];
  readonly blind: readonly BlindSpot[];
}

/** Builds name their AMIs and AMIs their build; either mark may be missing on a copy. */
const buildsByAmi = (builds: readonly Build[]): ReadonlyMap<string, string> =>
  new Map(
    builds.flatMap(({ summary: { arn, outputResources } }) =>
      (outputResources?.amis ?? []).flatMap(({ image }): [string, string][] =>
        image === undefined || arn === undefined ? [] : [[image, arn]],
      ),
    ),
  );

const withBuild = (image: Image, listed: string | undefined): Image => {
  const build = image.build ?? listed;
  return build === undefined ? image : { ...image, build };
};

/** `GetImage` once for each listed build that one of these AMIs came from. */
async function readDetails(
  images: Iterable<Image>,
  builds: readonly Build[],
  clients: Ec2Clients,
  reader: Reader,
): Promise<ReadonlyMap<string, Detail>> {
  const used = new Set<string>();
  for (const { build } of images) if (build !== undefined) used.add(build);
  const listed = builds.filter(({ summary: { arn } }) => arn !== undefined && used.has(arn));
  const details = await pMap(listed, async (build) => detailOf(build, clients, reader), { concurrency: 4 });
  return new Map(listed.flatMap(({ summary: { arn } }, i) => entry(arn, details[i])));
}

const entry = (arn: string | undefined, detail: Detail | undefined): [string, Detail][] =>
  arn === undefined || detail === undefined ? [] : [[arn, detail]];

async function detailOf({ summary, detail }: Build, clients: Ec2Clients, reader: Reader): Promise<Detail> {
  if (detail !== undefined) return { detail, blind: [] };
  const { items, blind } = await readDetail(clients.imagebuilder, reader, summary.arn ?? '');
  return { ...(items[0] && { detail: items[0] }), blind };
}

/** Where the build's record is gone, or kept in another account, its ARN still bears the recipe's name. */
function withOrigin(image: Image, detail: Detail | undefined): Image {
  if (image.build === undefined && detail === undefined) return image;
  const name = image.build === undefined ? undefined : buildNameOf(image.build)?.name;
  return { ...image, ...(name !== undefined && { recipe: name }), ...originOf(detail?.detail) };
}

function managed(
  policies: Parameters<typeof managersOf>[0],
  image: Image,
  detail: Detail | undefined,
): readonly Protection[] {
  const { name, version } = (image.build === undefined ? undefined : buildNameOf(image.build)) ?? {};
  const recipe = detail?.detail?.imageRecipe;
  const tags = detail?.detail?.tags;
  return managersOf(policies, {
    ...((recipe?.name ?? name) !== undefined && { recipe: recipe?.name ?? name ?? '' }),
    ...((recipe?.version ?? version) !== undefined && { version: recipe?.version ?? version ?? '' }),
    ...(tags && { tags }),
  });
}
