/** Each kind of user of an AMI keeps it, all by itself, and the plan names the very resource. */
import { describe, expect, it } from 'vitest';
import type { AccountFileInput } from '../../../infra/local/account/account-file.ts';
import { accountWith, ami, instanceOf } from '../../support/amis.ts';
import { detailIn, planOf, policyFor, verdictsIn } from '../../support/simulated.ts';
import { group, launchConfiguration, spotFleet, template } from './resources.ts';

type Users = Omit<AccountFileInput, 'ec2'> & { ec2?: AccountFileInput['ec2'] };

const arn = (service: string, resource: string): string =>
  `arn:aws:${service}:us-east-1:123456789012:${resource}`;

const planWith = async (users: Users, changes: Readonly<Record<string, unknown>> = {}) =>
  planOf(accountWith([ami('ami-used'), ami('ami-free')], users), { policy: policyFor('ec2', changes) });

async function expectKept(users: Users, resource: string): Promise<void> {
  const plan = await planWith(users);
  expect(verdictsIn(plan)).toEqual({ 'ami-free': 'retire', 'ami-used': 'in-use' });
  expect(detailIn(plan, 'ami-used', 'in-use')?.split(', ')).toContain(resource);
  expect(plan.blindSpots).toEqual([]);
}

const instanceIn = (state: string) => ({ ...instanceOf('ami-used'), State: { Name: state } });
const managed = { Operator: { Managed: true, Principal: 'eks.amazonaws.com' } };

describe('an instance', () => {
  it.each(['pending', 'running', 'stopping', 'stopped', 'shutting-down'])(
    'keeps its image while it is %s',
    async (state) => {
      await expectKept({ ec2: { Instances: [instanceIn(state)] } }, arn('ec2', 'instance/i-1'));
    },
  );

  it('trap 7: does not keep its image once it is terminated', async () => {
    const plan = await planWith({ ec2: { Instances: [instanceIn('terminated')] } });
    expect(verdictsIn(plan)['ami-used']).toBe('retire');
  });

  it('trap 6: keeps its image though EC2 hides it, since another service manages it', async () => {
    const Instances = [{ ...instanceIn('running'), ...managed }];
    await expectKept({ ec2: { Instances } }, arn('ec2', 'instance/i-1'));
  });
});

describe('a launch template', () => {
  it.each([
    ['its latest version', [template('lt-1', 1, 'ami-x', { DefaultVersion: true }), template('lt-1', 2)]],
    ['its default version', [template('lt-1', 1, 'ami-used', { DefaultVersion: true }), latest('lt-1', 2)]],
    ['an old version that nothing names', [template('lt-1', 1), latest('lt-1', 2), latest('lt-1', 3)]],
    ['a version that EC2 hides', [template('lt-1', 1, 'ami-used', managed)]],
  ])('keeps the image of %s', async (_, LaunchTemplateVersions) => {
    await expectKept({ ec2: { LaunchTemplateVersions } }, arn('ec2', 'launch-template/lt-1'));
  });

  it('trap 7: keeps the image of a version far behind the ten newest', async () => {
    const newer = Array.from({ length: 40 }, (_, at) => latest('lt-1', at + 2));
    const LaunchTemplateVersions = [template('lt-1', 1), ...newer];
    await expectKept({ ec2: { LaunchTemplateVersions } }, arn('ec2', 'launch-template/lt-1'));
  });

  it('lets go of an old version that the policy does not look back to', async () => {
    const LaunchTemplateVersions = [
      template('lt-1', 1),
      latest('lt-1', 2, { DefaultVersion: true }),
      latest('lt-1', 3),
    ];
    const plan = await planWith({ ec2: { LaunchTemplateVersions } }, depth(1));
    expect(verdictsIn(plan)['ami-used']).toBe('retire');
    const deeper = await planWith({ ec2: { LaunchTemplateVersions } }, depth(3));
    expect(verdictsIn(deeper)['ami-used']).toBe('in-use');
  });
});

const latest = (id: string, version: number, more: object = {}) => template(id, version, 'ami-new', more);
const depth = (launchTemplateVersions: number) => ({ readings: { launchTemplateVersions } });

/** Version 1 of lt-1 names the image; it is neither the latest nor the default, and no listing of all shows it. */
const versions = [
  template('lt-1', 1),
  latest('lt-1', 2, { DefaultVersion: true }),
  latest('lt-1', 3),
  latest('lt-base', 1),
];
const pinned = { LaunchTemplateId: 'lt-1', Version: '1' };
const base = { LaunchTemplateId: 'lt-base', Version: '1' };

