/** How many calls a look at candidates costs. */
import { expect, it } from 'vitest';
import { accountWith, amis } from '../../support/amis.ts';
import { policyFor, simulate } from '../../support/simulated.ts';

const callsFor = async (count: number, policy = policyFor('ec2')) => {
  const { plan, simulator } = await simulate(accountWith(amis(count)), { policy });
  expect((await plan()).images).toHaveLength(count);
  return simulator.calls();
};

const perCandidate = [
  'ec2:DescribeImageReferences',
  'ec2:DescribeInstances',
  'ec2:DescribeImageAttribute',
  'ec2:DescribeSnapshots',
];

it('asks for references ten candidates at a time, and for launch permissions one by one', async () => {
  expect(await callsFor(45)).toMatchObject({
    'ec2:DescribeImageReferences': 5,
    'ec2:DescribeInstances': 1,
    'ec2:DescribeImageAttribute': 45,
    'ec2:DescribeSnapshots': 1,
  });
});

it('asks no more often for two hundred candidates than for one where it asks for all at once', async () => {
  const [one, many] = [await callsFor(1), await callsFor(200)];
  const alike = Object.keys(one).filter(
    (name) => !['ec2:DescribeImageReferences', 'ec2:DescribeImageAttribute'].includes(name),
  );
  for (const name of alike) expect([name, many[name]]).toEqual([name, one[name]]);
});

it('makes none of these calls where nothing is a candidate', async () => {
  const calls = await callsFor(20, policyFor('ec2', { protect: { names: ['*'] } }));
  for (const name of perCandidate) expect(calls).not.toHaveProperty([name]);
});
