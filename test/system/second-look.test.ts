/** What changed between the decision and the deletion holds the image. */
import { describe, expect, it } from 'vitest';
import { day, iso } from '../../shared/domain/time.ts';
import type { MachineImage } from '../../infra/local/account/shapes.ts';
import { accountWith, ami, amis, instanceOf } from '../support/amis.ts';
import { noon } from '../support/facts.ts';
import { aPolicy, aRule, ec2Policy } from '../support/policies.ts';
import { idsIn, outcomesOf, startService, type TestService } from '../support/service.ts';
import { appstreamImage } from '../support/streams.ts';

const start = async () =>
  startService({ accounts: accountWith([ami('ami-1'), ami('ami-2', 99)]), policy: ec2Policy() });

/** The same AMI, otherwise. */
const alter = ({ world: { ec2 } }: TestService, parts: Partial<MachineImage>): void => {
  const image = ec2.images.get('ami-1');
  if (image === undefined) throw new Error('ami-1 is not there');
  ec2.images.remove(image);
  ec2.images.add({ ...image, ...parts });
};

describe.each<{ what: string; change: (service: TestService) => void; held: string }>([
  {
    what: 'an instance was launched from it',
    change: ({ world }) => {
      world.ec2.instances.add(instanceOf('ami-1'));
    },
    held: 'in-use',
  },
  {
    what: 'a launch configuration names it',
    change: ({ world }) => {
      world.autoscaling.launchConfigurations.add({
        LaunchConfigurationName: 'web',
        ImageId: 'ami-1',
        InstanceType: 't3.micro',
        CreatedTime: iso(noon),
      });
    },
    held: 'in-use',
  },
  {
    what: 'it was shared',
    change: ({ world }) => {
      world.ec2.launchPermissions.set('ami-1', [{ UserId: '999999999999' }]);
    },
    held: 'shared',
  },
  {
    what: 'it was made public',
    change: (service) => {
      alter(service, { Public: true });
    },
    held: 'public',
  },
  {
    what: 'it was tagged to be kept',
    change: (service) => {
      alter(service, { Tags: [{ Key: 'imagewarden:keep', Value: '' }] });
    },
    held: 'protected-tag',
  },
  {
    what: 'its snapshot was tagged to be kept',
    change: ({ world }) => {
      const snapshot = world.ec2.snapshots.get('snap-1');
      if (snapshot) world.ec2.snapshots.remove(snapshot);
      world.ec2.snapshots.add({ ...snapshot, Tags: [{ Key: 'imagewarden:keep', Value: '' }] });
    },
    held: 'protected-tag',
  },
  {
    what: 'it was protected',
    change: (service) => {
      alter(service, { DeregistrationProtection: 'enabled-without-cooldown' });
    },
    held: 'deregistration-protected',
  },
  {
    what: 'it was disabled',
    change: (service) => {
      alter(service, { State: 'disabled' });
    },
    held: 'changed',
  },
  {
    what: 'it bears another time of creation',
    change: (service) => {
      alter(service, { CreationDate: iso(noon - 101 * day) });
    },
    held: 'changed',
  },
])('between survey and retirement $what', ({ change, held }) => {
  it(`and it is held: ${held}; the other image goes`, async () => {
    const service = await start();
    service.before('retire', () => {
      change(service);
    });
    const outcomes = outcomesOf(await service.run());
    expect(outcomes).toEqual({ 'ami-1': `held: ${held}`, 'ami-2': 'deleted' });
    expect(idsIn(service.world)).toEqual(['ami-1']);
  });
});

it('holds everything when the policy went to preview in between', async () => {
  const service = await start();
  service.before('retire', () => {
    service.deploy(ec2Policy({ mode: 'preview' }));
  });
  expect(outcomesOf(await service.run())).toEqual({ 'ami-1': 'held: stopped', 'ami-2': 'held: stopped' });
  expect(idsIn(service.world)).toEqual(['ami-1', 'ami-2']);
});

