/** Launch templates: the newest and the default version of each, and every version that some resource pins. */
import {
  DescribeLaunchTemplateVersionsCommand,
  type EC2Client,
  type LaunchTemplateVersion,
} from '@aws-sdk/client-ec2';
import pMap from 'p-map';
import type { User } from '../../domain/evidence.ts';
import type { Place } from '../../domain/image.ts';
import { arnOf } from '../arn.ts';
import { batchesOf, type Pages, type Reader } from '../reader.ts';
import { isTemplateGone } from './faults.ts';
import { useOf, type Pin, type Use, type Uses } from './use.ts';

const reading = 'ec2:DescribeLaunchTemplateVersions';
const versionsPerCall = 200;

interface Ask {
  readonly template?: Pin['template'];
  readonly versions: readonly string[];
}

/** Reads versions with aliases resolved, and with the resources that AWS services manage for us, which AWS hides. */
async function readVersions(
  client: EC2Client,
  reader: Reader,
  ask: Ask,
): Promise<Pages<LaunchTemplateVersion>> {
  const { template } = ask;
  return reader.pages(reading, async (token) => {
    const page = await client.send(
      new DescribeLaunchTemplateVersionsCommand({
        ...(template !== undefined &&
          ('id' in template ? { LaunchTemplateId: template.id } : { LaunchTemplateName: template.name })),
        Versions: [...ask.versions],
        ResolveAlias: true,
        IncludeManagedResources: true,
        MaxResults: versionsPerCall,
        NextToken: token,
      }),
    );
    return { items: page.LaunchTemplateVersions, token: page.NextToken };
  });
}

export async function readTemplates(
  client: EC2Client,
  reader: Reader,
  place: Place,
  pins: readonly Pin[],
): Promise<Uses> {
  const current = await readVersions(client, reader, { versions: ['$Latest', '$Default'] });
  const pinned = await pMap(asksOf(pins), async (ask) => readPinned(client, reader, ask), { concurrency: 4 });
  const versions = [...current.items, ...pinned.flatMap(({ items }) => items)];
  const latest = latestOf(current.items);
  return {
    uses: versions.flatMap((version) => usesOf(version, place, pins, latest)),
    blind: [...current.blind, ...pinned.flatMap(({ blind }) => blind)],
  };
}

/** One question per template for the numbered versions; `$Latest` and `$Default` are read for all templates anyway. */
function asksOf(pins: readonly Pin[]): Ask[] {
  const numbered = pins.filter(({ version }) => !version.startsWith('$'));
  return [...Map.groupBy(numbered, ({ template }) => JSON.stringify(template)).values()].flatMap((same) =>
    batchesOf([...new Set(same.map(({ version }) => version))], versionsPerCall).map((versions) => ({
      ...(same[0] && { template: same[0].template }),
      versions,
    })),
  );
}

/** A template or version that is gone names no image. One missing version fails the whole call, so each is asked alone. */
async function readPinned(
  client: EC2Client,
  reader: Reader,
  ask: Ask,
): Promise<Pages<LaunchTemplateVersion>> {
  const together = await readVersions(client, reader, ask);
  if (together.error === undefined || !isTemplateGone(together.error)) return together;
  if (ask.versions.length === 1) return { items: [], blind: [] };
  const alone = await pMap(
    ask.versions,
    async (version) => readPinned(client, reader, { ...ask, versions: [version] }),
    {
      concurrency: 4,
    },
  );
  return { items: alone.flatMap(({ items }) => items), blind: alone.flatMap(({ blind }) => blind) };
}

/** The template itself uses the image, and so does everything that pins this version of it. */
function usesOf(version: LaunchTemplateVersion, place: Place, pins: readonly Pin[], latest: Latest): Use[] {
  const image = version.LaunchTemplateData?.ImageId;
  const template: User = {
    resource: arnOf(
      'ec2',
      place,
      `launch-template/${version.LaunchTemplateId ?? version.LaunchTemplateName ?? ''}`,
    ),
    durable: true,
  };
  const pinning = pins.filter((pin) => names(pin, version, latest)).map(({ user }) => user);
  return [template, ...pinning].flatMap((user) => useOf(image, user));
}

function names({ template, version: wanted }: Pin, version: LaunchTemplateVersion, latest: Latest): boolean {
  const same =
    'id' in template
      ? template.id === version.LaunchTemplateId
      : template.name === version.LaunchTemplateName;
  if (!same) return false;
  if (wanted === '$Default') return version.DefaultVersion === true;
  if (wanted === '$Latest') return version.VersionNumber === latest.get(version.LaunchTemplateId);
  return wanted === String(version.VersionNumber);
}

type Latest = ReadonlyMap<string | undefined, number>;

/** The answer does not say which version is the latest; of those asked for, it has the greatest number. */
function latestOf(versions: readonly LaunchTemplateVersion[]): Latest {
  const latest = new Map<string | undefined, number>();
  for (const { LaunchTemplateId, VersionNumber = 0 } of versions)
    latest.set(LaunchTemplateId, Math.max(VersionNumber, latest.get(LaunchTemplateId) ?? 0));
  return latest;
}
