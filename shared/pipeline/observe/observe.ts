/** a scope → Survey: every owned image with its users, and everything that could not be read. */
import type { BlindSpot, Sighting, Survey } from '../../domain/evidence.ts';
import { compareText, imageKeyOf, keyOf, type Image, type ImageKey } from '../../domain/image.ts';
import { seenAs, those, without, type Many } from '../../domain/many.ts';
import type { Instant } from '../../domain/time.ts';
import type { Findings, ImageSource, Listing } from '../ports.ts';
import { doubtOf } from './doubt.ts';

/** What the ledger knew before this look. Its images are many, and seldom asked for. */
export interface Before {
  /** Keys of all known images. */
  readonly known: { readonly size: number; has(key: string): boolean; keys(): IteratorObject<string> };
  readonly images: () => Promise<readonly Image[]>;
  /** Keys of those whose deletion we announced ourselves: their absence is no cause for doubt. */
  readonly leaving?: () => Promise<ReadonlySet<string>>;
  /** Which of these, listed and not known, are known to be gone: listings go on showing them for a while. */
  readonly lingering: (images: readonly ImageKey[]) => Promise<ReadonlySet<string>>;
}

export const nothingKnown: Before = {
  known: new Set(),
  images: async () => Promise.resolve([]),
  lingering: async () => Promise.resolve(new Set()),
};

/** A scope as its listings show it. */
export interface Observed {
  readonly survey: Survey;
  /** All that the listing showed, and keys of those among it that are known to be gone: the survey is without them. */
  readonly shown: Many<Sighting>;
  readonly lingering: ReadonlySet<string>;
  /** Keys of what is known, and absent from a listing that reached its end. */
  readonly missing: readonly string[];
}

/** `takenAt`: when the listing began. */
export async function observe(
  source: Pick<ImageSource, 'scope' | 'listing'>,
  listed: Listing,
  takenAt: Instant,
  before: Before,
): Promise<Observed> {
  const { shown, strange, seen } = sorted(listed, before);
  const gone = await before.lingering(strange);
  const doubt = shown.complete ? await doubtIn(shown, gone, before) : undefined;
  const listing = doubt === undefined ? shown : doubted(shown, source);
  const all = listing.complete ? listing.sightings : blinded(listing, await before.images());
  const sightings = gone.size === 0 ? all : without(all, gone.size, ({ image }) => gone.has(keyOf(image)));
  const survey: Survey = {
    scope: source.scope,
    takenAt,
    complete: listing.complete,
    ...(doubt && { doubt }),
    ...(listing.offered === false && { offered: false }),
    sightings,
    blindSpots: distinct(listing.blindSpots),
  };
  const missing = listing.complete ? missingFrom(seen, strange.length, before) : [...(doubt?.unlisted ?? [])];
  return { survey, shown: all, lingering: gone, missing };
}

/** The same, with what a closer look added. */
export const withFindings = (survey: Survey, findings: Findings): Survey => ({
  ...survey,
  sightings: seenCloser(survey.sightings, findings),
  blindSpots: distinct([...survey.blindSpots, ...findings.blindSpots]),
});

/** Nothing is, where as many were seen as are known. */
const missingFrom = (seen: ReadonlySet<string>, strange: number, { known }: Before): string[] =>
  seen.size - strange === known.size ? [] : [...those(known.keys(), (key) => !seen.has(key))];

async function doubtIn(
  listing: Listing,
  gone: ReadonlySet<string>,
  { known, leaving }: Before,
): Promise<Survey['doubt']> {
  // Of fewer expected images there is no more doubt than of all that are known.
  if (doubtOf(known.size, listing.sightings.length - gone.size) === undefined) return undefined;
  const listed = keysOf(listing);
  for (const key of gone) listed.delete(key);
  const left = (await leaving?.()) ?? new Set();
  const expected = [...known.keys()].filter((key) => !left.has(key));
  const doubt = doubtOf(expected.length, listed.size);
  return doubt && { ...doubt, unlisted: new Set(expected.filter((key) => !listed.has(key))) };
}

/** What cannot be believed is treated as what was not read. */
const doubted = (listing: Listing, { listing: reading }: Pick<ImageSource, 'listing'>): Listing => ({
  ...listing,
  complete: false,
  blindSpots: [...listing.blindSpots, { reading, error: 'ImplausibleListing' }],
});

/**
 * A listing that stopped early may hide the newer siblings, or the very reasons, that would keep an image: nothing in
 * it may be retired. What was known and is not listed is still there as far as anybody can tell.
 */
function blinded(listing: Listing, known: readonly Image[]): Sighting[] {
  const unlisted = known.map((image) => ({ image, users: [], protections: [], blind: [] }));
  return merged(unlisted, listing.sightings).map((sighting) => ({
    ...sighting,
    blind: distinct([...sighting.blind, ...listing.blindSpots]),
  }));
}

interface Sorted {
  readonly shown: Listing;
  /** Keys of all of them. */
  readonly seen: ReadonlySet<string>;
  /** Those that are not known. */
  readonly strange: readonly ImageKey[];
}

/** An image that a listing shows on two of its pages is still one image. */
function sorted(listing: Listing, { known }: Before): Sorted {
  const seen = keysOf(listing);
  const strange = [...those(seen, (key) => !known.has(key))].map(imageKeyOf);
  const twins = seen.size < listing.sightings.length;
  if (!twins) return { shown: listing, seen, strange };
  const { keys: _, ...rest } = listing;
  return { shown: { ...rest, sightings: merged(listing.sightings, []) }, seen, strange };
}

const keysOf = ({ keys, sightings }: Listing): Set<string> =>
  new Set(keys ?? seenAs(sightings, ({ image }) => keyOf(image)));

/** Those that were looked at closer as they were seen then. */
export function seenCloser(all: Many<Sighting>, { sightings: looked }: Findings): Many<Sighting> {
  if (looked.length === 0) return all;
  const byKey = new Map(looked.map((sighting) => [keyOf(sighting.image), sighting]));
  return seenAs(all, (sighting) => byKey.get(keyOf(sighting.image)) ?? sighting);
}

/** Each image once, as it was seen last. */
function merged(all: Iterable<Sighting>, later: Iterable<Sighting>): Sighting[] {
  return [...new Map([...all, ...later].map((sighting) => [keyOf(sighting.image), sighting])).values()];
}

/** Each failure once, in an order that does not depend on which call failed first. */
export function distinct(spots: readonly BlindSpot[]): BlindSpot[] {
  const byText = new Map(spots.map((spot) => [`${spot.reading}\n${spot.error}`, spot]));
  return [...byText.values()].sort(
    (a, b) => compareText(a.reading, b.reading) || compareText(a.error, b.error),
  );
}