it.each([
  ['graver', { rules: [aRule({ retire: { olderThan: '10d' } })] }, 'changed'],
  ['milder by a floor', { rules: [aRule({ keep: { newest: 1 } })] }, 'newest'],
  ['milder by a name', { protect: { names: ['image-of-*'] } }, 'protected-name'],
  ['milder by a grace', { grace: '7d' }, 'changed'],
] as const)('holds an image when the policy became %s in between', async (_, changes, held) => {
  const service = await startService({ accounts: accountWith([ami('ami-1')]), policy: ec2Policy() });
  service.before('retire', () => {
    service.deploy(ec2Policy(changes));
  });
  expect(outcomesOf(await service.run())['ami-1']).toMatch(new RegExp(`^held: .*${held}`));
  expect(idsIn(service.world)).toEqual(['ami-1']);
});

it('holds everything when the rule became another in between', async () => {
  const service = await start();
  service.before('retire', () => {
    service.deploy(ec2Policy({ rules: [aRule({ retire: { olderThan: '31d' } })] }));
  });
  expect(outcomesOf(await service.run())).toEqual({ 'ami-1': 'held: changed', 'ami-2': 'held: changed' });
  expect(idsIn(service.world)).toEqual(['ami-1', 'ami-2']);
});

it('holds everything when users cannot be read any more', async () => {
  const service = await start();
  service.before('retire', () => {
    service.simulator.inject({
      service: 'ec2',
      operation: 'DescribeImageReferences',
      error: 'UnauthorizedOperation',
    });
  });
  expect(outcomesOf(await service.run())).toEqual({
    'ami-1': 'held: users-unknown',
    'ami-2': 'held: users-unknown',
  });
  expect(idsIn(service.world)).toEqual(['ami-1', 'ami-2']);
});

it('holds the last of a family when its newer sibling went in between', async () => {
  const service = await startService({
    accounts: accountWith(amis(2).map((image, at) => ({ ...image, Name: `web-${at + 1}` }))),
    policy: ec2Policy({ rules: [aRule({ keep: { newest: 1 } })] }),
  });
  service.before('retire', () => {
    const newest = service.world.ec2.images.get('ami-002');
    if (newest) service.world.ec2.images.remove(newest);
  });
  await service.run();
  expect(idsIn(service.world)).toEqual(['ami-001']);
});

it('looks again when the evidence has grown old on the way', async () => {
  const service = await start();
  service.simulator.onCall(({ operation, input }) => {
    if (operation !== 'DeregisterImage' || !JSON.stringify(input).includes('"ami-1"')) return;
    service.clock.advanceTo(service.clock.now() + 6 * 60_000);
    service.world.ec2.instances.add(instanceOf('ami-2'));
  });
  expect(outcomesOf(await service.run())).toEqual({ 'ami-1': 'deleted', 'ami-2': 'held: in-use' });
  expect(idsIn(service.world)).toEqual(['ami-2']);
});

describe('an AppStream image that was made again under its name', () => {
  const office = appstreamImage('office');
  const startStream = async () =>
    startService({
      accounts: { appstream: { Images: [office] } },
      policy: aPolicy({ targets: [{ regions: ['us-east-1'], kinds: ['appstream'] }] }),
    });
  const remake = ({ world }: TestService): void => {
    for (const old of world.appstream.images.named('office')) world.appstream.images.remove(old);
    world.appstream.images.add({ ...office, CreatedTime: iso(noon - 50 * day) });
  };
  const created = ({ world }: TestService) =>
    world.appstream.images.all().map(({ CreatedTime }) => CreatedTime);

  it('between survey and retirement is left alone', async () => {
    const service = await startStream();
    service.before('retire', () => {
      remake(service);
    });
    await service.run();
    expect(created(service)).toEqual([iso(noon - 50 * day)]);
    expect(service.simulator.calls()).not.toHaveProperty('appstream:DeleteImage');
  });

  it('between the second look and the deletion is left alone', async () => {
    const service = await startStream();
    let again = false;
    service.simulator.onCall(({ operation, input }) => {
      // The listing asks for no names; only the check right before the deletion does.
      if (operation !== 'DescribeImages' || !JSON.stringify(input).includes('office') || again) return;
      again = true;
      remake(service);
    });
    expect(outcomesOf(await service.run())).toEqual({ office: 'held: changed' });
    expect(again).toBe(true);
    expect(created(service)).toEqual([iso(noon - 50 * day)]);
    expect(service.simulator.calls()).not.toHaveProperty('appstream:DeleteImage');
  });
});
