import { describe, expect, it } from 'vitest';
import { operationsOf, services } from '../../../infra/local/account/operations.ts';
import { parseAccountFile } from '../../../infra/local/account/parse.ts';
import { accountFileText } from '../../../infra/local/account/write.ts';
import { InputFault } from '../../../shared/domain/fault.ts';

function problemsOf(text: string): readonly string[] {
  try {
    parseAccountFile(text);
  } catch (fault) {
    if (fault instanceof InputFault) return fault.problems;
    throw fault;
  }
  return [];
}

const problemsIn = (file: unknown) => problemsOf(JSON.stringify(file));

describe('an account file', () => {
  it('stands in a home account and region unless it says where', () => {
    expect(parseAccountFile('{}')).toEqual([{ account: '123456789012', region: 'us-east-1' }]);
    const [file] = parseAccountFile('\uFEFF{"account":"999999999999","region":"eu-west-1"}');
    expect(file).toEqual({ account: '999999999999', region: 'eu-west-1' });
  });

  it('may describe several accounts and regions', () => {
    expect(parseAccountFile('[{},{"region":"eu-west-1"}]').map(({ region }) => region)).toEqual([
      'us-east-1',
      'eu-west-1',
    ]);
  });

  it('passes values on as they are, members that AWS does not know included', () => {
    const file = {
      account: '123456789012',
      region: 'us-east-1',
      ec2: {
        Images: [
          {
            ImageId: 'ami-1',
            CreationDate: 'soon',
            DeprecationTime: '',
            LastLaunchedTime: 'x',
            Novelty: { a: [null] },
            Tags: null,
          },
        ],
        LaunchPermissions: { 'ami-1': [{ UserId: '1' }] },
      },
      imagebuilder: { imageSummaryList: [{ arn: 'a', dateCreated: 'Jul 28, 2022 1:13:45 AM' }] },
      appstream: {
        Images: [{ Name: 'app', CreatedTime: '2026-01-01T01:00:00+01:00' }],
        Tags: { arn: { __proto: '1' } },
      },
      faults: [{ service: 'appstream', operation: 'DescribeFleets', error: 'throttle', on: [2, 3] }],
    };
    expect(parseAccountFile(JSON.stringify(file))).toEqual([file]);
  });

  it('takes a Get answer whole or its item alone', () => {
    const whole = {
      imagebuilder: {
        images: [{ requestId: 'r', image: { arn: 'a' } }],
        imageRecipes: [{ imageRecipe: { arn: 'b' } }],
      },
    };
    const [file] = parseAccountFile(JSON.stringify(whole));
    expect(file?.imagebuilder).toEqual({ images: [{ arn: 'a' }], imageRecipes: [{ arn: 'b' }] });
    expect(parseAccountFile('{"imagebuilder":{"images":[{"arn":"a"}]}}')[0]?.imagebuilder).toEqual({
      images: [{ arn: 'a' }],
    });
  });

  it.each([['{}'], ['[{},{"region":"eu-west-1"}]'], ['{"ec2":{"Images":[{"ImageId":"ami-1","x":1}]}}']])(
    'is the same after it was written: %s',
    (text) => {
      const files = parseAccountFile(text);
      expect(parseAccountFile(accountFileText(files))).toEqual(files);
    },
  );
});

