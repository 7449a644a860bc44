import {
  CreateImageUsageReportCommand,
  DescribeImageUsageReportEntriesCommand,
  DescribeImageUsageReportsCommand,
  type EC2Client,
} from '@aws-sdk/client-ec2';
import { describe, expect, it } from 'vitest';
import type { AccountFileInput } from '../../../infra/local/account/account-file.ts';
import type { Switches } from '../../../infra/local/aws/switches.ts';
import { day, hour, iso } from '../../../shared/domain/time.ts';
import { account, many, refusalOf, simulate, start } from './support.ts';

const other = '999999999999';
const old = iso(start - 30 * day);
const version = (VersionNumber: number, ImageId: string, CreateTime = old) => ({
  LaunchTemplateId: 'lt-1',
  VersionNumber,
  CreateTime,
  LaunchTemplateData: { ImageId },
});
const instance = (InstanceId: string, more: object = {}) => ({
  InstanceId,
  ImageId: 'ami-1',
  LaunchTime: old,
  State: { Name: 'running' as const },
  ...more,
});

const own: AccountFileInput = {
  ec2: {
    Images: [{ ImageId: 'ami-1' }, { ImageId: 'ami-2', OwnerId: other }],
    Instances: [instance('i-0')],
  },
};
const theirs: AccountFileInput = {
  account: other,
  ec2: {
    Instances: [
      instance('i-1'),
      instance('i-2'),
      instance('i-new', { LaunchTime: iso(start - hour) }),
      instance('i-gone', { State: { Name: 'terminated' } }),
    ],
    LaunchTemplateVersions: [version(1, 'ami-1'), ...many(20, (at) => version(at + 2, 'ami-x'))],
  },
};

const ask = async (ec2: EC2Client, more: object = {}) =>
  ec2.send(
    new CreateImageUsageReportCommand({
      ImageId: 'ami-1',
      ResourceTypes: [
        { ResourceType: 'ec2:Instance' },
        {
          ResourceType: 'ec2:LaunchTemplate',
          ResourceTypeOptions: [{ OptionName: 'version-depth', OptionValues: ['21'] }],
        },
      ],
      ...more,
    }),
  );

const statesOf = async (ec2: EC2Client, ImageIds = ['ami-1']) => {
  const { ImageUsageReports = [] } = await ec2.send(new DescribeImageUsageReportsCommand({ ImageIds }));
  return ImageUsageReports.map(({ State }) => State);
};

async function entriesIn(more: object = {}, switches: Partial<Switches> = {}): Promise<string[]> {
  const { ec2, clock } = await simulate([own, theirs], { switches });
  const { ReportId = '' } = await ask(ec2, more);
  clock.advance(hour);
  const { ImageUsageReportEntries = [] } = await ec2.send(
    new DescribeImageUsageReportEntriesCommand({ ReportIds: [ReportId] }),
  );
  return ImageUsageReportEntries.map(
    ({ AccountId, ResourceType, UsageCount }) => `${AccountId} ${ResourceType} ${UsageCount}`,
  );
}

describe('a report on who uses an image', () => {
  it('counts the instances and templates of every account, without the newest', async () => {
    expect(await entriesIn()).toEqual([
      `${account} ec2:Instance 1`,
      `${other} ec2:Instance 2`,
      `${other} ec2:LaunchTemplate 1`,
    ]);
  });

  it.each<[string, object, Partial<Switches>, string[]]>([
    ['of named accounts only', { AccountIds: [account] }, {}, [`${account} ec2:Instance 1`]],
    [
      'of the twenty newest versions of a template where no number is given',
      { AccountIds: [other], ResourceTypes: [{ ResourceType: 'ec2:LaunchTemplate' }] },
      {},
      [],
    ],
    ['without the owner', { AccountIds: [account] }, { usageReportsShowOwner: false }, []],
    [
      'with terminated and new instances',
      { AccountIds: [other], ResourceTypes: [{ ResourceType: 'ec2:Instance' }] },
      { usageReportsCountTerminated: true, usageReportInstanceLag: 0 },
      [`${other} ec2:Instance 4`],
    ],
  ])('counts those %s, if so asked or switched', async (_, input, switches, expected) => {
    expect(await entriesIn(input, switches)).toEqual(expected);
  });

  it('is pending, then available, then gone after thirty days', async () => {
    const { ec2, clock } = await simulate([own, theirs]);
    await ask(ec2);
    expect(await statesOf(ec2)).toEqual(['pending']);
    clock.advance(hour);
    expect(await statesOf(ec2)).toEqual(['available']);
    expect(await statesOf(ec2, ['ami-other'])).toEqual([]);
    clock.advance(30 * day);
    expect(await statesOf(ec2)).toEqual([]);
  });

  it('is the same for the same token, one at a time for an image, and of own images only', async () => {
    const { ec2 } = await simulate([own, theirs]);
    const { ReportId } = await ask(ec2, { ClientToken: 'a' });
    expect(ReportId).toMatch(/^amiur-\w+$/);
    expect(await ask(ec2, { ClientToken: 'a' })).toMatchObject({ ReportId });
    const names = [
      { ClientToken: 'a', AccountIds: [other] },
      { ClientToken: 'b' },
      { ImageId: 'ami-2' },
      { ImageId: 'ami-3' },
      { ResourceTypes: [{ ResourceType: 'ssm:Parameter' }] },
    ].map(async (input) => (await refusalOf(ask(ec2, input))).name);
    expect(await Promise.all(names)).toEqual([
      'IdempotentParameterMismatch',
      'ResourceLimitExceeded',
      'AuthFailure',
      'InvalidAMIID.NotFound',
      'InvalidParameterValue',
    ]);
  });
});
