/** Each kind of user of an AppStream image keeps it, and so does sharing it. */
import { describe, expect, it } from 'vitest';
import type { AccountFileInput } from '../../../infra/local/account/account-file.ts';
import { imageOf } from '../../../shared/providers/appstream/image.ts';
import { aScope } from '../../support/facts.ts';
import { detailIn, planOf, policyFor, verdictsIn } from '../../support/simulated.ts';
import { appstreamImage } from '../../support/streams.ts';

const planWith = async (rest: NonNullable<AccountFileInput['appstream']>) =>
  planOf(
    { appstream: { Images: [appstreamImage('used'), appstreamImage('free')], ...rest } },
    { policy: policyFor('appstream') },
  );

const arn = (resource: string): string => `arn:aws:appstream:us-east-1:123456789012:${resource}`;
const fleet = (more: object) => ({
  Arn: arn('fleet/f'),
  Name: 'f',
  InstanceType: 'stream.standard.medium',
  ComputeCapacityStatus: { Desired: 1 },
  State: 'RUNNING',
  ...more,
});
const byName = { ImageName: 'used' };
const byArn = { ImageArn: arn('image/used') };

describe('a fleet', () => {
  it.each([
    ['by its name', fleet(byName)],
    ['by its ARN', fleet(byArn)],
    ['by its name while it is stopped', fleet({ ...byName, State: 'STOPPED' })],
    ['by its ARN while it is stopped', fleet({ ...byArn, State: 'STOPPED' })],
    ['while it starts', fleet({ ...byName, State: 'STARTING' })],
    ['though it is elastic', fleet({ ...byName, FleetType: 'ELASTIC' })],
  ])('trap 35: keeps the image that it uses %s', async (_, user) => {
    const plan = await planWith({ Fleets: [user] });
    expect(verdictsIn(plan)).toEqual({ free: 'retire', used: 'in-use' });
    expect(detailIn(plan, 'used', 'in-use')).toBe(arn('fleet/f'));
  });

  it("keeps no image by the ARN of another account's image of the same name", async () => {
    const other = fleet({ ImageArn: arn('image/used').replace('123456789012', '210987654321') });
    expect(verdictsIn(await planWith({ Fleets: [other] }))).toEqual({ free: 'retire', used: 'retire' });
  });
});

describe('an image builder', () => {
  it.each(['RUNNING', 'STOPPED', 'SNAPSHOTTING'])(
    'keeps the image that it was made from while it is %s',
    async (State) => {
      const ImageBuilders = [{ Name: 'b', Arn: arn('image-builder/b'), State, ...byArn }];
      const plan = await planWith({ ImageBuilders });
      expect(verdictsIn(plan)).toEqual({ free: 'retire', used: 'in-use' });
      expect(detailIn(plan, 'used', 'in-use')).toBe(arn('image-builder/b'));
    },
  );
});

describe('sharing', () => {
  const sharedAs = async (ImageSharedWithOthers: string) =>
    planWith({ Images: [{ ...appstreamImage('used'), ImageSharedWithOthers }, appstreamImage('free')] });

  it('trap 33, 36: keeps an image whose ImageSharedWithOthers is the text TRUE', async () => {
    expect(verdictsIn(await sharedAs('TRUE'))).toEqual({ free: 'retire', used: 'shared' });
  });

  it('trap 36: does not keep an image whose ImageSharedWithOthers is the text FALSE', async () => {
    expect(verdictsIn(await sharedAs('FALSE'))).toEqual({ free: 'retire', used: 'retire' });
  });
});

it('trap 37: judges neither public images nor those that others share', async () => {
  const others = [
    {
      Name: 'AppStream-Base',
      Arn: 'arn:aws:appstream:us-east-1::image/AppStream-Base',
      Visibility: 'PUBLIC',
    },
    { Name: 'theirs', Arn: 'arn:aws:appstream:us-east-1:210987654321:image/theirs', Visibility: 'SHARED' },
    { Name: 'odd', Arn: 'arn:aws:appstream:us-east-1:210987654321:image/odd', Visibility: 'PRIVATE' },
  ].map((image) => ({ ...appstreamImage(image.Name), ...image }));
  const plan = await planWith({ Images: [...others, appstreamImage('mine')] });
  expect(verdictsIn(plan)).toEqual({ mine: 'retire' });
});

it('trap 37: takes no image for its own that AWS calls public or shared, whatever was asked for', () => {
  const scope = { ...aScope, kind: 'appstream' as const };
  const owned = (Visibility: 'PRIVATE' | 'PUBLIC' | 'SHARED', account = aScope.account) =>
    imageOf({ Name: 'x', Visibility, Arn: `arn:aws:appstream:us-east-1:${account}:image/x` }, scope)?.id;
  expect([owned('PRIVATE'), owned('PUBLIC'), owned('SHARED'), owned('PRIVATE', '')]).toEqual([
    'x',
    undefined,
    undefined,
    undefined,
  ]);
});

it('trap 34: keeps an image that bears the keep tag, which only a call of its own tells', async () => {
  const plan = await planWith({ Tags: { [arn('image/used')]: { 'imagewarden:keep': '' } } });
  expect(verdictsIn(plan)).toEqual({ free: 'retire', used: 'protected-tag' });
});