describe('a wrong account file', () => {
  it('is told every problem with its path', () => {
    const file = {
      account: 7,
      region: 'us east',
      ec2: { Images: [{ ImageId: 'ami-1', State: 3 }, { Name: 'nameless' }, null], Volumes: [] },
      appstream: { Images: [{ Name: 'app', CreatedTime: 'yesterday' }], Tags: { 'arn:x': { team: 1 } } },
      autoscaling: [],
      lambda: {},
    };
    expect(problemsIn(file).toSorted()).toEqual([
      '$.account: is 7; write a string, in double quotes',
      '$.appstream.Images[0].CreatedTime: is "yesterday"; write a time in ISO 8601 with its zone, like "2026-01-31T12:00:00Z"',
      '$.appstream.Tags["arn:x"].team: is 1; write a string, in double quotes',
      '$.autoscaling: is a list; write an object, in braces',
      '$.ec2.Images[0].State: is 3; write a string, in double quotes',
      '$.ec2.Images[1].ImageId: is missing; write its id, a string',
      '$.ec2.Images[2]: is null; write an object, in braces',
      '$.ec2: has no member "Volumes"; its members are Images, Snapshots, Instances, LaunchTemplateVersions, Fleets, SpotFleetRequestConfigs, LaunchPermissions',
      '$.region: is "us east"; write letters, digits and hyphens only',
      '$: has no member "lambda"; its members are account, region, ec2, autoscaling, ssm, imagebuilder, appstream, faults',
    ]);
  });

  it('is told the place of each problem in a list of accounts', () => {
    expect(problemsIn([{}, { region: 'eu-west-1', ssm: { Parameters: [{ Name: 'p' }] } }])).toEqual([
      '$[1].ssm.Parameters[0].Value: is missing; write its id, a string',
    ]);
  });

  it.each([
    ['an image without an id', { ec2: { Images: [{}] } }, '$.ec2.Images[0].ImageId'],
    ['an empty id', { ec2: { Images: [{ ImageId: '' }] } }, '$.ec2.Images[0].ImageId'],
    ['a list that is none', { ec2: { Snapshots: {} } }, '$.ec2.Snapshots'],
    [
      'tags as an object',
      { ec2: { Images: [{ ImageId: 'ami-1', Tags: { a: 'b' } }] } },
      '$.ec2.Images[0].Tags',
    ],
    [
      'a mapping of text',
      { ec2: { Images: [{ ImageId: 'ami-1', BlockDeviceMappings: ['x'] }] } },
      '$.ec2.Images[0].BlockDeviceMappings[0]',
    ],
    [
      'a number where a flag belongs',
      { ec2: { Images: [{ ImageId: 'ami-1', Public: 1 }] } },
      '$.ec2.Images[0].Public',
    ],
    [
      'a text where a number belongs',
      { ec2: { LaunchTemplateVersions: [{ LaunchTemplateId: 'lt-1', VersionNumber: '1' }] } },
      '$.ec2.LaunchTemplateVersions[0].VersionNumber',
    ],
    [
      'a time that is a number',
      { appstream: { Images: [{ Name: 'a', CreatedTime: 1700000000 }] } },
      '$.appstream.Images[0].CreatedTime',
    ],
    [
      'a time without its zone',
      { ec2: { Instances: [{ InstanceId: 'i-1', LaunchTime: '2026-01-01T00:00:00' }] } },
      '$.ec2.Instances[0].LaunchTime',
    ],
    [
      'a permission of text',
      { ec2: { LaunchPermissions: { 'ami-1': ['all'] } } },
      '$.ec2.LaunchPermissions["ami-1"][0]',
    ],
    ['an account with a colon', { account: '1:2' }, '$.account'],
    ['a fault that is text', { faults: ['throttle'] }, '$.faults[0]'],
    [
      'a fault of nothing',
      { faults: [{ service: 'ec2', operation: 'DescribeImages', error: '' }] },
      '$.faults[0].error',
    ],
    [
      'a fault with a member too many',
      { faults: [{ service: 'ec2', operation: 'DescribeImages', error: 'x', at: 1 }] },
      '$.faults[0]',
    ],
    [
      'requests counted from 0',
      { faults: [{ service: 'ec2', operation: 'DescribeImages', error: 'x', on: [0] }] },
      '$.faults[0].on[0]',
    ],
    ['no account at all', [], '$'],
    ['a file that is a number', 7, '$'],
  ])('is told of %s', (_, file, path) => {
    expect(problemsIn(file).map((problem) => problem.split(': ')[0])).toEqual([path]);
  });

  it.each([
    ['ec2', 'Images', 'ImageId'],
    ['ec2', 'Snapshots', 'SnapshotId'],
    ['ec2', 'Instances', 'InstanceId'],
    ['ec2', 'LaunchTemplateVersions', 'LaunchTemplateId'],
    ['ec2', 'Fleets', 'FleetId'],
    ['ec2', 'SpotFleetRequestConfigs', 'SpotFleetRequestId'],
    ['autoscaling', 'LaunchConfigurations', 'LaunchConfigurationName'],
    ['autoscaling', 'AutoScalingGroups', 'AutoScalingGroupName'],
    ['imagebuilder', 'imageSummaryList', 'arn'],
    ['imagebuilder', 'images', 'arn'],
    ['imagebuilder', 'imageRecipes', 'arn'],
    ['imagebuilder', 'containerRecipes', 'arn'],
    ['imagebuilder', 'lifecyclePolicies', 'arn'],
    ['appstream', 'Images', 'Name'],
    ['appstream', 'Fleets', 'Name'],
    ['appstream', 'ImageBuilders', 'Name'],
  ])('is told that an item of %s.%s lacks its %s', (service, member, id) => {
    expect(problemsIn({ [service]: { [member]: [{}] } })).toEqual([
      `$.${service}.${member}[0].${id}: is missing; write its id, a string`,
    ]);
    expect(problemsIn({ [service]: { [member]: [{ [id]: 'x' }] } })).toEqual([]);
  });

  it('may have a fault on every operation there is', () => {
    const faults = services.flatMap((service) =>
      operationsOf(service).map((operation) => ({ service, operation, error: 'throttle' })),
    );
    expect([problemsIn({ faults }), faults.length]).toEqual([[], 43]);
  });

  it('is told which operations there are, together with the fault’s other problems', () => {
    expect(
      problemsIn({ faults: [{ service: 'sts', operation: 'DescribeImages', error: 'x', on: ['1'] }] }),
    ).toEqual([
      '$.faults[0].on[0]: is "1"; write a whole number, from 1',
      '$.faults[0].operation: is "DescribeImages"; write an operation of sts: GetCallerIdentity, AssumeRole',
    ]);
    expect(problemsIn({ faults: [{ service: 's3', operation: 'x', error: 'x' }] })).toEqual([
      '$.faults[0].service: is "s3"; write one of "ec2", "autoscaling", "ssm", "imagebuilder", "appstream", "sts"',
    ]);
  });

  it('is told of an account and region that stand in it twice', () => {
    expect(problemsIn([{}, { region: 'eu-west-1' }, { account: '123456789012' }])).toEqual([
      '$: holds 123456789012/us-east-1 more than once; write each account and region once, with everything in it',
    ]);
  });

  it.each([
    ['', 'line 1, column 1: not JSON: the text ends too early'],
    ['{"a":', 'line 1, column 6: not JSON: the text ends too early'],
    ['{\n "ec2": {},\n}', 'line 3, column 1: not JSON: Expected double-quoted property name'],
    ['[1,\n  x]', "line 2, column 3: not JSON: Unexpected token 'x'"],
    ['{} {}', 'line 1, column 4: not JSON: Unexpected non-whitespace character after JSON'],
  ])('that is not JSON is told line and column: %j', (text, problem) => {
    expect(problemsOf(text)).toEqual([problem]);
  });
});

