/** Unknown keeps: whichever reading fails, nothing that it could have protected is retired. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { AccountFileInput } from '../../../infra/local/account/account-file.ts';
import type { Fault } from '../../../infra/local/account/fault-entry.ts';
import { operationsOf, services } from '../../../infra/local/account/operations.ts';
import { kinds, type Kind } from '../../../shared/domain/image.ts';
import type { PlanDocument } from '../../../shared/pipeline/plan-document.ts';
import { readings } from '../../../shared/providers/actions.ts';
import { aPolicy } from '../../support/policies.ts';
import { accountWith, ami, amis } from '../../support/amis.ts';
import { build, buildArn, outputs } from '../../support/builds.ts';
import {
  blindSpotsIn,
  detailIn,
  planOf,
  policyFor,
  retiredIn,
  simulate,
  verdictsIn,
  type Settings,
} from '../../support/simulated.ts';
import { entry, putReports } from '../../support/usage-reports.ts';
import { richAccount as plainAccount } from './rich.ts';

/** The images that a reading alone protects in the rich account, and those that it could protect at all. */
interface Case {
  readonly protects: readonly string[];
  /** Still retired while the reading is refused: none where it could have shown a user of any image. */
  readonly free?: readonly string[];
  /** Asked once at a time, about one thing: it has no pages. */
  readonly single?: true;
  readonly settings?: Settings;
}

/** With one more image, that another account uses; and with a report on each, for policies that want them read. */
const richAccount: AccountFileInput = {
  ...plainAccount,
  ec2: { ...plainAccount.ec2, Images: [...(plainAccount.ec2?.Images ?? []), ami('ami-abroad')] },
};
const reported: Settings = {
  prepare: (simulator) => {
    putReports(simulator.world(), { 'ami-abroad': [entry()], 'ami-free-1': [entry('ec2:Instance', 1, own)] });
  },
};
const everyReading = { readings: { usageReports: true } };
const policyOf = (kind: Kind) => policyFor(kind, everyReading);
const own = '123456789012';

const unlisted = { switches: { buildsListedWithoutVersion: false } };
const freeAmis = ['ami-free-1', 'ami-free-2', 'ami-free-3'];
const freeBuilds = [buildArn('free/1.0.0/1'), buildArn('free/1.0.0/2')];

