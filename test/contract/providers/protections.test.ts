/** What keeps an image whoever uses it: sharing, protection, other managers, tags; and when it counts as deprecated. */
import { describe, expect, it } from 'vitest';
import type { AccountFileInput } from '../../../infra/local/account/account-file.ts';
import type { LaunchPermission, MachineImage } from '../../../infra/local/account/shapes.ts';
import { iso, minute } from '../../../shared/domain/time.ts';
import { accountWith, ami, snapshotOf } from '../../support/amis.ts';
import { build, buildArn, detail, lifecyclePolicy, outputs } from '../../support/builds.ts';
import { noon } from '../../support/facts.ts';
import { aPolicy } from '../../support/policies.ts';
import { detailIn, planOf, policyFor, verdictsIn } from '../../support/simulated.ts';

const planWith = async (parts: Partial<MachineImage>, rest: Parameters<typeof accountWith>[1] = {}) =>
  planOf(accountWith([ami('ami-held', 100, parts), ami('ami-free')], rest), { policy: policyFor('ec2') });

async function expectHeld(
  code: string,
  text: string,
  parts: Partial<MachineImage>,
  rest: Parameters<typeof accountWith>[1] = {},
): Promise<void> {
  const plan = await planWith(parts, rest);
  expect(verdictsIn(plan)).toEqual({ 'ami-free': 'retire', 'ami-held': code });
  expect(detailIn(plan, 'ami-held', code)).toContain(text);
  expect(plan.blindSpots).toEqual([]);
}

describe('a launch permission', () => {
  const given = (...permissions: LaunchPermission[]) => ({
    ec2: { LaunchPermissions: { 'ami-held': permissions } },
  });
  const organization = 'arn:aws:organizations::123456789012:organization/o-1';
  const unit = 'arn:aws:organizations::123456789012:ou/o-1/ou-1';

  it.each([
    ['an account', { UserId: '210987654321' }, '210987654321'],
    ['an organization', { OrganizationArn: organization }, organization],
    ['an organizational unit', { OrganizationalUnitArn: unit }, unit],
  ])('for %s keeps the image as shared', async (_, permission, grantee) => {
    await expectHeld('shared', grantee, {}, given(permission));
  });

  it('for everyone keeps the image as public', async () => {
    await expectHeld('public', 'anyone', {}, given({ Group: 'all' }));
  });

  it('for the own account shares the image with nobody', async () => {
    expect(verdictsIn(await planWith({}, given({ UserId: '123456789012' })))['ami-held']).toBe('retire');
  });

  it('is told by the listing too where it is for everyone', async () => {
    await expectHeld('public', 'anyone', { Public: true });
  });
});

describe('deregistration protection', () => {
  it.each(['enabled', 'enabled-with-cooldown', 'enabled-without-cooldown', 'something new', 'Disabled', ''])(
    'keeps an image whose value is %j',
    async (DeregistrationProtection) => {
      await expectHeld('deregistration-protected', DeregistrationProtection, { DeregistrationProtection });
    },
  );

  it('trap 12: keeps an image through its cooldown, whose value begins with "disabled"', async () => {
    const DeregistrationProtection = 'disabled after 2026-11-02T12:00:00.000Z';
    await expectHeld('deregistration-protected', DeregistrationProtection, { DeregistrationProtection });
  });

  it('does not keep an image whose value is exactly "disabled"', async () => {
    expect(verdictsIn(await planWith({ DeregistrationProtection: 'disabled' }))['ami-held']).toBe('retire');
  });
});

const tagged = (Key: string, Value = 'x') => ({ Tags: [{ Key, Value }] });