describe('an old launch template version', () => {
  const pinnedBy = async (users: Users, resource: string): Promise<void> => {
    const shallow = depth(1);
    const plan = await planWith(
      { ...users, ec2: { ...users.ec2, LaunchTemplateVersions: versions } },
      shallow,
    );
    expect(verdictsIn(plan)['ami-used']).toBe('in-use');
    expect(detailIn(plan, 'ami-used', 'in-use')?.split(', ')).toContain(resource);
    const unpinned = await planWith({ ec2: { LaunchTemplateVersions: versions } }, shallow);
    expect(verdictsIn(unpinned)['ami-used']).toBe('retire');
  };
  const groupArn = arn('autoscaling', 'autoScalingGroup:1:autoScalingGroupName/web');

  it.each([
    ['an Auto Scaling group, by id', { LaunchTemplate: pinned }],
    [
      'an Auto Scaling group, by name',
      { LaunchTemplate: { LaunchTemplateName: 'name-of-lt-1', Version: '1' } },
    ],
    [
      'a mixed-instances base',
      { MixedInstancesPolicy: { LaunchTemplate: { LaunchTemplateSpecification: pinned } } },
    ],
    [
      "an override's own template",
      {
        MixedInstancesPolicy: {
          LaunchTemplate: {
            LaunchTemplateSpecification: base,
            Overrides: [{ LaunchTemplateSpecification: pinned }],
          },
        },
      },
    ],
    [
      'an instance of a group that has moved on',
      {
        LaunchTemplate: { LaunchTemplateId: 'lt-1', Version: '$Latest' },
        Instances: [member({ LaunchTemplate: pinned })],
      },
    ],
  ])('keeps its image while it is pinned by %s', async (_, more) => {
    await pinnedBy({ autoscaling: { AutoScalingGroups: [group('web', more)] } }, groupArn);
  });

  it('keeps its image while it is pinned by an EC2 fleet', async () => {
    const Fleets = [{ FleetId: 'fleet-1', LaunchTemplateConfigs: [{ LaunchTemplateSpecification: pinned }] }];
    await pinnedBy({ ec2: { Fleets } }, arn('ec2', 'fleet/fleet-1'));
  });

  it('keeps its image while it is pinned by a Spot fleet', async () => {
    const SpotFleetRequestConfigs = [
      spotFleet('sfr-1', { LaunchTemplateConfigs: [{ LaunchTemplateSpecification: pinned }] }),
    ];
    await pinnedBy({ ec2: { SpotFleetRequestConfigs } }, arn('ec2', 'spot-fleet-request/sfr-1'));
  });

  it('keeps its image though another pinned version of its template is gone', async () => {
    const gone = { LaunchTemplateId: 'lt-1', Version: '77' };
    const AutoScalingGroups = [
      group('web', { LaunchTemplate: pinned }),
      group('old', { LaunchTemplate: gone }),
      group('older', { LaunchTemplate: { LaunchTemplateId: 'lt-gone', Version: '1' } }),
    ];
    await pinnedBy({ autoscaling: { AutoScalingGroups } }, groupArn);
  });
});

function member(more: object) {
  return {
    InstanceId: 'i-7',
    AvailabilityZone: 'us-east-1a',
    LifecycleState: 'InService',
    HealthStatus: 'Healthy',
    ProtectedFromScaleIn: false,
    ...more,
  };
}

describe('Auto Scaling', () => {
  it('keeps the image of a launch configuration', async () => {
    const LaunchConfigurations = [launchConfiguration('lc', 'ami-used')];
    await expectKept(
      { autoscaling: { LaunchConfigurations } },
      arn('autoscaling', 'launchConfiguration:1:launchConfigurationName/lc'),
    );
  });

  it('keeps the image that an override names', async () => {
    const LaunchTemplate = { LaunchTemplateSpecification: base, Overrides: [{ ImageId: 'ami-used' }] };
    const AutoScalingGroups = [group('web', { MixedInstancesPolicy: { LaunchTemplate } })];
    await expectKept(
      { autoscaling: { AutoScalingGroups } },
      arn('autoscaling', 'autoScalingGroup:1:autoScalingGroupName/web'),
    );
  });

  it('keeps the image that an instance of a group was given of its own', async () => {
    const AutoScalingGroups = [group('web', { Instances: [member({ ImageId: 'ami-used' })] })];
    await expectKept({ autoscaling: { AutoScalingGroups } }, arn('ec2', 'instance/i-7'));
  });
});

describe('a fleet', () => {
  const fleet = (FleetState: string) => ({
    FleetId: 'fleet-1',
    FleetState,
    LaunchTemplateConfigs: [{ LaunchTemplateSpecification: base, Overrides: [{ ImageId: 'ami-used' }] }],
  });

  it.each(['active', 'modifying', 'deleted_running', 'failed'])(
    'keeps the image of an override while it is %s',
    async (state) => {
      await expectKept({ ec2: { Fleets: [fleet(state)] } }, arn('ec2', 'fleet/fleet-1'));
    },
  );

  it('lets go of its image once it is deleted', async () => {
    expect(verdictsIn(await planWith({ ec2: { Fleets: [fleet('deleted')] } }))['ami-used']).toBe('retire');
  });

  it.each(['active', 'cancelled_running'])(
    'keeps the image of a Spot launch specification while it is %s',
    async (SpotFleetRequestState) => {
      const request = spotFleet('sfr-1', { LaunchSpecifications: [{ ImageId: 'ami-used' }] });
      const SpotFleetRequestConfigs = [{ ...request, SpotFleetRequestState }];
      await expectKept({ ec2: { SpotFleetRequestConfigs } }, arn('ec2', 'spot-fleet-request/sfr-1'));
    },
  );
});

