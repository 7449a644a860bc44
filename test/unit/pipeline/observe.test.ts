/** What a look at a scope comes to when some of it could not be seen. */
import { expect, it } from 'vitest';
import type { Sighting } from '../../../shared/domain/evidence.ts';
import { keyOf, type Image } from '../../../shared/domain/image.ts';
import { observe, withFindings, type Before } from '../../../shared/pipeline/observe/observe.ts';
import type { Listing } from '../../../shared/pipeline/ports.ts';
import { anImage, aScope, noon } from '../../support/facts.ts';
import { aSighting } from '../../support/sightings.ts';

const spot = { reading: 'ec2:DescribeImages', error: 'TimeoutError' };

async function look(listing: Partial<Listing>, before: Partial<Before> = {}) {
  const source = { scope: aScope, listing: 'ec2:DescribeImages' };
  const listed = { complete: true, sightings: [], blindSpots: [], ...listing };
  const lingering = async () => Promise.resolve(new Set<string>());
  return observe(source, listed, noon, { ...known(), lingering, ...before });
}

const known = (...images: Image[]) => ({
  known: new Set(images.map(keyOf)),
  images: async () => Promise.resolve(images),
});

const ids = (sightings: Iterable<Sighting>): string[] => Array.from(sightings, ({ image }) => image.id);

it('keeps what was known and is not listed, and blinds everything, when the listing stopped early', async () => {
  const { survey } = await look(
    { complete: false, sightings: [aSighting({ id: 'ami-1' })], blindSpots: [spot] },
    known(anImage({ id: 'ami-1' }), anImage({ id: 'ami-2' })),
  );
  expect(ids(survey.sightings)).toEqual(['ami-1', 'ami-2']);
  expect(Array.from(survey.sightings, ({ blind }) => blind)).toEqual([[spot], [spot]]);
  expect(survey.complete).toBe(false);
});

it('takes nothing for there that is not in a whole listing', async () => {
  const { survey } = await look({ sightings: [aSighting({ id: 'ami-1' })] }, known(anImage({ id: 'ami-2' })));
  expect(ids(survey.sightings)).toEqual(['ami-1']);
});

it('leaves out what is known to be gone and only lingers', async () => {
  const { survey } = await look(
    { sightings: [aSighting({ id: 'ami-1' }), aSighting({ id: 'ami-2' })] },
    { lingering: async () => Promise.resolve(new Set(['ami-1\n'])) },
  );
  expect(ids(survey.sightings)).toEqual(['ami-2']);
});

it('takes what a closer look showed of an image for what it is', async () => {
  const { survey } = await look({ sightings: [aSighting({ id: 'ami-1' }), aSighting({ id: 'ami-2' })] });
  const found = [aSighting({ id: 'ami-2' }, { users: [{ resource: 'lt-1', durable: true }] })];
  const seen = withFindings(survey, { sightings: found, blindSpots: [spot] });
  expect(Array.from(seen.sightings, ({ users }) => users.length)).toEqual([0, 1]);
  expect(seen.blindSpots).toEqual([spot]);
});

it('misses what is known and not in a whole listing, and nothing after one that stopped early', async () => {
  const listing = { sightings: [aSighting({ id: 'ami-1' }), aSighting({ id: 'ami-3' })] };
  const before = known(anImage({ id: 'ami-1' }), anImage({ id: 'ami-2' }));
  expect((await look(listing, before)).missing).toEqual(['ami-2\n']);
  expect((await look({ ...listing, complete: false, blindSpots: [spot] }, before)).missing).toEqual([]);
});

it('goes by the keys that a listing tells, where it tells them', async () => {
  const sightings = [aSighting({ id: 'ami-1' }), aSighting({ id: 'ami-2' })];
  const keys = sightings.map(({ image }) => keyOf(image));
  const before = known(anImage({ id: 'ami-2' }), anImage({ id: 'ami-3' }));
  const told = await look({ sightings, keys }, before);
  expect(told.missing).toEqual(['ami-3\n']);
  expect(ids(told.survey.sightings)).toEqual(['ami-1', 'ami-2']);
});

it('takes an image that stands on two pages for one', async () => {
  const { survey } = await look({ sightings: [aSighting(), aSighting()] });
  expect(survey.sightings).toHaveLength(1);
});
