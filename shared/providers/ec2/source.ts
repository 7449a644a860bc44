/** Reads the AMIs of one account and region, and everything that can use them. */
import { DescribeImagesCommand, type EC2Client, type Image as Ami } from '@aws-sdk/client-ec2';
import type { Protection } from '../../domain/evidence.ts';
import { keyOf, type Image, type Scope } from '../../domain/image.ts';
import { seenAs, type Many } from '../../domain/many.ts';
import type { Needs } from '../../domain/policy.ts';
import type { Instant } from '../../domain/time.ts';
import { createPacking } from '../../packed/packed.ts';
import type { Clock, ImageSource, Listing } from '../../pipeline/ports.ts';
import type { Ec2Clients } from '../clients.ts';
import { createReader, type Pages, type Reader } from '../reader.ts';
import { examine } from './examine.ts';
import { isGone } from './faults.ts';
import { imageOf, protectionsOf } from './image.ts';
import { readOrigins } from './origin.ts';
import { readRemains } from './snapshots.ts';
import { requestsOfLook } from './usage-reports.ts';
import { readUsers } from './users.ts';

export function createEc2Source(
  scope: Scope,
  clients: Ec2Clients,
  clock: Clock,
  mayRequestReports: boolean,
): ImageSource {
  const reader = createReader(clients.offering);
  const requests = requestsOfLook(mayRequestReports);
  return {
    scope,
    listing: 'ec2:DescribeImages',
    list: async (needs) =>
      list(scope, clients, reader, needs, async () => listImages(clients.ec2, reader, scope, clock)),
    sight: async (id, needs) =>
      list(scope, clients, reader, needs, async () => {
        const read = await readImage(id, clients.ec2, reader);
        return { ...read, items: ownedIn(read.items, scope, clock.now()) };
      }),
    examine: async (candidates, readings) =>
      examine(candidates, readings, { clients, reader, clock, requests }),
    look: async (image) => look(image, clients.ec2, reader),
    remains: async (image) => readRemains(clients.ec2, reader, image),
    calls: () => reader.calls(),
  };
}

/** Most scopes have fewer; of what more there is, packing saves nine tenths of the memory. */
const heldLoose = 20_000;

/** Without `IncludeDisabled` a disabled AMI, and what it holds on to, would look gone. */
const listImages = async (ec2: EC2Client, reader: Reader, scope: Scope, clock: Clock): Promise<Read> => {
  const packing = createPacking<Owned>(1000, heldLoose);
  const keys: string[] = [];
  const read = await reader.pages('ec2:DescribeImages', async (token) => {
    const page = await ec2.send(
      new DescribeImagesCommand({
        Owners: ['self'],
        IncludeDeprecated: true,
        IncludeDisabled: true,
        MaxResults: 1000,
        NextToken: token,
      }),
    );
    for (const owned of ownedIn(page.Images, scope, clock.now())) {
      packing.push(owned);
      keys.push(keyOf(owned.image));
    }
    return { items: [], token: page.NextToken };
  });
  return { ...read, items: packing.closed(), keys };
};

/** A listing of images, to its end or up to where it failed. */
interface Read extends Omit<Pages<Owned>, 'items'> {
  readonly items: Many<Owned>;
  readonly keys?: readonly string[];
}

interface Owned {
  readonly image: Image;
  readonly protections: readonly Protection[];
}

/** What we need to know of a page, and no more: an answer holds ten times that. */
const ownedIn = (amis: readonly Ami[] | undefined, scope: Scope, now: Instant): Owned[] =>
  (amis ?? []).flatMap((ami) => {
    const image = imageOf(ami, scope, now);
    return image === undefined ? [] : [{ image, protections: protectionsOf(ami) }];
  });

async function list(
  scope: Scope,
  clients: Ec2Clients,
  reader: Reader,
  needs: Needs,
  read: () => Promise<Read>,
): Promise<Listing> {
  const [amis, users] = await Promise.all([read(), readUsers(clients, reader, scope)]);
  const owned = amis.items;
  const origins = await readOrigins(
    seenAs(owned, ({ image }) => image),
    clients,
    reader,
    needs,
  );
  return {
    complete: amis.blind.length === 0,
    ...(amis.keys && { keys: amis.keys }),
    sightings: seenAs(owned, ({ image, protections }) => {
      const blind = origins.blind(image);
      return {
        image: origins.place(image),
        users: users.byImage.get(image.id) ?? none,
        protections: joined(protections, origins.protections(image)),
        blind: joined(users.blind, blind),
        unclassified: needs.origin && blind.length > 0,
      };
    }),
    blindSpots: [...amis.blind, ...users.blind, ...origins.blindSpots],
  };
}

/** One for all that have nothing of the kind. */
const none: readonly never[] = [];

const joined = <T>(some: readonly T[], more: readonly T[]): readonly T[] =>
  some.length + more.length === 0 ? none : [...some, ...more];

/** An id that is gone is first listed, then answered with nothing, then not known: any of the last two says gone. */
async function readImage(id: string, ec2: EC2Client, reader: Reader): Promise<Pages<Ami>> {
  const answer = await reader.once('ec2:DescribeImages', async () =>
    ec2.send(new DescribeImagesCommand({ ImageIds: [id], IncludeDisabled: true, IncludeDeprecated: true })),
  );
  if (!answer.known) return { items: [], blind: isGone(answer.error) ? [] : [answer.blind] };
  return { items: (answer.value.Images ?? []).filter(({ State }) => State !== 'deregistered'), blind: [] };
}

async function look(image: Image, ec2: EC2Client, reader: Reader): Promise<'present' | 'gone' | 'unknown'> {
  const { items, blind } = await readImage(image.id, ec2, reader);
  if (blind.length > 0) return 'unknown';
  return items.length === 0 ? 'gone' : 'present';
}
