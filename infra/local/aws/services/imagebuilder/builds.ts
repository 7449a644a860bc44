/** Image Builder's builds: what listings tell and what GetImage tells, joined by ARN. */
import type { BuildDetail, BuildSummary } from '../../../account/shapes.ts';
import type { Visit } from '../../operation.ts';
import { Refusal } from '../../refusal.ts';
import type { BuildWorld } from '../../world/world.ts';

/** Every build on record, also one that only GetImage is known to tell. */
export function allBuilds({ summaries, images }: BuildWorld): BuildSummary[] {
  const alone = images.all().filter(({ arn = '' }) => summaries.get(arn) === undefined);
  return [...summaries.all(), ...alone.map(summaryOf)];
}

/** The builds that listings show: a new one takes a while to. */
export function listedBuilds({ world, clock, switches }: Visit): BuildSummary[] {
  const { summaries, images } = world.imagebuilder;
  const since = clock.now() - switches.buildListLag;
  return allBuilds(world.imagebuilder).filter((build) => {
    const [summary, image] = [summaries.get(build.arn ?? ''), images.get(build.arn ?? '')];
    const came = (summary && summaries.addedAt(summary)) ?? (image && images.addedAt(image));
    if (came !== undefined && came > since) return false;
    if (build.state?.status === 'DISABLED') return switches.disabledBuildsListed;
    return build.state?.status !== 'DELETED' || switches.deletedBuildsListed;
  });
}

const summaryOf = (image: BuildDetail): BuildSummary => ({
  arn: image.arn,
  name: image.name,
  type: image.type,
  version: image.version,
  platform: image.platform,
  osVersion: image.osVersion,
  state: image.state,
  owner: accountIn(image.arn),
  dateCreated: image.dateCreated,
  outputResources: image.outputResources,
  tags: image.tags,
  buildType: image.buildType,
  imageSource: image.imageSource,
  deprecationTime: image.deprecationTime,
  lifecycleExecutionId: image.lifecycleExecutionId,
});

/** What GetImage tells of a build, as far as the account file knows. */
export function detailOf(arn: string, { summaries, images }: BuildWorld): BuildDetail | undefined {
  const { owner: _, ...summary } = summaries.get(arn) ?? {};
  const image = images.get(arn);
  return image === undefined && summaries.get(arn) === undefined ? undefined : { ...summary, ...image };
}

export const accountIn = (arn: string | undefined): string | undefined => arn?.split(':')[4];

/** `…:image/<name>/<version>` of `…:image/<name>/<version>/<build>`. */
export const versionArnOf = (buildArn: string): string => buildArn.split('/').slice(0, 3).join('/');

export const buildNumberOf = (buildArn: string): number => Number(buildArn.split('/')[3] ?? 0);

export function isBuildArn(arn: string): boolean {
  return /^arn:[\w-]+:imagebuilder:[\w-]*:[\w-]+:image\/[^/]+\/\d+\.\d+\.\d+\/\d+$/.test(arn);
}

/** Whether a version with `x` in places covers the version of a build. */
export function versionCovers(pattern: string, buildArn: string): boolean {
  const [wanted, held] = [pattern.split('/'), versionArnOf(buildArn).split('/')];
  if (wanted[0] !== held[0] || wanted[1] !== held[1]) return false;
  const parts = (wanted[2] ?? '').split('.');
  return parts.every((part, at) => part === 'x' || part === (held[2] ?? '').split('.')[at]);
}

export const notFound = (arn: string): Refusal =>
  new Refusal('ResourceNotFoundException', `The resource with ARN '${arn}' does not exist.`);
