/** Reads the AMIs of one account and region, and everything that can use them. */
import { DescribeImagesCommand, type EC2Client, type Image as Ami } from '@aws-sdk/client-ec2';
import type { Protection } from '../../domain/evidence.ts';
import { keyOf, type Image, type Scope } from '../../domain/image.ts';
import { joined, seenAs, type Many, type Page } from '../../domain/many.ts';
import type { Needs } from '../../domain/policy.ts';
import type { Instant } from '../../domain/time.ts';
import { createPacking, fromPages } from '../../packed/packed.ts';
import type { Clock, ImageSource, Listing, Open, SoFar } from '../../pipeline/ports.ts';
import type { Ec2Clients } from '../clients.ts';
import { createReader, type Pages, type Reader, type Stretch } from '../reader.ts';
import { examine } from './examine.ts';
import { isGone } from './faults.ts';
import { imageOf, protectionsOf } from './image.ts';
import { readOrigins } from './origin.ts';
import { readRemains } from './snapshots.ts';
import { requestsOfLook } from './usage-reports.ts';
import { readUsers, type Users } from './users.ts';

export function createEc2Source(
  scope: Scope,
  clients: Ec2Clients,
  clock: Clock,
  mayRequestReports: boolean,
): ImageSource {
  const reader = createReader(clients.offering);
  const requests = requestsOfLook(mayRequestReports);
  const list = async (read: Read, users: Users, needs: Needs): Promise<Listing> =>
    listingOf(read, users, clients, reader, needs);
  return {
    scope,
    listing: 'ec2:DescribeImages',
    list: async (needs) => {
      const [read, users] = await Promise.all([
        listImages(clients.ec2, reader, scope, clock),
        readUsers(clients, reader, scope),
      ]);
      return list(read, users, needs);
    },
    listOn: async (needs, soFar, until) => {
      // Who uses images is asked anew by each part that comes to an end: it is soon told, and old soon.
      const begins = soFar.place === undefined && !soFar.whole;
      const [read, early] = await Promise.all([
        listOn(soFar, clients.ec2, reader, scope, clock, until),
        begins ? readUsers(clients, reader, scope) : undefined,
      ]);
      return 'open' in read ? read : list(read, early ?? (await readUsers(clients, reader, scope)), needs);
    },
    sight: async (id, needs) => {
      const [read, users] = await Promise.all([
        readImage(id, clients.ec2, reader),
        readUsers(clients, reader, scope),
      ]);
      return list({ ...read, items: ownedIn(read.items, scope, clock.now()) }, users, needs);
    },
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
async function listImages(
  ec2: EC2Client,
  reader: Reader,
  scope: Scope,
  clock: Clock,
  stretch?: Stretch,
): Promise<Listed> {
  const packing = createPacking<Owned>(1000, heldLoose);
  const keys: string[] = [];
  const read = await reader.pages(
    'ec2:DescribeImages',
    async (token) => {
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
    },
    stretch,
  );
  const items = packing.closed();
  return { ...read, items, keys, pages: () => items.pages() };
}

interface Listed extends Read {
  readonly open?: string;
  readonly keys: readonly string[];
  readonly pages: () => readonly Page[];
}

/** Goes on with a listing that an earlier function could not end. */
async function listOn(
  { pages, place, whole }: SoFar<string>,
  ec2: EC2Client,
  reader: Reader,
  scope: Scope,
  clock: Clock,
  until: Instant,
): Promise<Read | Open<string>> {
  const before = fromPages<Owned>(pages);
  const keysBefore = (): string[] => Array.from(before, ({ image }) => keyOf(image));
  if (whole) return { items: before, keys: keysBefore(), blind: [], pages: () => [] };
  const stretch = { ...(place !== undefined && { token: place }), goesOn: () => clock.now() < until };
  const { open, ...read } = await listImages(ec2, reader, scope, clock, stretch);
  if (open !== undefined) return { open, pages: read.pages() };
  return { ...read, items: joined(before, read.items), keys: [...keysBefore(), ...read.keys] };
}

/** A listing of images, to its end or up to where it failed. */
interface Read extends Omit<Pages<Owned>, 'items' | 'open'> {
  readonly items: Many<Owned>;
  readonly keys?: readonly string[];
  readonly pages?: () => readonly Page[];
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

async function listingOf(
  amis: Read,
  users: Users,
  clients: Ec2Clients,
  reader: Reader,
  needs: Needs,
): Promise<Listing> {
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
    ...(amis.pages && { pages: amis.pages }),
    sightings: seenAs(owned, ({ image, protections }) => {
      const blind = origins.blind(image);
      return {
        image: origins.place(image),
        users: users.byImage.get(image.id) ?? none,
        protections: together(protections, origins.protections(image)),
        blind: together(users.blind, blind),
        unclassified: needs.origin && blind.length > 0,
      };
    }),
    blindSpots: [...amis.blind, ...users.blind, ...origins.blindSpots],
  };
}

/** One for all that have nothing of the kind. */
const none: readonly never[] = [];

const together = <T>(some: readonly T[], more: readonly T[]): readonly T[] =>
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
