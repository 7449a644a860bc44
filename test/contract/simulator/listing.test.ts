/** What every listing has in common, whichever service answers it. */
import { paginateDescribeImages as paginateStreamImages } from '@aws-sdk/client-appstream';
import { paginateDescribeAutoScalingGroups } from '@aws-sdk/client-auto-scaling';
import { DescribeImagesCommand, paginateDescribeImages } from '@aws-sdk/client-ec2';
import { paginateListImageBuildVersions } from '@aws-sdk/client-imagebuilder';
import { paginateDescribeParameters } from '@aws-sdk/client-ssm';
import { describe, expect, it } from 'vitest';
import type { SimulatorOptions } from '../../../infra/local/aws/simulator.ts';
import { account, many, simulate } from './support.ts';

const CreatedTime = '2026-01-01T00:00:00Z';
const group = (at: number) => ({
  AutoScalingGroupName: `thing-${at}`,
  MinSize: 0,
  MaxSize: 0,
  DesiredCapacity: 0,
  DefaultCooldown: 0,
  AvailabilityZones: [],
  HealthCheckType: 'EC2',
  CreatedTime,
});

/** The pages of each service's listing, as the names on them. */
async function allPages(
  options: Partial<SimulatorOptions>,
): Promise<Record<string, (string | undefined)[][]>> {
  const { ec2, scaling, ssm, builder, stream } = await simulate(
    {
      ec2: { Images: many(7, (at) => ({ ImageId: `ami-${at}`, Name: `thing-${at}` })) },
      autoscaling: { AutoScalingGroups: many(7, group) },
      ssm: { Parameters: many(7, (at) => ({ Name: `thing-${at}`, Value: 'x' })) },
      imagebuilder: {
        imageSummaryList: many(7, (at) => ({
          arn: `arn:aws:imagebuilder:us-east-1:${account}:image/x/1.0.${at}/1`,
          name: `thing-${at}`,
        })),
      },
      appstream: { Images: many(7, (at) => ({ Name: `thing-${at}` })) },
    },
    options,
  );
  return {
    ec2: await namesOf(paginateDescribeImages({ client: ec2, pageSize: 1_000 }, {}), ({ Images }) =>
      Images?.map(({ Name }) => Name),
    ),
    autoscaling: await namesOf(
      paginateDescribeAutoScalingGroups({ client: scaling }, {}),
      ({ AutoScalingGroups }) => AutoScalingGroups?.map(({ AutoScalingGroupName }) => AutoScalingGroupName),
    ),
    ssm: await namesOf(paginateDescribeParameters({ client: ssm }, {}), ({ Parameters }) =>
      Parameters?.map(({ Name }) => Name),
    ),
    imagebuilder: await namesOf(
      paginateListImageBuildVersions({ client: builder }, {}),
      ({ imageSummaryList }) => imageSummaryList?.map(({ name }) => name),
    ),
    appstream: await namesOf(paginateStreamImages({ client: stream }, {}), ({ Images }) =>
      Images?.map(({ Name }) => Name),
    ),
  };
}

async function namesOf<Page>(
  pages: AsyncIterable<Page>,
  names: (page: Page) => (string | undefined)[] | undefined,
): Promise<(string | undefined)[][]> {
  const seen: (string | undefined)[][] = [];
  for await (const page of pages) seen.push(names(page) ?? []);
  return seen;
}

const inOrder = many(7, (at) => `thing-${at}`);

describe('every listing', () => {
  it('comes in small pages when the simulator is told so', async () => {
    for (const pages of Object.values(await allPages({ pageSize: 3 })))
      expect(pages).toEqual([inOrder.slice(0, 3), inOrder.slice(3, 6), inOrder.slice(6)]);
  });

  it('trap 3: has an empty page with a token before each page, where the switch says so', async () => {
    for (const pages of Object.values(
      await allPages({ pageSize: 4, switches: { emptyPageWithToken: true } }),
    ))
      expect(pages).toEqual([[], inOrder.slice(0, 4), [], inOrder.slice(4)]);
  });

  it('has the same things in another order for another seed, and the same order for the same seed', async () => {
    const orderFor = async (shuffle: number) => {
      const pages = await allPages({ pageSize: 3, switches: { shuffle } });
      return Object.values(pages).map((held) => held.flat());
    };
    const [one, again, two] = [await orderFor(1), await orderFor(1), await orderFor(2)];
    expect(one).toEqual(again);
    expect(one).not.toEqual(two);
    for (const order of [...one, ...two]) expect(order.toSorted()).toEqual(inOrder);
  });

  it('answers the same page again for the same token, and does not lose what was taken away meanwhile', async () => {
    const { ec2, simulator } = await simulate({
      ec2: { Images: many(12, (at) => ({ ImageId: `ami-${at}` })) },
    });
    const first = await ec2.send(new DescribeImagesCommand({ MaxResults: 5 }));
    const { images } = simulator.world().ec2;
    images.remove(images.get('ami-0')!);
    const next = async () =>
      ec2.send(new DescribeImagesCommand({ MaxResults: 5, NextToken: first.NextToken }));
    const [once, twice] = [await next(), await next()];
    expect(once.Images?.map(({ ImageId }) => ImageId)).toEqual(many(5, (at) => `ami-${at + 5}`));
    expect([twice.Images, twice.NextToken]).toEqual([once.Images, once.NextToken]);
  });

  it.each([
    [false, undefined],
    [true, ''],
  ])('EC2 ends with an empty token: %s', async (emptyLastToken, token) => {
    const { ec2 } = await simulate({}, { switches: { emptyLastToken } });
    expect((await ec2.send(new DescribeImagesCommand({}))).NextToken).toBe(token);
  });

  it('lists 20,000 images in pages of 1,000 without slowing down towards the end', async () => {
    const { ec2, simulator } = await simulate({
      ec2: { Images: many(20_000, (at) => ({ ImageId: `ami-${at}` })) },
    });
    const seen = new Set<unknown>();
    for await (const page of paginateDescribeImages({ client: ec2, pageSize: 1_000 }, {}))
      for (const { ImageId } of page.Images ?? []) seen.add(ImageId);
    expect([seen.size, simulator.calls()]).toEqual([20_000, { 'ec2:DescribeImages': 20 }]);
  });
});
