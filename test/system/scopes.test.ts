/** Several accounts and regions in one run: each scope by itself. */
import { expect, it } from 'vitest';
import { accountWith, ami, amis } from '../support/amis.ts';
import { aPolicy } from '../support/policies.ts';
import { outcomesOf, startService } from '../support/service.ts';

const home = '123456789012';
const other = '210987654321';
const closed = '333333333333';
const roleIn = (id: string) => ({ id, role: `arn:aws:iam::${id}:role/imagewarden` });

const accounts = [
  accountWith([ami('ami-home')]),
  { ...accountWith([ami('ami-home-eu')]), region: 'eu-west-1' },
  { ...accountWith([ami('ami-other')]), account: other },
  { ...accountWith([ami('ami-other-eu')]), account: other, region: 'eu-west-1' },
];

const everywhere = (more: readonly object[] = []) =>
  aPolicy({
    targets: [
      {
        regions: ['us-east-1', 'eu-west-1'],
        accounts: ['self', roleIn(other), ...more],
        kinds: ['ec2', 'appstream'],
      },
    ],
  });

it('goes through two regions of two accounts', async () => {
  const service = await startService({ accounts, policy: everywhere() });
  const document = await service.run();
  expect(outcomesOf(document)).toEqual({
    'ami-home': 'deleted',
    'ami-home-eu': 'deleted',
    'ami-other': 'deleted',
    'ami-other-eu': 'deleted',
  });
  expect(document.images.map(({ account, region }) => `${account} ${region}`)).toEqual([
    `${home} eu-west-1`,
    `${home} us-east-1`,
    `${other} eu-west-1`,
    `${other} us-east-1`,
  ]);
  expect(document.blindSpots).toEqual([]);
  expect(service.scopes).toHaveLength(8);
});

it('sees no more of an account that cannot be entered than that; the others are done', async () => {
  const service = await startService({ accounts, policy: everywhere([roleIn(closed)]) });
  const document = await service.run();
  expect(Object.values(outcomesOf(document))).toEqual(['deleted', 'deleted', 'deleted', 'deleted']);
  expect(document.blindSpots).toEqual(
    ['eu-west-1/appstream', 'eu-west-1/ec2', 'us-east-1/appstream', 'us-east-1/ec2'].map((place) => ({
      scope: `${closed}/${place}`,
      reading: 'sts:AssumeRole',
      error: 'AccessDenied',
    })),
  );
});

it('calls nothing vanished when an account cannot be entered any more', async () => {
  const service = await startService({
    accounts: [accountWith([]), { ...accountWith([ami('ami-young', 1)]), account: other }],
    policy: aPolicy({ targets: [{ regions: ['us-east-1'], accounts: [roleIn(other)], kinds: ['ec2'] }] }),
  });
  await service.run();
  service.simulator.inject({ service: 'sts', operation: 'AssumeRole', error: 'AccessDenied' });
  service.deploy(
    aPolicy({ targets: [{ regions: ['us-east-1'], accounts: [roleIn(other)], kinds: ['ec2'] }] }),
  );
  const later = await service.run(service.clock.now() + 86_400_000);
  expect(outcomesOf(later)).toEqual({ 'ami-young': 'none' });
  expect(later.images[0]?.reasons.map(({ code }) => code)).toContain('users-unknown');
  expect(await service.archive.gone(service.scopes[0]!)).toEqual([]);
});

it('has a limit of its own in each', async () => {
  const service = await startService({
    accounts: [accountWith(amis(4)), { ...accountWith(amis(4)), region: 'eu-west-1' }],
    policy: aPolicy({
      targets: [{ regions: ['us-east-1', 'eu-west-1'], kinds: ['ec2'] }],
      limits: { perRun: 1, share: '100%' },
    }),
  });
  await service.run();
  for (const region of ['us-east-1', 'eu-west-1'])
    expect(service.simulator.world(home, region).ec2.images.all()).toHaveLength(3);
});
