/** Recipes whose parent is a build: the next build of the recipe needs it. */
import {
  ListContainerRecipesCommand,
  ListImageRecipesCommand,
  type ImagebuilderClient,
} from '@aws-sdk/client-imagebuilder';
import type { BlindSpot, User } from '../../domain/evidence.ts';
import type { Image } from '../../domain/image.ts';
import type { Reader } from '../reader.ts';
import { buildNameOf, compareBuilds, versionCovers, type BuildName } from './arn.ts';

/** A recipe and the parent it names. */
export interface Parent {
  readonly parent: string;
  readonly user: User;
}

export interface Parents {
  readonly parents: readonly Parent[];
  readonly blind: readonly BlindSpot[];
}

export async function readParents(client: ImagebuilderClient, reader: Reader): Promise<Parents> {
  const [images, containers] = await Promise.all([
    reader.pages('imagebuilder:ListImageRecipes', async (nextToken) => {
      const page = await client.send(
        new ListImageRecipesCommand({ owner: 'Self', maxResults: 25, nextToken }),
      );
      return { items: page.imageRecipeSummaryList, token: page.nextToken };
    }),
    reader.pages('imagebuilder:ListContainerRecipes', async (nextToken) => {
      const page = await client.send(
        new ListContainerRecipesCommand({ owner: 'Self', maxResults: 25, nextToken }),
      );
      return { items: page.containerRecipeSummaryList, token: page.nextToken };
    }),
  ]);
  const recipes = [...images.items, ...containers.items];
  return {
    parents: recipes.flatMap(({ arn, name, parentImage }): Parent[] =>
      parentImage === undefined
        ? []
        : [{ parent: parentImage, user: { resource: arn ?? name ?? 'recipe', durable: true } }],
    ),
    blind: [...images.blind, ...containers.blind],
  };
}

/**
 * Ids of the builds that a parent resolves to. Where it leaves version or build open it means the newest. AWS does not
 * say whether deprecated or disabled builds count, so the newest in each way of counting are taken.
 */
export function resolveParent(parent: string, images: readonly Image[]): readonly string[] {
  const wanted = buildNameOf(parent);
  if (wanted === undefined) return sameName(parent, images);
  const matching = images
    .flatMap((image) => {
      const build = buildNameOf(image.id);
      return build !== undefined && isMeant(wanted, build) ? [{ image, build }] : [];
    })
    .sort((a, b) => compareBuilds(b.build, a.build));
  if (wanted.build !== undefined) return matching.map(({ image }) => image.id);
  const newest = waysOfCounting.map((states) => matching.find(({ image }) => states.includes(image.state)));
  return [...new Set(newest.flatMap((found) => (found === undefined ? [] : [found.image.id])))];
}

/** A parent in a form that we cannot read may mean any build of its name. */
function sameName(parent: string, images: readonly Image[]): readonly string[] {
  const [base] = /^arn:[^/]+:image\/[^/]+/.exec(parent) ?? [];
  return base === undefined ? [] : images.filter(({ id }) => id.startsWith(`${base}/`)).map(({ id }) => id);
}

const waysOfCounting: readonly (readonly Image['state'][])[] = [
  ['available'],
  ['available', 'deprecated'],
  ['available', 'deprecated', 'disabled'],
];

const isMeant = (wanted: BuildName, build: BuildName): boolean =>
  wanted.base === build.base &&
  versionCovers(wanted.version, build.version) &&
  (wanted.build === undefined || wanted.build === build.build);