describe('another manager', () => {
  it.each([
    ['alias', { ImageOwnerAlias: 'aws-backup-vault' }],
    ['name', { Name: 'AwsBackup_i-1_2026' }],
    ['tag', tagged('aws:backup:source-resource')],
  ])('trap 17: AWS Backup, told by the %s, keeps its image', async (_, parts) => {
    await expectHeld('managed-elsewhere', 'AWS Backup', parts);
  });

  it.each([
    'aws:dlm:lifecycle-policy-id',
    'aws:dlm:lifecycle-schedule-name',
    'aws:dlm:expirationTime',
    'dlm:managed',
  ])('trap 18: Data Lifecycle Manager, told by the tag %s, keeps its image', async (key) => {
    await expectHeld('managed-elsewhere', 'Data Lifecycle Manager', tagged(key));
  });
});

describe('the keep tag', () => {
  it.each(['', 'yes', 'false'])('with the value %j keeps its image', async (value) => {
    await expectHeld('protected-tag', 'imagewarden:keep', tagged('imagewarden:keep', value));
  });

  it('on one of its snapshots keeps an image', async () => {
    const Snapshots = [
      { SnapshotId: snapshotOf('ami-held'), ...tagged('imagewarden:keep') },
      { SnapshotId: snapshotOf('ami-free') },
    ];
    await expectHeld('protected-tag', snapshotOf('ami-held'), {}, { ec2: { Snapshots } });
  });
});

/** Two builds of each recipe name, and an AMI of the first, by its tag; `free` is nobody's. */
describe('an enabled Image Builder lifecycle policy', () => {
  const builder = (selection: object, status: 'ENABLED' | 'DISABLED' = 'ENABLED') => ({
    imageSummaryList: [build('web/1.2.3/1', { tags: { team: 'web', env: 'prod' } }), build('other/1.2.3/1')],
    images: [detail('web/1.2.3/1', { imageRecipe: { name: 'Web', version: '1.2.3' } })],
    lifecyclePolicies: [lifecyclePolicy('theirs', selection, status)],
  });
  const made = ami('ami-held', 100, tagged('Ec2ImageBuilderArn', buildArn('web/1.2.3/1')));
  const file = (imagebuilder: AccountFileInput['imagebuilder'], ...Images: MachineImage[]) => ({
    ...accountWith([ami('ami-free'), ...Images]),
    imagebuilder,
  });
  const both = aPolicy({ targets: [{ regions: ['us-east-1'], kinds: ['ec2', 'imagebuilder'] }] });
  const recipes = (name: string, semanticVersion: string) => ({ recipes: [{ name, semanticVersion }] });

  it.each([
    ['a recipe and its version', recipes('web', '1.2.3')],
    ['a recipe in its own spelling', recipes('Web', '1.2.3')],
    ['a recipe and a wildcard', recipes('web', '1.x.x')],
    ['a recipe and any version', recipes('web', 'x.x.x')],
    [
      'one of several recipes',
      { recipes: [...recipes('none', 'x.x.x').recipes, ...recipes('web', '1.2.x').recipes] },
    ],
    ['a tag', { tagMap: { team: 'web' } }],
    ['two tags', { tagMap: { team: 'web', env: 'prod' } }],
  ])('by %s keeps a build and the AMI built by it', async (_, selection) => {
    const builds = await planOf(file(builder(selection)), { policy: both });
    expect(verdictsIn(builds)).toEqual({
      'ami-free': 'retire',
      [buildArn('other/1.2.3/1')]: 'retire',
      [buildArn('web/1.2.3/1')]: 'managed-elsewhere',
    });
    const images = await planOf(file(builder(selection), made), { policy: policyFor('ec2') });
    expect(verdictsIn(images)).toEqual({ 'ami-free': 'retire', 'ami-held': 'managed-elsewhere' });
    expect(detailIn(images, 'ami-held', 'managed-elsewhere')).toContain('theirs');
  });

  it.each([
    ['another recipe', recipes('other-one', 'x.x.x')],
    ['another version', recipes('web', '2.x.x')],
    ['one of two tags only', { tagMap: { team: 'web', env: 'test' } }],
    ['nothing', {}],
  ])('by %s keeps neither', async (_, selection) => {
    const plan = await planOf(file(builder(selection), made), { policy: policyFor('ec2') });
    expect(verdictsIn(plan)['ami-held']).toBe('retire');
    const builds = await planOf(file(builder(selection)), { policy: policyFor('imagebuilder') });
    expect(verdictsIn(builds)[buildArn('web/1.2.3/1')]).toBe('retire');
  });

  it('keeps nothing once it is disabled', async () => {
    const disabled = builder(recipes('web', 'x.x.x'), 'DISABLED');
    const images = await planOf(file(disabled, made), { policy: policyFor('ec2') });
    expect(verdictsIn(images)['ami-held']).toBe('retire');
    const builds = await planOf(file(disabled), { policy: policyFor('imagebuilder') });
    expect(verdictsIn(builds)[buildArn('web/1.2.3/1')]).toBe('retire');
  });

  it('by the recipe that a build was really made from keeps it, whatever its ARN is called', async () => {
    const renamed = {
      ...builder(recipes('golden', '4.x.x')),
      images: [detail('web/1.2.3/1', { imageRecipe: { name: 'golden', version: '4.0.0' } })],
    };
    const plan = await planOf(file(renamed), { policy: policyFor('imagebuilder') });
    expect(verdictsIn(plan)[buildArn('web/1.2.3/1')]).toBe('managed-elsewhere');
  });

  it('keeps an AMI that only the list of outputs of its build tells of', async () => {
    const listed = {
      ...builder(recipes('web', 'x.x.x')),
      imageSummaryList: [build('web/1.2.3/1', outputs({ image: 'ami-held' }))],
    };
    const plan = await planOf(file(listed, ami('ami-held')), { policy: policyFor('ec2') });
    expect(verdictsIn(plan)).toEqual({ 'ami-free': 'retire', 'ami-held': 'managed-elsewhere' });
  });
});

