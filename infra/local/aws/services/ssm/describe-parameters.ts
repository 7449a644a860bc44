import type {
  DescribeParametersRequest,
  DescribeParametersResult,
  GetParameterHistoryRequest,
  GetParameterHistoryResult,
  ParameterStringFilter,
} from '@aws-sdk/client-ssm';
import { DescribeParameters$, GetParameterHistory$ } from '@aws-sdk/client-ssm';
import type { ParameterVersion } from '../../../account/shapes.ts';
import type { Wire } from '../../../account/wire.ts';
import type { Operation } from '../../operation.ts';
import type { Limits, PageWish } from '../../paging.ts';
import { pagedOperation } from '../../paging.ts';
import { Refusal } from '../../refusal.ts';
import { currentParameters, parameterArn, versionOf } from './parameters.ts';

const limits = (): Limits => ({ usual: 10, least: 1, most: 50 });

const wish = (input: {
  readonly NextToken?: string | undefined;
  readonly MaxResults?: number | undefined;
}): PageWish => ({
  token: input.NextToken,
  size: input.MaxResults,
});

export const describeParameters = (): Operation =>
  pagedOperation<DescribeParametersRequest, DescribeParametersResult, ParameterVersion>({
    schema: DescribeParameters$,
    limits,
    wish,
    list: ({ ParameterFilters = [] }, { world }) => {
      const tests = ParameterFilters.map(testOf);
      return currentParameters(world).filter((version) => tests.every((test) => test(version)));
    },
    answer: (items, NextToken, { world }) => ({
      Parameters: items.map((version) => ({
        Name: version.Name,
        ARN: parameterArn(version.Name ?? '', world),
        Type: version.Type,
        Version: versionOf(version),
        DataType: version.DataType ?? 'text',
        LastModifiedDate: version.LastModifiedDate,
        Tier: version.Tier ?? 'Standard',
      })),
      NextToken,
    }),
  });

export const getParameterHistory = (): Operation =>
  pagedOperation<GetParameterHistoryRequest, GetParameterHistoryResult, ParameterVersion>({
    schema: GetParameterHistory$,
    limits: () => ({ usual: 50, least: 1, most: 50 }),
    wish,
    list({ Name = '' }, { world }) {
      const versions = world.ssm.parameters.named(Name);
      if (versions.length === 0) throw new Refusal('ParameterNotFound', `Parameter ${Name} not found.`);
      return versions.toSorted((a, b) => versionOf(a) - versionOf(b));
    },
    answer: (items, NextToken) => ({
      Parameters: items.map((version) => ({ ...version, Version: versionOf(version) })),
      NextToken,
    }),
  });

function testOf({
  Key = '',
  Option = 'Equals',
  Values = [],
}: Wire<ParameterStringFilter>): (version: ParameterVersion) => boolean {
  if (Key !== 'Name' && Key !== 'Type' && Key !== 'DataType')
    throw new Refusal('InvalidFilterKey', `The simulator does not filter parameters by ${Key}.`);
  return (version) => {
    const held = version[Key] ?? (Key === 'DataType' ? 'text' : '');
    if (Option === 'BeginsWith') return Values.some((value) => held.startsWith(value));
    return Option === 'Contains' ? Values.some((value) => held.includes(value)) : Values.includes(held);
  };
}
