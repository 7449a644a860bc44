import type { ResourceTypeRequest } from '@aws-sdk/client-ec2';
import { DescribeImageReferencesCommand } from '@aws-sdk/client-ec2';
import { describe, expect, it } from 'vitest';
import type { AccountFileInput } from '../../../infra/local/account/account-file.ts';
import type { Switches } from '../../../infra/local/aws/switches.ts';
import { account, many, refusalOf, simulate } from './support.ts';

const version = (template: string, number: number, ImageId: string, more: object = {}) => ({
  LaunchTemplateId: template,
  VersionNumber: number,
  LaunchTemplateData: { ImageId },
  ...more,
});

async function references(
  file: AccountFileInput,
  input: { ImageIds?: string[]; ResourceTypes?: ResourceTypeRequest[] } = {},
  switches: Partial<Switches> = {},
): Promise<(string | undefined)[]> {
  const { ec2 } = await simulate(file, { switches });
  const { ImageReferences } = await ec2.send(
    new DescribeImageReferencesCommand({ ImageIds: ['ami-1'], IncludeAllResourceTypes: true, ...input }),
  );
  return (ImageReferences ?? []).map(({ Arn }) => Arn?.replace(`:us-east-1:${account}`, ''));
}

const templateDepth = (depth: string): ResourceTypeRequest => ({
  ResourceType: 'ec2:LaunchTemplate',
  ResourceTypeOptions: [{ OptionName: 'version-depth', OptionValues: [depth] }],
});

describe('DescribeImageReferences', () => {
  it('finds users of all five types', async () => {
    const file: AccountFileInput = {
      ec2: {
        Instances: [{ InstanceId: 'i-1', ImageId: 'ami-1' }],
        LaunchTemplateVersions: [version('lt-1', 1, 'ami-1'), version('lt-1', 2, 'ami-1')],
      },
      ssm: {
        Parameters: [
          { Name: '/golden', Value: 'ami-1' },
          { Name: 'plain', Value: 'ami-1' },
        ],
      },
      imagebuilder: {
        imageRecipes: [{ arn: 'recipe-1', parentImage: 'ami-1' }],
        containerRecipes: [{ arn: 'container-1', instanceConfiguration: { image: 'ami-1' } }],
      },
    };
    expect(await references(file)).toEqual([
      'arn:aws:ec2:instance/i-1',
      'arn:aws:ec2:launch-template/lt-1',
      'arn:aws:ssm:parameter/golden',
      'arn:aws:ssm:parameter/plain',
      'recipe-1',
      'container-1',
    ]);
  });

  it('names the image and the type of each reference, image by image', async () => {
    const Instances = [
      { InstanceId: 'i-2', ImageId: 'ami-2' },
      { InstanceId: 'i-1', ImageId: 'ami-1' },
    ];
    const { ec2 } = await simulate({ ec2: { Instances } });
    const input = {
      ImageIds: ['ami-1', 'ami-2', 'ami-3'],
      ResourceTypes: [{ ResourceType: 'ec2:Instance' as const }],
    };
    const { ImageReferences } = await ec2.send(new DescribeImageReferencesCommand(input));
    expect(ImageReferences).toEqual([
      {
        ImageId: 'ami-1',
        ResourceType: 'ec2:Instance',
        Arn: `arn:aws:ec2:us-east-1:${account}:instance/i-1`,
      },
      {
        ImageId: 'ami-2',
        ResourceType: 'ec2:Instance',
        Arn: `arn:aws:ec2:us-east-1:${account}:instance/i-2`,
      },
    ]);
  });

  it('looks only at the current version of a parameter', async () => {
    const Parameters = [
      { Name: 'p', Value: 'ami-1', Version: 1, Labels: ['prod'] },
      { Name: 'p', Value: 'ami-2', Version: 2 },
    ];
    expect(await references({ ssm: { Parameters } })).toEqual([]);
    expect(await references({ ssm: { Parameters } }, { ImageIds: ['ami-2'] })).toEqual([
      'arn:aws:ssm:parameter/p',
    ]);
  });

  it('searches only the types asked for', async () => {
    const file = {
      ec2: { Instances: [{ InstanceId: 'i-1', ImageId: 'ami-1' }] },
      ssm: { Parameters: [{ Name: 'p', Value: 'ami-1' }] },
    };
    const { ec2 } = await simulate(file);
    const { ImageReferences } = await ec2.send(
      new DescribeImageReferencesCommand({
        ImageIds: ['ami-1'],
        ResourceTypes: [{ ResourceType: 'ssm:Parameter' }],
      }),
    );
    expect(ImageReferences?.map(({ ResourceType }) => ResourceType)).toEqual(['ssm:Parameter']);
  });

  it('pages to the last reference', async () => {
    const Instances = many(12, (at) => ({ InstanceId: `i-${at}`, ImageId: 'ami-1' }));
    const { ec2 } = await simulate({ ec2: { Instances } });
    const seen: (string | undefined)[] = [];
    let NextToken: string | undefined;
    do {
      const input = { ImageIds: ['ami-1'], IncludeAllResourceTypes: true, MaxResults: 5, NextToken };
      const page = await ec2.send(new DescribeImageReferencesCommand(input));
      seen.push(...(page.ImageReferences ?? []).map(({ Arn }) => Arn?.split('/')[1]));
      NextToken = page.NextToken;
    } while (NextToken);
    expect(seen).toEqual(many(12, (at) => `i-${at}`));
  });

  it.each([
    [
      'more than ten images',
      { ImageIds: many(11, (at) => `ami-${at}`), IncludeAllResourceTypes: true },
      'InvalidParameterValue',
    ],
    ['no type at all', { ImageIds: ['ami-1'] }, 'MissingParameter'],
    [
      'a version depth of 0',
      { ImageIds: ['ami-1'], ResourceTypes: [templateDepth('0')] },
      'InvalidParameterValue',
    ],
    [
      'a version depth of 10001',
      { ImageIds: ['ami-1'], ResourceTypes: [templateDepth('10001')] },
      'InvalidParameterValue',
    ],
    [
      'a page of four',
      { ImageIds: ['ami-1'], IncludeAllResourceTypes: true, MaxResults: 4 },
      'InvalidParameterValue',
    ],
  ])('refuses %s', async (_, input, code) => {
    const { ec2 } = await simulate({});
    expect((await refusalOf(ec2.send(new DescribeImageReferencesCommand(input)))).name).toBe(code);
  });
});

