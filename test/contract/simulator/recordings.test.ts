/** Answers that AWS itself gave, put into an account file, come out of the simulator unchanged. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import {
  DescribeAutoScalingGroupsCommand,
  DescribeLaunchConfigurationsCommand,
} from '@aws-sdk/client-auto-scaling';
import {
  DescribeImagesCommand,
  DescribeInstancesCommand,
  DescribeLaunchTemplateVersionsCommand,
  DescribeSnapshotsCommand,
} from '@aws-sdk/client-ec2';
import {
  GetImageCommand,
  GetLifecyclePolicyCommand,
  ListImageBuildVersionsCommand,
} from '@aws-sdk/client-imagebuilder';
import { describe, expect, it } from 'vitest';
import { parseAccountFile } from '../../../infra/local/account/parse.ts';
import { isRecord } from '../../../infra/local/account/wire.ts';
import { clientsFor, simulate } from './support.ts';

const recordings = new URL('../../../../shared/recordings/cloud-custodian/', import.meta.url);
const present = existsSync(recordings);
const kept = '644160558196';

/** Items of one member of the documented answers to one Image Builder command. */
function documented(operation: string, member: string): Record<string, unknown>[] {
  const files = ['aws-cli-imagebuilder-examples.json', 'aws-cli-imagebuilder-examples-2026.json'];
  return files.flatMap((file) => {
    const document: unknown = JSON.parse(readFileSync(new URL(`../api/${file}`, recordings), 'utf8'));
    const examples: unknown[] =
      isRecord(document) && Array.isArray(document.examples) ? document.examples : [];
    return examples
      .filter(isRecord)
      .filter((example) => example.operation === operation)
      .flatMap(({ output }) => (isRecord(output) ? output[member] : []))
      .filter(isRecord);
  });
}

/** Items of one member of all recorded answers to one operation, with recorded dates as ISO 8601. */
function recorded(operation: string, member: string, id: string): Record<string, unknown>[] {
  const folders = readdirSync(recordings, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const files = folders.flatMap(({ name }) =>
    readdirSync(new URL(`${name}/`, recordings))
      .filter((file) => file.startsWith(`${operation}_`))
      .map((file) => new URL(`${name}/${file}`, recordings)),
  );
  const items = files.flatMap((file) => itemsIn(JSON.parse(readFileSync(file, 'utf8')), member));
  return [...new Map(items.map((item) => [String(item[id]), item])).values()];
}

function itemsIn(answer: unknown, member: string): Record<string, unknown>[] {
  const data = isRecord(answer) && isRecord(answer.data) ? answer.data : {};
  const list: unknown[] = Array.isArray(data[member]) ? data[member] : [];
  return list.map(plain).filter(isRecord);
}

function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (!isRecord(value)) return value;
  if (value.__class__ === 'datetime') {
    const part = (name: string) => Number(value[name]);
    const time = Date.UTC(
      part('year'),
      part('month') - 1,
      part('day'),
      part('hour'),
      part('minute'),
      part('second'),
      part('microsecond') / 1000,
    );
    return new Date(time).toISOString();
  }
  return Object.fromEntries(Object.entries(value).map(([key, held]) => [key, plain(held)]));
}

const asJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value ?? []));

async function accountWith(file: object) {
  const { simulator } = await simulate(parseAccountFile(JSON.stringify({ account: kept, ...file })));
  return clientsFor(simulator, { account: kept });
}

/** What the SDK's model does not know is dropped by the SDK, and an empty list comes back as none or empty. */
function expectSame(answered: unknown, given: readonly Record<string, unknown>[]): void {
  expect(given.length).toBeGreaterThan(0);
  expect(withoutEmpty(asJson(answered))).toEqual(withoutEmpty(given));
}

function withoutEmpty(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutEmpty);
  if (!isRecord(value)) return value;
  const entries = Object.entries(value).filter(
    ([, held]) => held !== null && !(Array.isArray(held) && held.length === 0),
  );
  return Object.fromEntries(entries.map(([key, held]) => [key, withoutEmpty(held)]));
}

