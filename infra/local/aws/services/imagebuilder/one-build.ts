import type {
  DeleteImageRequest,
  DeleteImageResponse,
  GetImageRequest,
  GetImageResponse,
} from '@aws-sdk/client-imagebuilder';
import { DeleteImage$, GetImage$ } from '@aws-sdk/client-imagebuilder';
import type { Operation, Visit } from '../../operation.ts';
import { operation } from '../../operation.ts';
import { Refusal } from '../../refusal.ts';
import {
  accountIn,
  allBuilds,
  buildNumberOf,
  detailOf,
  isBuildArn,
  notFound,
  versionCovers,
} from './builds.ts';

export const getImage = (): Operation =>
  operation<GetImageRequest, GetImageResponse>(GetImage$, ({ imageBuildVersionArn = '' }, { world }) => {
    const arn = newestBuild(imageBuildVersionArn, world.imagebuilder);
    const image = detailOf(arn, world.imagebuilder);
    if (image === undefined) throw notFound(imageBuildVersionArn);
    return { image };
  });

/** A version stands for its newest build. */
function newestBuild(arn: string, builds: Visit['world']['imagebuilder']): string {
  if (detailOf(arn, builds) !== undefined) return arn;
  const covered = allBuilds(builds).filter(
    (build) => versionCovers(arn, build.arn ?? '') && !isBuildArn(arn),
  );
  const newest = covered.toSorted((a, b) => buildNumberOf(b.arn ?? '') - buildNumberOf(a.arn ?? ''))[0];
  return newest?.arn ?? arn;
}

/** Takes away the record alone: AMIs and snapshots stay. */
export const deleteImage = (): Operation =>
  operation<DeleteImageRequest, DeleteImageResponse>(
    DeleteImage$,
    ({ imageBuildVersionArn: arn = '' }, visit) => {
      const { summaries, images } = visit.world.imagebuilder;
      if (detailOf(arn, visit.world.imagebuilder) === undefined) throw missing(arn);
      requireOwn(arn, visit);
      requireIndependent(arn, visit);
      for (const summary of summaries.named(arn)) summaries.remove(summary);
      for (const image of images.named(arn)) images.remove(image);
      return { imageBuildVersionArn: arn };
    },
  );

const missing = (arn: string): Refusal =>
  isBuildArn(arn)
    ? notFound(arn)
    : new Refusal('InvalidParameterValueException', `'${arn}' is not the ARN of an image build version.`);

function requireOwn(arn: string, { world }: Visit): void {
  if (accountIn(arn) === world.account) return;
  throw new Refusal('AccessDeniedException', `Not authorized to perform imagebuilder:DeleteImage on ${arn}`);
}

function requireIndependent(arn: string, { world }: Visit): void {
  const { imageRecipes, containerRecipes } = world.imagebuilder;
  const recipes = [...imageRecipes.all(), ...containerRecipes.all()];
  if (!recipes.some(({ parentImage }) => parentImage === arn)) return;
  const message = `Resource dependency error: The resource ARN '${arn}' has other resources depended on it.`;
  throw new Refusal('ResourceDependencyException', message);
}