const cases: Readonly<Record<Kind, Readonly<Record<string, Case>>>> = {
  ec2: {
    'autoscaling:DescribeAutoScalingGroups': { protects: ['ami-group'] },
    'autoscaling:DescribeLaunchConfigurations': { protects: ['ami-configuration'] },
    'ec2:DescribeFleets': { protects: ['ami-fleet', 'ami-alias'] },
    'ec2:DescribeImageAttribute': { protects: ['ami-shared'], single: true },
    'ec2:DescribeImageReferences': { protects: ['ami-reference', 'ami-reference-2'] },
    'ec2:DescribeImageUsageReportEntries': { protects: ['ami-abroad'] },
    'ec2:DescribeImageUsageReports': { protects: ['ami-abroad'] },
    'ec2:DescribeImages': { protects: [] },
    'ec2:DescribeInstances': { protects: ['ami-instance', 'ami-instance-2'] },
    'ec2:DescribeLaunchTemplateVersions': { protects: ['ami-template'] },
    'ec2:DescribeSnapshots': { protects: ['ami-snapshot'] },
    'ec2:DescribeSpotFleetRequests': { protects: ['ami-spot'] },
    'imagebuilder:GetImage': { protects: ['ami-tag'], free: freeAmis, single: true },
    'imagebuilder:GetLifecyclePolicy': {
      protects: ['ami-recipe', 'ami-tag', 'ami-listed'],
      free: freeAmis,
      single: true,
    },
    'imagebuilder:ListImageBuildVersions': { protects: ['ami-listed', 'ami-tag'] },
    'imagebuilder:ListImages': { protects: ['ami-listed', 'ami-tag'], settings: unlisted },
    'imagebuilder:ListLifecyclePolicies': {
      protects: ['ami-recipe', 'ami-tag', 'ami-listed'],
      free: freeAmis,
    },
    'ssm:GetParameters': { protects: ['ami-alias'], single: true },
  },
  imagebuilder: {
    'ec2:DescribeImages': { protects: [buildArn('made/1.0.0/1')] },
    'imagebuilder:GetImage': { protects: [buildArn('renamed/1.0.0/1')], single: true },
    'imagebuilder:GetLifecyclePolicy': {
      protects: [buildArn('life/1.0.0/1'), buildArn('tagged/1.0.0/1'), buildArn('renamed/1.0.0/1')],
      single: true,
    },
    'imagebuilder:ListContainerRecipes': { protects: [buildArn('container-parent/1.0.0/1')] },
    'imagebuilder:ListImageBuildVersions': { protects: [] },
    'imagebuilder:ListImageRecipes': { protects: [buildArn('parent/1.0.0/1')] },
    'imagebuilder:ListImages': { protects: [], settings: unlisted },
    'imagebuilder:ListLifecyclePolicies': {
      protects: [buildArn('life/1.0.0/1'), buildArn('tagged/1.0.0/1'), buildArn('renamed/1.0.0/1')],
    },
  },
  appstream: {
    'appstream:DescribeFleets': { protects: ['fleet'] },
    'appstream:DescribeImageBuilders': { protects: ['builder'] },
    'appstream:DescribeImages': { protects: [] },
    'appstream:ListTagsForResource': { protects: ['tag'], single: true },
  },
};

const healthy = new Map<string, PlanDocument>();
const free: Readonly<Record<Kind, readonly string[]>> = {
  ec2: freeAmis,
  imagebuilder: freeBuilds,
  appstream: ['free-1', 'free-2'],
};

beforeAll(async () => {
  for (const kind of kinds)
    healthy.set(kind, await planOf(richAccount, { ...reported, policy: policyOf(kind) }));
});

describe.each(kinds)('in a scope of %s', (kind) => {
  it('keeps each image that a reading protects, and retires those that nothing does', () => {
    const plan = healthy.get(kind)!;
    expect(retiredIn(plan)).toEqual(free[kind]);
    expect(plan.blindSpots).toEqual([]);
  });

  it('has a case for every reading that is made', async () => {
    const made = new Set<string>();
    for (const settings of [{}, unlisted]) {
      const { plan, simulator } = await simulate(richAccount, {
        ...reported,
        policy: policyOf(kind),
        ...settings,
      });
      await plan();
      for (const name of Object.keys(simulator.calls())) made.add(name);
    }
    expect([...made].sort()).toEqual(Object.keys(cases[kind]).sort());
  });
});

it('has a case for every reading that the providers declare', () => {
  const covered = new Set(Object.values(cases).flatMap((ofKind) => Object.keys(ofKind)));
  expect([...covered].sort()).toEqual(Object.keys(readings).sort());
});

const all = kinds.flatMap((kind) =>
  Object.entries(cases[kind]).map(([reading, one]) => ({ kind, reading, ...one })),
);

function faultOn(reading: string, error: string, on?: readonly number[]): Fault {
  const service = services.find((name) => reading.startsWith(`${name}:`))!;
  const operation = operationsOf(service).find((name) => reading === `${service}:${name}`)!;
  return { service, operation, error, ...(on && { on: [...on] }) };
}

/** Retires nothing but what it would with every reading, and tells which one failed. */
function expectCautious(plan: PlanDocument, kind: Kind, reading: string, error: string): void {
  const before = retiredIn(healthy.get(kind)!);
  expect(before).toEqual(expect.arrayContaining(retiredIn(plan)));
  expect(blindSpotsIn(plan)).toContain(`${reading}: ${error}`);
}