describe.skipIf(!present)(
  `recorded answers${present ? '' : ' (skipped: ../shared/recordings is not here)'}`,
  () => {
    it('images', async () => {
      const Images = recorded('ec2.DescribeImages', 'Images', 'ImageId');
      const { ec2 } = await accountWith({ ec2: { Images } });
      expectSame((await ec2.send(new DescribeImagesCommand({ IncludeDeprecated: true }))).Images, Images);
    });

    it('snapshots', async () => {
      const Snapshots = recorded('ec2.DescribeSnapshots', 'Snapshots', 'SnapshotId');
      const { ec2 } = await accountWith({ ec2: { Snapshots } });
      expectSame((await ec2.send(new DescribeSnapshotsCommand({}))).Snapshots, Snapshots);
    });

    it('instances', async () => {
      const reservations = recorded('ec2.DescribeInstances', 'Reservations', 'ReservationId');
      const Instances = reservations.flatMap((reservation) => itemsIn({ data: reservation }, 'Instances'));
      const { ec2 } = await accountWith({ ec2: { Instances } });
      const answer = await ec2.send(new DescribeInstancesCommand({ IncludeManagedResources: true }));
      expectSame(
        (answer.Reservations ?? []).flatMap((reservation) => reservation.Instances ?? []),
        Instances,
      );
    });

    it('launch template versions', async () => {
      const versions = recorded(
        'ec2.DescribeLaunchTemplateVersions',
        'LaunchTemplateVersions',
        'LaunchTemplateId',
      );
      const { ec2 } = await accountWith({ ec2: { LaunchTemplateVersions: versions } });
      const answer = await ec2.send(new DescribeLaunchTemplateVersionsCommand({ Versions: ['$Latest'] }));
      expectSame(answer.LaunchTemplateVersions, versions);
    });

    it('Auto Scaling groups and launch configurations', async () => {
      const LaunchConfigurations = recorded(
        'autoscaling.DescribeLaunchConfigurations',
        'LaunchConfigurations',
        'LaunchConfigurationName',
      );
      const AutoScalingGroups = recorded(
        'autoscaling.DescribeAutoScalingGroups',
        'AutoScalingGroups',
        'AutoScalingGroupName',
      );
      const { scaling } = await accountWith({ autoscaling: { LaunchConfigurations, AutoScalingGroups } });
      expectSame(
        (await scaling.send(new DescribeAutoScalingGroupsCommand({}))).AutoScalingGroups,
        AutoScalingGroups,
      );
      const answer = await scaling.send(new DescribeLaunchConfigurationsCommand({}));
      expectSame(answer.LaunchConfigurations, LaunchConfigurations);
    });

    it('Image Builder builds and lifecycle policies', async () => {
      const imageSummaryList = documented('list-image-build-versions', 'imageSummaryList');
      const lifecyclePolicies = documented('get-lifecycle-policy', 'lifecyclePolicy');
      const file = { account: '123456789012', imagebuilder: { imageSummaryList, lifecyclePolicies } };
      const { builder } = await simulate(parseAccountFile(JSON.stringify(file)));
      expectSame(
        (await builder.send(new ListImageBuildVersionsCommand({}))).imageSummaryList,
        imageSummaryList,
      );
      const [policy] = lifecyclePolicies;
      const got = await builder.send(
        new GetLifecyclePolicyCommand({ lifecyclePolicyArn: String(policy?.arn) }),
      );
      // Microseconds and an offset were given; the SDK's dates know milliseconds.
      const dateCreated = new Date(String(policy?.dateCreated)).toISOString();
      expectSame([got.lifecyclePolicy], [{ ...policy, dateCreated }]);
    });

    it('the answer to GetImage, whole', async () => {
      const [image] = documented('get-image', 'image');
      const file = { account: '123456789012', imagebuilder: { images: [{ requestId: 'r', image }] } };
      const { builder } = await simulate(parseAccountFile(JSON.stringify(file)));
      const got = await builder.send(new GetImageCommand({ imageBuildVersionArn: String(image?.arn) }));
      expectSame([got.image], [image ?? {}]);
    });
  },
);
