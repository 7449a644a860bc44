/** What a look at a scope comes to when some of it could not be seen. */
import { expect, it } from 'vitest';
import type { Sighting } from '../../../shared/domain/evidence.ts';
import { keyOf, type Image } from '../../../shared/domain/image.ts';
import { observe, type Before } from '../../../shared/pipeline/observe/observe.ts';
import type { ImageSource, Listing } from '../../../shared/pipeline/ports.ts';
import { anImage, aScope, noon } from '../../support/facts.ts';
import { aPolicy } from '../../support/policies.ts';
import { aSighting } from '../../support/sightings.ts';

const spot = { reading: 'ec2:DescribeImages', error: 'TimeoutError' };

async function look(listing: Partial<Listing>, before: Partial<Before> = {}, candidates: string[] = []) {
  const examined: string[] = [];
  const source: ImageSource = {
    scope: aScope,
    listing: 'ec2:DescribeImages',
    list: async () => Promise.resolve({ complete: true, sightings: [], blindSpots: [], ...listing }),
    examine: async (asked) => {
      examined.push(...asked.map(({ image }) => image.id));
      const sightings = asked.map((one) => ({ ...one, users: [{ resource: 'lt-1', durable: true }] }));
      return Promise.resolve({ sightings, blindSpots: [spot] });
    },
    sight: async () => Promise.reject(new Error('nobody asks for one image here')),
    look: async () => Promise.resolve('unknown' as const),
    calls: () => ({}),
  };
  const survey = await observe(
    source,
    { tags: false, origin: false },
    (all) => [...all].filter(({ image }) => candidates.includes(image.id)),
    async (chosen) => source.examine(chosen, aPolicy().readings),
    { now: () => noon, sleep: async () => Promise.resolve() },
    { ...known(), lingering: async () => Promise.resolve(new Set()), ...before },
  );
  return { survey, examined };
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

it('looks closer at candidates alone, and takes what that showed for theirs', async () => {
  const { survey, examined } = await look(
    { sightings: [aSighting({ id: 'ami-1' }), aSighting({ id: 'ami-2' })] },
    {},
    ['ami-2'],
  );
  expect(examined).toEqual(['ami-2']);
  expect(Array.from(survey.sightings, ({ users }) => users.length)).toEqual([0, 1]);
  expect(survey.blindSpots).toEqual([spot]);
});

it('asks for no closer look when there is no candidate', async () => {
  const { survey, examined } = await look({ sightings: [aSighting()] });
  expect(examined).toEqual([]);
  expect(survey.blindSpots).toEqual([]);
});

it('takes an image that stands on two pages for one', async () => {
  const { survey } = await look({ sightings: [aSighting(), aSighting()] });
  expect(survey.sightings).toHaveLength(1);
});
