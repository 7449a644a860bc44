/** What holds of any account, the real one of `TARGET=aws` too: it is read in full, and everything read has its line. */
import { describe, expect, it } from 'vitest';
import { kinds, type Kind } from '../../../shared/domain/image.ts';
import type { ImageSource } from '../../../shared/pipeline/ports.ts';
import { connectTo } from '../../../shared/runtime/connect.ts';
import { homeOf } from '../../../shared/runtime/identity.ts';
import { aPolicy, aRule } from '../../support/policies.ts';
import { surroundingsOf } from './target.ts';

const policy = aPolicy({ mode: 'preview', rules: [aRule({ retire: { olderThan: '0h' } })] });
/** Enough to see that the closer look is answered, and few enough to be no burden on a real account. */
const looks = 3;

async function sourceOf(kind: Kind): Promise<ImageSource> {
  const surroundings = await surroundingsOf(policy);
  const home = await homeOf(surroundings);
  return (await connectTo(surroundings, home)({ ...home, kind })).source();
}

describe.each(kinds)('the images of kind %s', (kind) => {
  it('are listed to the last page, with their users, recipes and tags', { timeout: 300_000 }, async () => {
    const listing = await (await sourceOf(kind)).list({ tags: true, origin: true });
    expect(listing.blindSpots).toEqual([]);
    expect(listing.complete).toBe(true);
    const unreadable = [...listing.sightings].filter(({ image }) => image.createdAt === undefined);
    expect(unreadable.map(({ image }) => image.id)).toEqual([]);
  });

  it('are looked at closer, and are there when asked for by id', { timeout: 300_000 }, async () => {
    const source = await sourceOf(kind);
    const { sightings } = await source.list({ tags: false, origin: false });
    const some = [...sightings].slice(0, looks);
    const findings = await source.examine(some, policy.readings);
    expect(findings.blindSpots).toEqual([]);
    expect(findings.sightings).toHaveLength(some.length);
    for (const { image } of some) expect(await source.look(image)).toBe('present');
  });
});