describe('a file of megabytes', () => {
  it('of unknown members is told twenty of them, in few words each, and how many more', () => {
    const members = Object.fromEntries(
      Array.from({ length: 100_000 }, (_, at) => [`${at}`.padEnd(70, 'k'), 0]),
    );
    const [problem, ...rest] = problemsIn({ ec2: members });
    expect(rest).toEqual([]);
    expect(problem).toMatch(/^\$\.ec2: has no member "0k+…, .* and 99980 more; its members are Images, /);
    expect(problem?.length).toBeLessThan(2_000);
  });

  it('that is one list of accounts is refused before they are looked at', () => {
    expect(problemsOf(`[${'{},'.repeat(10_000)}{}]`)).toEqual([
      '$: is a list of 10001; write at most 10000 accounts in a file',
    ]);
  });

  it('with a place whose name never ends is told where in a line', () => {
    const [problem] = problemsIn({ ec2: { LaunchPermissions: { ['i'.repeat(1_000_000)]: 5 } } });
    expect(problem?.length).toBeLessThan(200);
  });

  const under = (milliseconds: number, text: string) => {
    const began = performance.now();
    const count = problemsOf(text).length;
    expect(performance.now() - began).toBeLessThan(milliseconds);
    return count;
  };

  it('of wrong items is refused with the first thousand problems', () => {
    expect(under(5_000, `{"ec2":{"Images":[${'1,'.repeat(2_500_000)}1]}}`)).toBe(1_000);
  });

  it('that breaks off or breaks at its end is refused at once', () => {
    expect(under(5_000, `[${'0,'.repeat(1_000_000)}x]`)).toBe(1);
    expect(under(5_000, '['.repeat(2_000_000))).toBe(1);
  });
});
