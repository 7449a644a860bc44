import type {
  ContainerRecipeSummary,
  GetContainerRecipeRequest,
  GetContainerRecipeResponse,
  GetImageRecipeRequest,
  GetImageRecipeResponse,
  ImageRecipeSummary,
  ListContainerRecipesRequest,
  ListContainerRecipesResponse,
  ListImageRecipesRequest,
  ListImageRecipesResponse,
} from '@aws-sdk/client-imagebuilder';
import {
  GetContainerRecipe$,
  GetImageRecipe$,
  ListContainerRecipes$,
  ListImageRecipes$,
} from '@aws-sdk/client-imagebuilder';
import type { Wire } from '../../../account/wire.ts';
import type { Operation } from '../../operation.ts';
import { operation } from '../../operation.ts';
import { pagedOperation } from '../../paging.ts';
import { accountIn, notFound } from './builds.ts';
import type { Fields } from './listing.ts';
import { builderWish, isOfOwner, narrowed, pageLimits } from './listing.ts';

type Summary = Pick<
  Wire<ImageRecipeSummary>,
  'arn' | 'name' | 'platform' | 'owner' | 'parentImage' | 'dateCreated' | 'tags'
>;

const summarised = (recipe: Summary): Summary => ({
  arn: recipe.arn,
  name: recipe.name,
  platform: recipe.platform,
  owner: recipe.owner,
  parentImage: recipe.parentImage,
  dateCreated: recipe.dateCreated,
  tags: recipe.tags,
});

const fields: Fields<Summary> = {
  name: ({ name }) => name,
  parentImage: ({ parentImage }) => parentImage,
  platform: ({ platform }) => platform,
};

export const listImageRecipes = (): Operation =>
  pagedOperation<ListImageRecipesRequest, ListImageRecipesResponse, Wire<ImageRecipeSummary>>({
    schema: ListImageRecipes$,
    limits: pageLimits,
    wish: builderWish,
    list({ owner, filters }, { world }) {
      const recipes = world.imagebuilder.imageRecipes.all();
      const owned = recipes.filter(({ arn }) => isOfOwner(accountIn(arn), owner, world.account));
      return narrowed(owned.map(summarised), filters, fields);
    },
    answer: (imageRecipeSummaryList, nextToken) => ({ imageRecipeSummaryList, nextToken }),
  });

export const listContainerRecipes = (): Operation =>
  pagedOperation<ListContainerRecipesRequest, ListContainerRecipesResponse, Wire<ContainerRecipeSummary>>({
    schema: ListContainerRecipes$,
    limits: pageLimits,
    wish: builderWish,
    list({ owner, filters }, { world }) {
      const recipes = world.imagebuilder.containerRecipes.all();
      const owned = recipes.filter(({ arn }) => isOfOwner(accountIn(arn), owner, world.account));
      const summaries = owned.map((recipe) => ({
        ...summarised(recipe),
        containerType: recipe.containerType,
        instanceImage: recipe.instanceConfiguration?.image,
      }));
      return narrowed(summaries, filters, fields);
    },
    answer: (containerRecipeSummaryList, nextToken) => ({ containerRecipeSummaryList, nextToken }),
  });

export const getImageRecipe = (): Operation =>
  operation<GetImageRecipeRequest, GetImageRecipeResponse>(
    GetImageRecipe$,
    ({ imageRecipeArn = '' }, { world }) => {
      const imageRecipe = world.imagebuilder.imageRecipes.get(imageRecipeArn);
      if (imageRecipe === undefined) throw notFound(imageRecipeArn);
      return { imageRecipe };
    },
  );

export const getContainerRecipe = (): Operation =>
  operation<GetContainerRecipeRequest, GetContainerRecipeResponse>(
    GetContainerRecipe$,
    ({ containerRecipeArn = '' }, { world }) => {
      const containerRecipe = world.imagebuilder.containerRecipes.get(containerRecipeArn);
      if (containerRecipe === undefined) throw notFound(containerRecipeArn);
      return { containerRecipe };
    },
  );