describe.each(all)(
  '$reading in a scope of $kind',
  ({ kind, reading, protects, single, settings, ...one }) => {
    const planUnder = async (fault: Fault, more: Settings = {}) =>
      planOf(
        { ...richAccount, faults: [fault] },
        { ...reported, policy: policyOf(kind), ...settings, ...more },
      );

    it('denied: keeps what it could have protected, and only that', async () => {
      const plan = await planUnder(faultOn(reading, 'AccessDeniedException'));
      expectCautious(plan, kind, reading, 'AccessDeniedException');
      for (const id of protects) expect(verdictsIn(plan)[id]).toContain('users-unknown');
      expect(retiredIn(plan)).toEqual(one.free ?? []);
    });

    const half = single === true ? 'failing for one of many images' : 'failing on its second page';
    it(`${half}: keeps what it could have protected`, async () => {
      const fault = faultOn(reading, 'AccessDeniedException', [single === true ? 1 : 2]);
      const plan = await planUnder(fault, { pageSize: 1 });
      expectCautious(plan, kind, reading, 'AccessDeniedException');
      if (single === true) return;
      for (const id of protects) expect(verdictsIn(plan)[id]).toContain('users-unknown');
      expect(retiredIn(plan)).toEqual(one.free ?? []);
    });

    it('throttled for ever: keeps what it could have protected', async () => {
      const plan = await planUnder(faultOn(reading, 'throttle'));
      expectCautious(plan, kind, reading, throttledBy(reading));
      expect(retiredIn(plan)).toEqual(one.free ?? []);
    });

    it('broken at AWS: keeps what it could have protected', async () => {
      const plan = await planUnder(faultOn(reading, 'http500'));
      expect(blindSpotsIn(plan).some((spot) => spot.startsWith(`${reading}: `))).toBe(true);
      expect(retiredIn(plan)).toEqual(one.free ?? []);
    });

    it('throttled once: is asked again, and leaves no blind spot', async () => {
      expect(await planUnder(faultOn(reading, 'throttle', [1]))).toEqual(healthy.get(kind));
    });
  },
);

const throttles: Readonly<Record<string, string>> = {
  ec2: 'RequestLimitExceeded',
  autoscaling: 'Throttling',
  ssm: 'ThrottlingException',
  imagebuilder: 'CallRateLimitExceededException',
  appstream: 'ThrottlingException',
};
const throttledBy = (reading: string): string => throttles[reading.split(':')[0] ?? ''] ?? '';

describe('an answer that never comes', () => {
  it.each([
    ['ec2', 'ec2:DescribeFleets'],
    ['imagebuilder', 'imagebuilder:ListImageRecipes'],
    ['appstream', 'appstream:DescribeFleets'],
  ] as const)('in a scope of %s, to %s, is a blind spot that keeps everything', async (kind, reading) => {
    const account = { ...richAccount, faults: [faultOn(reading, 'timeout')] };
    const plan = await planOf(account, { ...reported, policy: policyOf(kind), timeout: 150 });
    expect(blindSpotsIn(plan)).toEqual([`${reading}: TimeoutError`]);
    expect(retiredIn(plan)).toEqual([]);
  });

  it('is asked for again, and no blind spot if the second answer comes', async () => {
    const account = { ...richAccount, faults: [faultOn('appstream:DescribeFleets', 'timeout', [1])] };
    const plan = await planOf(account, { policy: policyOf('appstream'), timeout: 150 });
    expect(plan).toEqual(healthy.get('appstream'));
  });
});

