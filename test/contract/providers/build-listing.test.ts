/** How builds are listed, and how builds and AMIs are told by recipe and pipeline. */
import { describe, expect, it } from 'vitest';
import type { AccountFileInput } from '../../../infra/local/account/account-file.ts';
import type { Fault } from '../../../infra/local/account/fault-entry.ts';
import { isRecord } from '../../../infra/local/account/wire.ts';
import { accountWith, ami } from '../../support/amis.ts';
import { build, buildArn, detail, outputs } from '../../support/builds.ts';
import { aRule } from '../../support/policies.ts';
import { blindSpotsIn, planOf, policyFor, simulate, verdictsIn } from '../../support/simulated.ts';
import { richAccount } from './rich.ts';

const refused = { buildsListedWithoutVersion: false };
const policy = policyFor('imagebuilder');
const denied: Fault = { service: 'imagebuilder', operation: 'ListImages', error: 'AccessDeniedException' };

describe('the builds of an account', () => {
  it('are listed at once, without an ARN', async () => {
    const { plan, calls, simulator } = await simulate(richAccount, { policy });
    await plan();
    const asked = calls.filter(({ operation }) => operation === 'ListImageBuildVersions');
    expect(asked.map(({ input }) => isRecord(input) && 'imageVersionArn' in input)).toEqual([false]);
    expect(simulator.calls()['imagebuilder:ListImages']).toBeUndefined();
  });

  it('are listed version by version where that is refused, to the same plan', async () => {
    const { plan, simulator } = await simulate(richAccount, { policy, switches: refused });
    expect(await plan()).toEqual(await planOf(richAccount, { policy }));
    expect(simulator.calls()['imagebuilder:ListImages']).toBe(1);
  });

  it('are listed version by version, those of deprecated and disabled images among them', async () => {
    const imageSummaryList = ['DEPRECATED', 'DISABLED', 'AVAILABLE'].map((status, at) =>
      build(`web/1.0.${at}/1`, { state: { status } }),
    );
    const plan = await planOf({ imagebuilder: { imageSummaryList } }, { policy, switches: refused });
    expect(plan.images.map(({ state }) => state)).toEqual(['deprecated', 'disabled', 'available']);
  });

  it('are a blind spot, not an empty account, where both ways are refused', async () => {
    const plan = await planOf({ ...richAccount, faults: [denied] }, { policy, switches: refused });
    expect(blindSpotsIn(plan)).toEqual(['imagebuilder:ListImages: AccessDeniedException']);
    expect(plan.totals).toEqual({ keep: 0, retire: 0 });
  });

  it('are a blind spot where the listing of one version is refused', async () => {
    const faults: Fault[] = [
      {
        service: 'imagebuilder',
        operation: 'ListImageBuildVersions',
        error: 'ForbiddenException',
        on: [1, 3],
      },
    ];
    const plan = await planOf({ ...richAccount, faults }, { policy });
    expect(blindSpotsIn(plan)).toEqual(['imagebuilder:ListImageBuildVersions: ForbiddenException']);
    expect(plan.totals.retire).toBe(0);
    expect(plan.totals.keep).toBeGreaterThan(0);
  });

  it('leave out those that are deleted, and those that others own', async () => {
    const theirs = build('theirs/1.0.0/1', {
      arn: buildArn('theirs/1.0.0/1').replace('123456789012', 'aws'),
    });
    const imageSummaryList = [
      build('gone/1.0.0/1', { state: { status: 'DELETED' } }),
      theirs,
      build('web/1.0.0/1'),
    ];
    const plan = await planOf({ imagebuilder: { imageSummaryList } }, { policy });
    expect(verdictsIn(plan)).toEqual({ [buildArn('web/1.0.0/1')]: 'retire' });
  });
});

describe('a rule', () => {
  const imagebuilder: AccountFileInput['imagebuilder'] = {
    imageSummaryList: [
      build('web/1.0.0/1', outputs({ image: 'ami-listed' })),
      build('web/1.0.0/2'),
      build('db/1.0.0/1'),
    ],
    images: [
      detail('web/1.0.0/1', { imageRecipe: { name: 'Web' }, sourcePipelineName: 'nightly-web' }),
      detail('web/1.0.0/2', { imageRecipe: { name: 'Web' }, sourcePipelineName: 'weekly' }),
      detail('db/1.0.0/1', { containerRecipe: { name: 'db' }, sourcePipelineName: 'nightly-db' }),
    ],
  };
  const marked = (path: string) => ({ Tags: [{ Key: 'Ec2ImageBuilderArn', Value: buildArn(path) }] });
  const Images = [
    ami('ami-tagged', 100, marked('web/1.0.0/1')),
    ami('ami-listed'),
    ami('ami-orphan', 100, marked('web/9.9.9/9')),
    ami('ami-other', 100, marked('db/1.0.0/1')),
    ami('ami-plain'),
  ];
  const selecting = (kind: 'ec2' | 'imagebuilder', select: object) =>
    policyFor(kind, { rules: [aRule({ select })] });
  const chosen = async (kind: 'ec2' | 'imagebuilder', select: object, switches = {}) => {
    const plan = await planOf(
      { ...accountWith(Images), imagebuilder },
      { policy: selecting(kind, select), switches },
    );
    return plan.images.filter(({ rule }) => rule !== null).map(({ image }) => image);
  };

  it('selects builds by the name of their recipe', async () => {
    const web = [buildArn('web/1.0.0/1'), buildArn('web/1.0.0/2')];
    expect(await chosen('imagebuilder', { recipes: ['We?'] })).toEqual(web);
    expect(await chosen('imagebuilder', { recipes: ['We?'] }, refused)).toEqual(web);
  });

  it('selects builds by the name of their pipeline', async () => {
    const nightly = [buildArn('db/1.0.0/1'), buildArn('web/1.0.0/1')];
    expect(await chosen('imagebuilder', { pipelines: ['nightly-*'] })).toEqual(nightly);
  });

  it('selects AMIs by the recipe of the build that their tag or its outputs name', async () => {
    expect(await chosen('ec2', { recipes: ['Web'] })).toEqual(['ami-listed', 'ami-tagged']);
    expect(await chosen('ec2', { recipes: ['Web'] }, refused)).toEqual(['ami-listed', 'ami-tagged']);
  });

  it('selects AMIs by the pipeline of the build that their tag or its outputs name', async () => {
    expect(await chosen('ec2', { pipelines: ['nightly-w*'] })).toEqual(['ami-listed', 'ami-tagged']);
  });

  it('selects an AMI whose build is gone by the name in the ARN that it bears', async () => {
    expect(await chosen('ec2', { recipes: ['web'] })).toEqual(['ami-orphan']);
  });

  it('by recipe keeps an AMI whose build could not be read, rather than give it to another rule', async () => {
    const faults: Fault[] = [
      { service: 'imagebuilder', operation: 'GetImage', error: 'AccessDeniedException' },
    ];
    const rules = [aRule({ name: 'web', select: { recipes: ['Web'] }, keep: { newest: 10 } }), aRule()];
    const plan = await planOf(
      { ...accountWith(Images), imagebuilder, faults },
      { policy: policyFor('ec2', { rules }) },
    );
    expect(verdictsIn(plan)).toEqual({
      'ami-listed': 'users-unknown',
      'ami-orphan': 'retire',
      'ami-other': 'users-unknown',
      'ami-plain': 'retire',
      'ami-tagged': 'users-unknown',
    });
  });
});
