/** What a listing of builds leaves out, and a closer look finds before anything is retired. */
import { expect, it } from 'vitest';
import type { AccountFileInput } from '../../../infra/local/account/account-file.ts';
import { ami } from '../../support/amis.ts';
import { build, buildArn, detail, outputs } from '../../support/builds.ts';
import { detailIn, planOf, policyFor } from '../../support/simulated.ts';

const rule = { name: 'old', select: {}, keep: { newest: 0 }, retire: { olderThan: '30d' } };
const arn = buildArn('web/1.0.0/1');
const plan = async (accounts: readonly AccountFileInput[], changes: Readonly<Record<string, unknown>> = {}) =>
  planOf([...accounts], { policy: policyFor('imagebuilder', { rules: [rule], ...changes }) });

const builder = (parts: Parameters<typeof detail>[1]): AccountFileInput => ({
  imagebuilder: { imageSummaryList: [build('web/1.0.0/1')], images: [detail('web/1.0.0/1', parts)] },
});

it('retires a build that nothing speaks for', async () => {
  expect((await plan([builder({})])).totals).toEqual({ keep: 0, retire: 1 });
});

it('keeps a build whose keep tag only GetImage tells', async () => {
  const document = await plan([builder({ tags: { 'imagewarden:keep': 'yes' } })]);
  expect(detailIn(document, arn, 'protected-tag')).toBe('imagewarden:keep');
});

it('keeps a build whose output only GetImage tells, while the AMI exists', async () => {
  const file = { ...builder(outputs({ image: 'ami-1' })), ec2: { Images: [ami('ami-1')] } };
  expect(detailIn(await plan([file]), arn, 'outputs-exist')).toBe('ami-1 in 123456789012/us-east-1');
});

it('keeps a build that turns out to be a container build', async () => {
  expect(detailIn(await plan([builder({ type: 'DOCKER' })]), arn, 'users-unknown')).toContain(
    'registries are not read',
  );
});

it('keeps a build whose AMI in another region that is looked at is known by its tag alone', async () => {
  const tagged = { ...ami('ami-1'), Tags: [{ Key: 'Ec2ImageBuilderArn', Value: arn }] };
  const document = await plan([builder({}), { region: 'eu-west-1', ec2: { Images: [tagged] } }], {
    targets: [{ regions: ['us-east-1', 'eu-west-1'], kinds: ['imagebuilder'] }],
  });
  expect(detailIn(document, arn, 'outputs-exist')).toBe('ami-1 in 123456789012/eu-west-1');
});
