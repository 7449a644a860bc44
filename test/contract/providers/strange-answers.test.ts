/** Answers that say less than they should: each keeps an image that would otherwise be retired. */
import { expect, it } from 'vitest';
import type { AccountFileInput } from '../../../infra/local/account/account-file.ts';
import { day, iso } from '../../../shared/domain/time.ts';
import { ami } from '../../support/amis.ts';
import { build, buildArn, outputs, recipeArn } from '../../support/builds.ts';
import { noon } from '../../support/facts.ts';
import { detailIn, planOf, policyFor } from '../../support/simulated.ts';

type Kind = Parameters<typeof policyFor>[0];
const rule = {
  name: 'old',
  select: {},
  keep: { newest: 0, launchedWithin: '14d' },
  retire: { olderThan: '30d' },
};
const plan = async (kind: Kind, file: AccountFileInput) =>
  planOf([file], { policy: policyFor(kind, { rules: [rule] }) });

const arn = buildArn('web/1.0.0/1');
const builds = (parts: object = {}, rest: object = {}): AccountFileInput => ({
  imagebuilder: { imageSummaryList: [build('web/1.0.0/1', parts)], ...rest },
});
const stream = (Arn: string, more: object = {}): AccountFileInput => ({
  appstream: {
    Images: [
      { Name: 'app', Arn, State: 'AVAILABLE', Visibility: 'PRIVATE', CreatedTime: iso(noon - 90 * day) },
    ],
    ...more,
  },
});
const streamArn = 'arn:aws:appstream:us-east-1:123456789012:image/app';

it('keeps an AMI that is listed, and whose launch permissions AWS says it does not know', async () => {
  const faults = [
    { service: 'ec2' as const, operation: 'DescribeImageAttribute' as const, error: 'InvalidAMIID.NotFound' },
  ];
  const document = await plan('ec2', { ec2: { Images: [ami('ami-1')] }, faults });
  expect(detailIn(document, 'ami-1', 'users-unknown')).toBe(
    'ec2:DescribeImageAttribute: InvalidAMIID.NotFound',
  );
});

it('keeps an AppStream image that is listed, and whose tags AWS says it does not know', async () => {
  const faults = [
    {
      service: 'appstream' as const,
      operation: 'ListTagsForResource' as const,
      error: 'ResourceNotFoundException',
    },
  ];
  const document = await plan('appstream', { ...stream(streamArn), faults });
  expect(detailIn(document, 'app', 'users-unknown')).toContain('ListTagsForResource');
});

it('keeps a build that is listed, and that GetImage says it does not know', async () => {
  const faults = [
    { service: 'imagebuilder' as const, operation: 'GetImage' as const, error: 'ResourceNotFoundException' },
  ];
  const document = await plan('imagebuilder', { ...builds(), faults });
  expect(detailIn(document, arn, 'users-unknown')).toBe('imagebuilder:GetImage: ResourceNotFoundException');
});

it('reads the tags of an AppStream image by the ARN that AWS gave, whatever the partition', async () => {
  const Arn = streamArn.replace('arn:aws:', 'arn:aws-iso:');
  const document = await plan('appstream', stream(Arn, { Tags: { [Arn]: { 'imagewarden:keep': '' } } }));
  expect(detailIn(document, 'app', 'protected-tag')).toBe('imagewarden:keep');
});

it('keeps an AMI whose last launch is no readable time', async () => {
  const image = { ...ami('ami-1'), LastLaunchedTime: '2026-10-31T23:00:00' };
  expect(detailIn(await plan('ec2', { ec2: { Images: [image] } }), 'ami-1', 'recently-launched')).toContain(
    'cannot be read',
  );
});

it('keeps an AMI that is shared with somebody AWS does not name', async () => {
  const file = { ec2: { Images: [ami('ami-1')], LaunchPermissions: { 'ami-1': [{}] } } };
  expect(detailIn(await plan('ec2', file), 'ami-1', 'shared')).toContain('does not name');
});

it('keeps an AMI with any tag of Data Lifecycle Manager', async () => {
  const image = { ...ami('ami-1'), Tags: [{ Key: 'aws:dlm:managed', Value: 'true' }] };
  expect(detailIn(await plan('ec2', { ec2: { Images: [image] } }), 'ami-1', 'managed-elsewhere')).toContain(
    'Lifecycle',
  );
});

it('keeps a build with an output that names no region', async () => {
  const made = { outputResources: { amis: [{ image: 'ami-1', accountId: '123456789012' }] } };
  expect(detailIn(await plan('imagebuilder', builds(made)), arn, 'users-unknown')).toContain('ami-1');
  expect((await plan('imagebuilder', builds(outputs({ image: 'ami-1' })))).totals.retire).toBe(1);
});

it('keeps every build of a name that a recipe starts from in a form we cannot read', async () => {
  const recipe = { arn: recipeArn('child'), parentImage: arn.replace('/1.0.0/1', '/1.0') };
  const document = await plan('imagebuilder', builds({}, { imageRecipes: [recipe] }));
  expect(detailIn(document, arn, 'in-use')).toBe(recipeArn('child'));
});
