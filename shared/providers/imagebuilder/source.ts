/** Reads the Image Builder builds of one account and region, and what needs them. */
import pMap from 'p-map';
import type { BlindSpot, Sighting } from '../../domain/evidence.ts';
import type { Image, Scope } from '../../domain/image.ts';
import type { Needs } from '../../domain/policy.ts';
import type { Findings, ImageSource, Listing } from '../../pipeline/ports.ts';
import type { ImagebuilderClients, Reach } from '../clients.ts';
import { lazily } from '../lazily.ts';
import { createReader, type Pages, type Reader } from '../reader.ts';
import { buildNameOf } from './arn.ts';
import { listBuilds, readBuild, readDetail, type Build } from './builds.ts';
import { isGone } from './faults.ts';
import { imageOf, isContainer, originOf, withDetail } from './image.ts';
import {
  managersOf,
  readLifecyclePolicies,
  type LifecyclePolicies,
  type Origin,
} from './lifecycle-policies.ts';
import { readOutputs } from './outputs.ts';
import { readParents, resolveParent, type Parent } from './recipes.ts';
import { stateOf } from './state.ts';

export function createImagebuilderSource(
  scope: Scope,
  clients: ImagebuilderClients,
  reach: Reach,
): ImageSource {
  const reader = createReader(clients.offering);
  const policies = lazily(async () => readLifecyclePolicies(clients.imagebuilder, reader));
  const at = { scope, clients, reach, reader, policies };
  return {
    scope,
    listing: 'imagebuilder:ListImages',
    list: async (needs) => list(at, needs, async () => listBuilds(clients.imagebuilder, reader)),
    sight: async (id, needs) => list(at, needs, async () => readBuild(clients.imagebuilder, reader, id)),
    examine: async (candidates) => examine(at, candidates),
    look: async (image) => look(at, image),
    calls: () => reader.calls(),
  };
}

interface At {
  readonly scope: Scope;
  readonly clients: ImagebuilderClients;
  readonly reach: Reach;
  readonly reader: Reader;
  readonly policies: () => Promise<LifecyclePolicies>;
}

interface Seen {
  readonly image: Image;
  readonly container: boolean;
  readonly blind: readonly BlindSpot[];
}

async function list(at: At, needs: Needs, read: () => Promise<Pages<Build>>): Promise<Listing> {
  const { reader } = at;
  const client = at.clients.imagebuilder;
  const [builds, policies, parents] = await Promise.all([read(), at.policies(), readParents(client, reader)]);
  const seen = await pMap(builds.items, async (build) => see(at, build, needs), {
    concurrency: 4,
  });
  const images = seen.flat();
  const users = usersOf(
    parents.parents,
    images.map(({ image }) => image),
  );
  const blind = [...policies.blind, ...parents.blind];
  return {
    complete: builds.blind.length === 0,
    ...(builds.offered === false && { offered: false }),
    sightings: images.map(({ image, container, blind: own }) => ({
      image,
      users: users.get(image.id) ?? [],
      protections: managersOf(policies.enabled, originFor(image)),
      blind: [...blind, ...own, ...(container ? [unseenContainers] : [])],
      unclassified: own.length > 0,
    })),
    blindSpots: [...builds.blind, ...blind, ...images.flatMap((image) => image.blind)],
  };
}

const unseenContainers: BlindSpot = { reading: 'container images', error: 'registries are not read' };

/** One build with its recipe and pipeline, and with its tags if the listing left them out, where a rule asks for them. */
async function see({ scope, clients, reader }: At, build: Build, needs: Needs): Promise<Seen[]> {
  const image = imageOf(build, scope);
  if (image === undefined) return [];
  const container = isContainer(build.summary);
  const asked = needs.origin || (needs.tags && image.tags === undefined);
  if (!asked || build.detail !== undefined) return [{ image, container, blind: [] }];
  const { items, blind } = await readDetail(clients.imagebuilder, reader, image.id);
  const tags = image.tags ?? items[0]?.tags;
  return [{ image: { ...image, ...originOf(items[0]), ...(tags && { tags }) }, container, blind }];
}

function usersOf(parents: readonly Parent[], images: readonly Image[]) {
  const uses = parents.flatMap(({ parent, user }) =>
    resolveParent(parent, images).map((id) => ({ id, user })),
  );
  return new Map(
    [...Map.groupBy(uses, ({ id }) => id)].map(([id, same]) => [id, same.map(({ user }) => user)]),
  );
}

/** The recipe's name and version as the ARN tells them, unless `GetImage` was asked. */
function originFor(image: Image): Origin {
  const { name, version } = buildNameOf(image.id) ?? {};
  const recipe = image.recipe ?? name;
  return {
    ...(recipe !== undefined && { recipe }),
    ...(version !== undefined && { version }),
    ...(image.tags && { tags: image.tags }),
  };
}

/** `GetImage` for each, since listings leave things out; then what became of the outputs. */
async function examine(at: At, candidates: readonly Sighting[]): Promise<Findings> {
  const closer = await pMap(candidates, async (sighting) => lookCloser(at, sighting), { concurrency: 4 });
  const findingsOf = await readOutputs(
    closer.map(({ image }) => image),
    at.reach,
    at.reader,
  );
  const found = closer.map((one) => ({ ...one, findings: findingsOf(one.image) }));
  return {
    sightings: found.map(({ sighting, image, protections, blind, unseen, findings }) => ({
      ...sighting,
      image,
      protections: [...sighting.protections, ...protections, ...findings.protections],
      blind: [...sighting.blind, ...blind, ...unseen, ...findings.blind, ...findings.unseen],
    })),
    blindSpots: found.flatMap(({ blind, findings }) => [...blind, ...findings.blind]),
  };
}

/** A lifecycle policy selects by the recipe's own name, which may differ from the ARN's. */
async function lookCloser({ clients, reader, policies }: At, sighting: Sighting) {
  const { items, blind } = await readDetail(clients.imagebuilder, reader, sighting.image.id);
  const [detail] = items;
  if (detail === undefined) return { sighting, image: sighting.image, protections: [], blind, unseen: [] };
  const image = withDetail(sighting.image, detail);
  const recipe = detail.imageRecipe ?? detail.containerRecipe;
  const origin = {
    ...originFor(image),
    ...(recipe?.name && { recipe: recipe.name }),
    ...(recipe?.version && { version: recipe.version }),
  };
  const protections = managersOf((await policies()).enabled, origin);
  return { sighting, image, protections, blind, unseen: isContainer(detail) ? [unseenContainers] : [] };
}

async function look({ clients, reader }: At, image: Image): Promise<'present' | 'gone' | 'unknown'> {
  const { items, error } = await readDetail(clients.imagebuilder, reader, image.id);
  if (error !== undefined) return isGone(error) ? 'gone' : 'unknown';
  const state = items[0]?.state?.status;
  return state !== undefined && stateOf(state) === undefined ? 'gone' : 'present';
}
