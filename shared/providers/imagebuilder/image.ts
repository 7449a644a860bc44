/** Image Builder's answer about one build → our image. */
import type { OutputResources } from '@aws-sdk/client-imagebuilder';
import type { Image, Output, Platform, Scope } from '../../domain/image.ts';
import { instantOf } from '../../domain/time.ts';
import { accountIn } from '../arn.ts';
import type { Build } from './builds.ts';
import { stateOf } from './state.ts';
import { wordsOf } from '../words.ts';

/** Undefined for what is not ours to judge: shared or Amazon's builds, one without an ARN, one already deleted. */
export function imageOf({ summary, detail }: Build, scope: Scope): Image | undefined {
  const state = stateOf(detail?.state?.status ?? summary.state?.status);
  const id = summary.arn;
  if (id === undefined || accountIn(id) !== scope.account || state === undefined) return undefined;
  const createdAt = instantOf(summary.dateCreated ?? detail?.dateCreated);
  const reason = detail?.state?.reason ?? summary.state?.reason;
  const platform = platformOf(summary.platform);
  return {
    ...scope,
    id,
    incarnation: '',
    name: summary.name ?? '',
    state,
    ...(reason !== undefined && { stateReason: wordsOf(reason) }),
    ...(createdAt !== undefined && { createdAt }),
    ...tagsOf(summary.tags ?? detail?.tags),
    ...(platform !== undefined && { platform }),
    ...originOf(detail),
    outputs: outputsOf(detail?.outputResources ?? summary.outputResources),
  };
}

/** Recipe and pipeline, which only `GetImage` tells. */
export function originOf(detail: Build['detail']): Pick<Image, 'recipe' | 'pipeline'> {
  const recipe = detail?.imageRecipe?.name ?? detail?.containerRecipe?.name;
  const pipeline = detail?.sourcePipelineName;
  return { ...(recipe !== undefined && { recipe }), ...(pipeline !== undefined && { pipeline }) };
}

function platformOf(platform: string | undefined): Platform | undefined {
  switch (platform?.toLowerCase()) {
    case 'linux':
      return 'linux';
    case 'windows':
      return 'windows';
    case 'macos':
      return 'macos';
    default:
      return undefined;
  }
}

const tagsOf = (tags: Image['tags']): Pick<Image, 'tags'> => (tags === undefined ? {} : { tags });

/** The same image with what `GetImage` adds to what a listing showed of it. */
export function withDetail(image: Image, detail: NonNullable<Build['detail']>): Image {
  const outputs = [...(image.outputs ?? []), ...outputsOf(detail.outputResources)];
  return {
    ...image,
    tags: { ...detail.tags, ...image.tags },
    outputs: [...new Map(outputs.map((output) => [JSON.stringify(output), output])).values()],
  };
}

function outputsOf(resources: OutputResources | undefined): Output[] {
  return (resources?.amis ?? []).map(({ accountId, region, image, state }) => ({
    // Without them nobody can say where to look: such a place is no target, so the output stays unseen.
    account: accountId ?? '',
    region: region ?? '',
    ...(image !== undefined && { image }),
    failed: state?.status === 'FAILED' || state?.status === 'CANCELLED',
  }));
}

/** Container images live in registries that are not read. */
export const isContainer = ({ type, outputResources }: Build['summary']): boolean =>
  type === 'DOCKER' || (outputResources?.containers ?? []).length > 0;