describe('traps of DescribeImageReferences', () => {
  it('trap 7: without a depth it looks at the ten newest versions of a template only', async () => {
    const LaunchTemplateVersions = many(11, (at) => version('lt-1', at + 1, at === 0 ? 'ami-1' : 'ami-2'));
    const file = { ec2: { LaunchTemplateVersions } };
    expect(await references(file)).toEqual([]);
    expect(await references(file, { ResourceTypes: [templateDepth('10000')] })).toEqual([
      'arn:aws:ec2:launch-template/lt-1',
    ]);
    expect(await references(file, { ImageIds: ['ami-2'], ResourceTypes: [templateDepth('1')] })).toHaveLength(
      1,
    );
  });

  it('trap 7: it counts terminated instances unless states are given', async () => {
    const Instances = [{ InstanceId: 'i-1', ImageId: 'ami-1', State: { Name: 'terminated' } }];
    const running: ResourceTypeRequest = {
      ResourceType: 'ec2:Instance',
      ResourceTypeOptions: [{ OptionName: 'state-name', OptionValues: ['pending', 'running'] }],
    };
    expect(await references({ ec2: { Instances } })).toHaveLength(1);
    expect(await references({ ec2: { Instances } }, { ResourceTypes: [running] })).toEqual([]);
  });

  it('trap 7: it does not see launch configurations, groups and fleets', async () => {
    const file: AccountFileInput = {
      autoscaling: {
        LaunchConfigurations: [
          {
            LaunchConfigurationName: 'lc',
            ImageId: 'ami-1',
            InstanceType: 't',
            CreatedTime: '2026-01-01T00:00:00Z',
          },
        ],
      },
      ec2: {
        Fleets: [{ FleetId: 'fleet-1', LaunchTemplateConfigs: [{ Overrides: [{ ImageId: 'ami-1' }] }] }],
      },
    };
    expect(await references(file)).toEqual([]);
  });

  it('trap 9: it does not resolve a parameter that a template names', async () => {
    const file: AccountFileInput = {
      ec2: { LaunchTemplateVersions: [version('lt-1', 1, 'resolve:ssm:p')] },
      ssm: { Parameters: [{ Name: 'p', Value: 'ami-1' }] },
    };
    expect(await references(file)).toEqual(['arn:aws:ssm:parameter/p']);
  });

  it.each([
    [false, 0],
    [true, 2],
  ])('trap 6: sees managed resources: %s', async (referencesSeeManaged, count) => {
    const Operator = { Managed: true, Principal: 'eks.amazonaws.com' };
    const file: AccountFileInput = {
      ec2: {
        Instances: [{ InstanceId: 'i-1', ImageId: 'ami-1', Operator }],
        LaunchTemplateVersions: [version('lt-1', 1, 'ami-1', { Operator })],
      },
    };
    expect(await references(file, {}, { referencesSeeManaged })).toHaveLength(count);
  });

  it.each([
    [false, 'answered'],
    [true, 'InvalidAMIID.NotFound'],
  ])('an image that does not exist, refused: %s', async (referencesNeedImage, outcome) => {
    const answer = references({}, {}, { referencesNeedImage }).then(
      () => 'answered',
      (fault: unknown) => (fault instanceof Error ? fault.name : ''),
    );
    expect(await answer).toBe(outcome);
  });
});