describe('a deprecated image', () => {
  const deprecatedAt = async (DeprecationTime: string) => {
    const rules = [
      { name: 'old', select: { states: ['deprecated'] }, keep: { newest: 0 }, retire: { olderThan: '30d' } },
    ];
    const policy = policyFor('ec2', { rules });
    const plan = await planOf(accountWith([ami('ami-1', 100, { DeprecationTime })]), { policy });
    return plan.images[0]?.state;
  };

  it.each([
    ['a time before now', iso(noon - minute), 'deprecated'],
    ['this very moment', iso(noon), 'deprecated'],
    ['a time after now', iso(noon + 1), 'available'],
    ['a date alone', '2026-11-01', 'deprecated'],
    ['a text that is no date', 'soon', 'available'],
    ['a day that does not exist', '2026-02-30T00:00:00.000Z', 'available'],
    ['a time without its zone', '2026-01-01T00:00:00', 'available'],
    ['nothing at all', '', 'available'],
  ])('is one whose DeprecationTime is %s: %j', async (_, time, state) => {
    expect(await deprecatedAt(time)).toBe(state);
  });
});

describe('an AMI', () => {
  it.each(['pending', 'invalid', 'transient', 'error', 'something-new'])(
    'trap 13: that is %s is left alone',
    async (State) => {
      const policy = policyFor('ec2', {
        rules: [
          {
            name: 'any',
            select: { states: ['available', 'pending', 'unknown', 'failed'] },
            keep: { newest: 0 },
            retire: { olderThan: '30d' },
          },
        ],
      });
      const plan = await planOf(accountWith([ami('ami-1', 100, { State })]), { policy });
      expect(verdictsIn(plan)).toEqual({ 'ami-1': 'not-settled' });
    },
  );

  it('of another account is not judged, though this account sees it', async () => {
    const plan = await planWith({ OwnerId: '210987654321' });
    expect(verdictsIn(plan)).toEqual({ 'ami-free': 'retire' });
  });

  it('trap 4: that is disabled is listed and judged', async () => {
    const plan = await planWith({ State: 'disabled' });
    expect(verdictsIn(plan)).toEqual({ 'ami-free': 'retire', 'ami-held': 'retire' });
  });
});