/** `/golden` stands for another image by now; its first version, which bears the label, for this one. */
const golden = [
  { Name: '/golden', Type: 'String', Value: 'ami-used', Version: 1, Labels: ['prod'] },
  { Name: '/golden', Type: 'String', Value: 'ami-new', Version: 2 },
  { Name: '/plain', Type: 'String', Value: 'x', Version: 1 },
];
const plain = [{ Name: '/golden', Type: 'String', Value: 'ami-used', Version: 1 }];
const parameterArn = arn('ssm', 'parameter/golden');

describe('a parameter', () => {
  it.each([
    ['of type aws:ec2:image', { DataType: 'aws:ec2:image' }],
    ['of any other type', { DataType: 'text' }],
  ])('%s keeps the image that is its value', async (_, more) => {
    await expectKept({ ssm: { Parameters: [{ ...plain[0]!, ...more }] } }, parameterArn);
  });

  it('lets go of the image that it stood for before', async () => {
    expect(verdictsIn(await planWith({ ssm: { Parameters: golden } }))['ami-used']).toBe('retire');
  });

  const aliases = [
    ['by its name', 'resolve:ssm:/golden', plain],
    ['by a version', 'resolve:ssm:/golden:1', golden],
    ['by a label', 'resolve:ssm:/golden:prod', golden],
    ['by its ARN and a version', `resolve:ssm:${parameterArn}:1`, golden],
  ] as const;

  it.each(aliases)(
    'trap 9: keeps the image that a launch template names %s',
    async (_, alias, Parameters) => {
      const LaunchTemplateVersions = [template('lt-1', 1, alias)];
      await expectKept(
        { ec2: { LaunchTemplateVersions }, ssm: { Parameters: [...Parameters] } },
        arn('ec2', 'launch-template/lt-1'),
      );
    },
  );

  it.each(aliases)(
    'trap 9: keeps the image that a fleet override names %s',
    async (_, ImageId, Parameters) => {
      const Fleets = [{ FleetId: 'fleet-1', LaunchTemplateConfigs: [{ Overrides: [{ ImageId }] }] }];
      await expectKept(
        { ec2: { Fleets }, ssm: { Parameters: [...Parameters] } },
        arn('ec2', 'fleet/fleet-1'),
      );
    },
  );

  it('resolves the eleventh alias as well as the first', async () => {
    const Parameters = Array.from({ length: 11 }, (_, at) => ({
      Name: `/p${at}`,
      Type: 'String',
      Value: at === 10 ? 'ami-used' : 'ami-x',
      Version: 1,
    }));
    const Overrides = Parameters.map(({ Name }) => ({ ImageId: `resolve:ssm:${Name}:1` }));
    const Fleets = [{ FleetId: 'fleet-1', LaunchTemplateConfigs: [{ Overrides }] }];
    await expectKept({ ec2: { Fleets }, ssm: { Parameters } }, arn('ec2', 'fleet/fleet-1'));
  });

  it('keeps no image by an alias of a parameter that does not exist, and is no blind spot', async () => {
    const Fleets = [
      { FleetId: 'f', LaunchTemplateConfigs: [{ Overrides: [{ ImageId: 'resolve:ssm:/none' }] }] },
    ];
    const plan = await planWith({ ec2: { Fleets } });
    expect(verdictsIn(plan)).toEqual({ 'ami-free': 'retire', 'ami-used': 'retire' });
    expect(plan.blindSpots).toEqual([]);
  });
});

describe('a recipe', () => {
  it('keeps the AMI that is its parent', async () => {
    const recipe = { arn: arn('imagebuilder', 'image-recipe/web/1.0.0'), parentImage: 'ami-used' };
    await expectKept({ imagebuilder: { imageRecipes: [recipe] } }, recipe.arn);
  });

  it.each([
    ['its parent', { parentImage: 'ami-used' }],
    ['the image of its build instance', { instanceConfiguration: { image: 'ami-used' } }],
  ])('for containers keeps the AMI that is %s', async (_, more) => {
    const recipe = { arn: arn('imagebuilder', 'container-recipe/web/1.0.0'), ...more };
    await expectKept({ imagebuilder: { containerRecipes: [recipe] } }, recipe.arn);
  });
});

describe('the users of an image', () => {
  const Instances = [instanceOf('ami-used', 'i-2'), instanceOf('ami-used', 'i-1')];

  it('are all named, each once, though two readings show the same instances', async () => {
    const plan = await planWith({ ec2: { Instances } });
    expect(detailIn(plan, 'ami-used', 'in-use')).toBe(
      [arn('ec2', 'instance/i-1'), arn('ec2', 'instance/i-2')].join(', '),
    );
  });

  it('are asked for one image at a time only where no listing has shown one', async () => {
    const LaunchTemplateVersions = [template('lt-1', 1)];
    const plan = await planWith({ ec2: { Instances, LaunchTemplateVersions } });
    expect(detailIn(plan, 'ami-used', 'in-use')).toBe(arn('ec2', 'launch-template/lt-1'));
  });
});
