import type { OperationName } from '../../../account/operations.ts';
import type { Operation } from '../../operation.ts';
import { getLifecyclePolicy, listLifecyclePolicies } from './lifecycle-policies.ts';
import { listImageBuildVersions, listImages } from './list-builds.ts';
import { deleteImage, getImage } from './one-build.ts';
import { getContainerRecipe, getImageRecipe, listContainerRecipes, listImageRecipes } from './recipes.ts';

export const imagebuilderOperations = (): Record<OperationName<'imagebuilder'>, Operation> => ({
  ListImages: listImages(),
  ListImageBuildVersions: listImageBuildVersions(),
  GetImage: getImage(),
  ListImageRecipes: listImageRecipes(),
  GetImageRecipe: getImageRecipe(),
  ListContainerRecipes: listContainerRecipes(),
  GetContainerRecipe: getContainerRecipe(),
  ListLifecyclePolicies: listLifecyclePolicies(),
  GetLifecyclePolicy: getLifecyclePolicy(),
  DeleteImage: deleteImage(),
});