describe('a blind spot', () => {
  const denied = 'AccessDeniedException';

  it('of one kind of images leaves the others to be retired', async () => {
    const account = { ...richAccount, faults: [faultOn('appstream:DescribeFleets', denied)] };
    const policy = aPolicy(everyReading);
    const retired = retiredIn(await planOf(account, { ...reported, policy }));
    expect(retired).toEqual([...freeAmis, ...freeBuilds]);
  });

  it('in the references keeps the ten images that were asked about, and no others', async () => {
    const account = {
      ...accountWith(amis(12)),
      faults: [faultOn('ec2:DescribeImageReferences', denied, [1])],
    };
    const plan = await planOf(account, { policy: policyFor('ec2') });
    expect(plan.totals).toEqual({ keep: 10, retire: 2 });
  });

  it('in one launch permission keeps that image alone', async () => {
    const account = {
      ...accountWith(amis(12)),
      faults: [faultOn('ec2:DescribeImageAttribute', denied, [1])],
    };
    const plan = await planOf(account, { policy: policyFor('ec2') });
    expect(plan.totals).toEqual({ keep: 1, retire: 11 });
  });

  it("in the snapshots' tags keeps no image that has no snapshots", async () => {
    const [bare, ...others] = amis(3);
    const account = accountWith([{ ...bare!, BlockDeviceMappings: [] }, ...others]);
    const faults = [faultOn('ec2:DescribeSnapshots', denied)];
    const plan = await planOf({ ...account, faults }, { policy: policyFor('ec2') });
    expect(retiredIn(plan)).toEqual([bare!.ImageId]);
  });

  it('in the tags of one AppStream image keeps that image alone', async () => {
    const faults = [faultOn('appstream:ListTagsForResource', denied, [1])];
    const plan = await planOf({ ...richAccount, faults }, { policy: policyFor('appstream') });
    expect(retiredIn(plan)).toHaveLength(1);
  });

  it('in the AMIs of another region keeps the builds, which may have outputs there', async () => {
    const rules = { targets: [{ regions: ['us-east-1', 'eu-west-1'], kinds: ['imagebuilder'] }] };
    const imageSummaryList = [build('web/1.0.0/1', outputs({ image: 'ami-gone', region: 'eu-west-1' }))];
    const elsewhere = { region: 'eu-west-1', faults: [faultOn('ec2:DescribeImages', denied)] };
    const healthyPlan = await planOf([{ imagebuilder: { imageSummaryList } }, { region: 'eu-west-1' }], {
      policy: policyFor('imagebuilder', rules),
    });
    expect(verdictsIn(healthyPlan)).toEqual({ [buildArn('web/1.0.0/1')]: 'retire' });
    const plan = await planOf([{ imagebuilder: { imageSummaryList } }, elsewhere], {
      policy: policyFor('imagebuilder', rules),
    });
    expect(verdictsIn(plan)).toEqual({ [buildArn('web/1.0.0/1')]: 'users-unknown' });
  });

  it('is named on the image that it keeps, with the code that AWS gave', async () => {
    const account = { ...richAccount, faults: [faultOn('ec2:DescribeFleets', 'UnauthorizedOperation')] };
    const plan = await planOf(account, { policy: policyFor('ec2') });
    expect(detailIn(plan, 'ami-free-1', 'users-unknown')).toBe('ec2:DescribeFleets: UnauthorizedOperation');
  });

  it('in entering the account is one, and shows no image', async () => {
    const other = { account: '210987654321', ...accountWith(amis(2)) };
    const role = 'arn:aws:iam::210987654321:role/imagewarden';
    const targets = [{ regions: ['us-east-1'], accounts: [{ id: '210987654321', role }], kinds: ['ec2'] }];
    const faults: Fault[] = [{ service: 'sts', operation: 'AssumeRole', error: 'AccessDenied' }];
    const entered = await planOf([{}, other], { policy: policyFor('ec2', { targets }) });
    expect(entered.totals.retire).toBe(2);
    const shut = await planOf([{ faults }, other], { policy: policyFor('ec2', { targets }) });
    expect(blindSpotsIn(shut)).toEqual(['sts:AssumeRole: AccessDenied']);
    expect(shut.images).toEqual([]);
  });
});
