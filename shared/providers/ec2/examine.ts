/** The closer look at candidate AMIs: references, hidden instances, launch permissions, snapshots' tags, use elsewhere. */
import pMap from 'p-map';
import type { BlindSpot, Protection, Sighting } from '../../domain/evidence.ts';
import { keepTag, type Policy } from '../../domain/policy.ts';
import type { Clock, Findings } from '../../pipeline/ports.ts';
import type { Ec2Clients } from '../clients.ts';
import type { Reader } from '../reader.ts';
import { readInstances, readReferences, type BatchUses } from './references.ts';
import { readSharing, type Sharing } from './sharing.ts';
import { readSnapshotTags, type SnapshotTags } from './snapshots.ts';
import { readUsageElsewhere, type Requests } from './usage-reports.ts';
import { usersByImage } from './users.ts';

/** Launch permissions are asked one image at a time: this many at once. */
const permissionsAtOnce = 8;

interface Looking {
  readonly clients: Ec2Clients;
  readonly reader: Reader;
  readonly clock: Clock;
  /** Of the reports that are missing, how many AWS may be asked to make. */
  readonly requests: Requests;
}

export async function examine(
  candidates: readonly Sighting[],
  readings: Policy['readings'],
  { clients: { ec2 }, reader, clock, requests }: Looking,
): Promise<Findings> {
  const images = candidates.map(({ image }) => image);
  const ids = images.map(({ id }) => id);
  const snapshotIds = images.flatMap(({ snapshots = [] }) => snapshots.map(({ id }) => id));
  const reporting = {
    ec2,
    reader,
    now: clock.now(),
    templateVersions: readings.launchTemplateVersions,
    requests,
  };
  const [batches, sharing, snapshots, elsewhere] = await Promise.all([
    readUses(ids, readings, images[0] && { ...images[0] }, ec2, reader),
    pMap(images, async ({ id, account }) => readSharing(ec2, reader, id, account), {
      concurrency: permissionsAtOnce,
    }),
    readSnapshotTags(ec2, reader, snapshotIds),
    readings.usageReports ? readUsageElsewhere(images, reporting) : undefined,
  ]);
  const users = usersByImage(batches.flatMap(({ uses }) => uses));
  const unread = blindByImage(batches);
  const found = candidates.map((sighting, i) => {
    const shared = sharing[i] ?? { protections: [], blind: [] };
    const abroad = elsewhere?.get(sighting.image.id);
    const blind = [...blindSpotsOf(sighting, unread, shared, snapshots), ...(abroad?.blind ?? [])];
    return {
      blindSpots: [...blind, ...(abroad?.later ?? [])],
      sighting: {
        image: sighting.image,
        users: [...sighting.users, ...(users.get(sighting.image.id) ?? []), ...(abroad?.users ?? [])],
        protections: [...sighting.protections, ...shared.protections, ...keptSnapshots(sighting, snapshots)],
        blind: [...sighting.blind, ...blind],
      },
    };
  });
  return {
    sightings: found.map(({ sighting }) => sighting),
    blindSpots: found.flatMap(({ blindSpots }) => blindSpots),
  };
}

async function readUses(
  ids: readonly string[],
  readings: Policy['readings'],
  place: Parameters<typeof readInstances>[3] | undefined,
  ec2: Ec2Clients['ec2'],
  reader: Reader,
): Promise<BatchUses[]> {
  if (place === undefined) return [];
  const both = await Promise.all([
    readReferences(ec2, reader, ids, readings.launchTemplateVersions),
    readInstances(ec2, reader, ids, place),
  ]);
  return both.flat();
}

function blindByImage(batches: readonly BatchUses[]): ReadonlyMap<string, readonly BlindSpot[]> {
  const pairs = batches.flatMap(({ ids, blind }) => blind.flatMap((spot) => ids.map((id) => ({ id, spot }))));
  return new Map(
    [...Map.groupBy(pairs, ({ id }) => id)].map(([id, same]) => [id, same.map(({ spot }) => spot)]),
  );
}

const snapshotsOf = ({ image }: Sighting): string[] => (image.snapshots ?? []).map(({ id }) => id);

function blindSpotsOf(
  sighting: Sighting,
  unread: ReadonlyMap<string, readonly BlindSpot[]>,
  sharing: Sharing,
  snapshots: SnapshotTags,
): BlindSpot[] {
  return [
    ...(unread.get(sighting.image.id) ?? []),
    ...sharing.blind,
    ...snapshotsOf(sighting).flatMap((id) => snapshots.blind.get(id) ?? []),
  ];
}

const keptSnapshots = (sighting: Sighting, { kept }: SnapshotTags): Protection[] =>
  snapshotsOf(sighting)
    .filter((id) => kept.has(id))
    .map((id) => ({ code: 'protected-tag', detail: `${keepTag} on ${id}` }));
