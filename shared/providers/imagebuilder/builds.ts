/** Lists the builds of an account: all at once, or version by version where that is refused. */
import {
  GetImageCommand,
  ListImageBuildVersionsCommand,
  ListImagesCommand,
  type Image as BuildDetail,
  type ImageSummary,
  type ImagebuilderClient,
} from '@aws-sdk/client-imagebuilder';
import pMap from 'p-map';
import type { Pages, Reader } from '../reader.ts';
import { isGone, isRefusal } from './faults.ts';

/** A build as the listing shows it, with its detail where that was read. */
export interface Build {
  readonly summary: ImageSummary;
  readonly detail?: BuildDetail;
}

const maxResults = 25;

/** The listing without an ARN answers all builds; where it is refused, each version is asked, and each build. */
export async function listBuilds(client: ImagebuilderClient, reader: Reader): Promise<Pages<Build>> {
  const all = await listSummaries(client, reader, undefined);
  if (all.error === undefined || !isRefusal(all.error) || all.items.length > 0)
    return { ...all, items: all.items.map((summary) => ({ summary })) };
  return listByVersion(client, reader);
}

async function listSummaries(
  client: ImagebuilderClient,
  reader: Reader,
  imageVersionArn: string | undefined,
): Promise<Pages<ImageSummary>> {
  return reader.pages('imagebuilder:ListImageBuildVersions', async (nextToken) => {
    const page = await client.send(
      new ListImageBuildVersionsCommand({ imageVersionArn, maxResults, nextToken }),
    );
    return { items: page.imageSummaryList, token: page.nextToken };
  });
}

async function listByVersion(client: ImagebuilderClient, reader: Reader): Promise<Pages<Build>> {
  const versions = await reader.pages('imagebuilder:ListImages', async (nextToken) => {
    const page = await client.send(
      new ListImagesCommand({ owner: 'Self', includeDeprecated: true, maxResults, nextToken }),
    );
    return { items: page.imageVersionList, token: page.nextToken };
  });
  const arns = versions.items.flatMap(({ arn }) => arn ?? []);
  const listed = await pMap(arns, async (arn) => listSummaries(client, reader, arn), { concurrency: 4 });
  const summaries = listed.flatMap(({ items }) => items);
  const builds = await pMap(summaries, async (summary) => withDetail(client, reader, summary), {
    concurrency: 4,
  });
  return {
    items: builds.flatMap(({ items }) => items),
    blind: [versions, ...listed, ...builds].flatMap(({ blind }) => blind),
  };
}

async function withDetail(
  client: ImagebuilderClient,
  reader: Reader,
  summary: ImageSummary,
): Promise<Pages<Build>> {
  const read = await readDetail(client, reader, summary.arn ?? '');
  // Deleted since it was listed: then it is not listed any more.
  if (read.error !== undefined && isGone(read.error)) return { items: [], blind: [] };
  return { items: [{ summary, ...(read.items[0] && { detail: read.items[0] }) }], blind: read.blind };
}

/** What `GetImage` says of one build. That it knows no such build is an error too: who asks decides what that means. */
export async function readDetail(
  client: ImagebuilderClient,
  reader: Reader,
  arn: string,
): Promise<Pages<BuildDetail>> {
  const answer = await reader.once('imagebuilder:GetImage', async () =>
    client.send(new GetImageCommand({ imageBuildVersionArn: arn })),
  );
  if (answer.known) return { items: answer.value.image === undefined ? [] : [answer.value.image], blind: [] };
  return { items: [], blind: [answer.blind], error: answer.error };
}

/** One build as `GetImage` tells it: none if it is gone. */
export async function readBuild(
  client: ImagebuilderClient,
  reader: Reader,
  arn: string,
): Promise<Pages<Build>> {
  const { items, blind, error } = await readDetail(client, reader, arn);
  if (error !== undefined && isGone(error)) return { items: [], blind: [] };
  return { items: items.map((detail) => ({ summary: detail, detail })), blind };
}
