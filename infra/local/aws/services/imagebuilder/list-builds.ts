import type {
  ImageVersion,
  ListImageBuildVersionsRequest,
  ListImageBuildVersionsResponse,
  ListImagesRequest,
  ListImagesResponse,
} from '@aws-sdk/client-imagebuilder';
import { ListImageBuildVersions$, ListImages$ } from '@aws-sdk/client-imagebuilder';
import type { BuildSummary } from '../../../account/shapes.ts';
import type { Wire } from '../../../account/wire.ts';
import type { Operation, Visit } from '../../operation.ts';
import { pagedOperation } from '../../paging.ts';
import { Refusal } from '../../refusal.ts';
import { accountIn, listedBuilds, versionArnOf, versionCovers } from './builds.ts';
import type { Fields } from './listing.ts';
import { builderWish, isOfOwner, narrowed, pageLimits } from './listing.ts';

export const listImageBuildVersions = (): Operation =>
  pagedOperation<ListImageBuildVersionsRequest, ListImageBuildVersionsResponse, BuildSummary>({
    schema: ListImageBuildVersions$,
    limits: pageLimits,
    wish: builderWish,
    list: (input, visit) => narrowed(buildsOf(input.imageVersionArn, visit), input.filters, fields),
    answer: (imageSummaryList, nextToken) => ({ imageSummaryList, nextToken }),
  });

function buildsOf(version: string | undefined, visit: Visit): BuildSummary[] {
  const listed = listedBuilds(visit);
  if (version !== undefined) return listed.filter(({ arn = '' }) => versionCovers(version, arn));
  if (!visit.switches.buildsListedWithoutVersion)
    throw new Refusal('InvalidParameterException', 'The parameter imageVersionArn must be given.');
  return listed.filter(({ arn }) => accountIn(arn) === visit.world.account);
}

/** Versions, not builds: no state and no outputs. */
export const listImages = (): Operation =>
  pagedOperation<ListImagesRequest, ListImagesResponse, Wire<ImageVersion>>({
    schema: ListImages$,
    limits: pageLimits,
    wish: builderWish,
    list(input, visit) {
      const builds = listedBuilds(visit).filter(
        ({ arn, state }) =>
          isOfOwner(accountIn(arn), input.owner, visit.world.account) &&
          (input.includeDeprecated === true || state?.status !== 'DEPRECATED'),
      );
      return narrowed(versionsOf(builds), input.filters, fields);
    },
    answer: (imageVersionList, nextToken) => ({ imageVersionList, nextToken }),
  });

function versionsOf(builds: readonly BuildSummary[]): Wire<ImageVersion>[] {
  const byVersion = Map.groupBy(builds, ({ arn = '' }) => versionArnOf(arn));
  return [...byVersion].flatMap(([arn, [build]]) =>
    build === undefined
      ? []
      : [
          {
            arn,
            name: build.name,
            type: build.type,
            // A build says `1.0.0/3`, a version `1.0.0`.
            version: build.version?.split('/')[0],
            platform: build.platform,
            osVersion: build.osVersion,
            owner: build.owner,
            dateCreated: build.dateCreated,
            buildType: build.buildType,
            imageSource: build.imageSource,
          },
        ],
  );
}

const fields: Fields<Wire<ImageVersion>> = {
  name: ({ name }) => name,
  osVersion: ({ osVersion }) => osVersion,
  platform: ({ platform }) => platform,
  type: ({ type }) => type,
  version: ({ version }) => version,
};
