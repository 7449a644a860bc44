import type {
  GetParameterRequest,
  GetParameterResult,
  GetParametersRequest,
  GetParametersResult,
  Parameter,
} from '@aws-sdk/client-ssm';
import { GetParameter$, GetParameters$ } from '@aws-sdk/client-ssm';
import type { Wire } from '../../../account/wire.ts';
import type { Operation } from '../../operation.ts';
import { operation } from '../../operation.ts';
import { Refusal } from '../../refusal.ts';
import type { World } from '../../world/world.ts';
import type { Found } from './parameters.ts';
import { findParameter, parameterArn, versionOf } from './parameters.ts';

export const getParameter = (): Operation =>
  operation<GetParameterRequest, GetParameterResult>(GetParameter$, ({ Name = '' }, { world }) => {
    const found = findParameter(Name, world);
    if (found === 'no-parameter') throw new Refusal('ParameterNotFound', `Parameter ${Name} not found.`);
    if (found === 'no-version')
      throw new Refusal('ParameterVersionNotFound', `Systems Manager could not find version ${Name}.`);
    return { Parameter: described(found, world) };
  });

export const getParameters = (): Operation =>
  operation<GetParametersRequest, GetParametersResult>(GetParameters$, ({ Names = [] }, { world }) => {
    if (Names.length < 1 || Names.length > 10)
      throw new Refusal('ValidationException', `From 1 to 10 names may be given, not ${Names.length}`);
    const found = Names.map((name) => ({ name, parameter: findParameter(name, world) }));
    return {
      Parameters: found.flatMap(({ parameter }) =>
        typeof parameter === 'object' ? [described(parameter, world)] : [],
      ),
      InvalidParameters: found
        .filter(({ parameter }) => typeof parameter === 'string')
        .map(({ name }) => name),
    };
  });

function described({ version, selector }: Found, world: World): Wire<Parameter> {
  const { Name, Type, Value, LastModifiedDate, DataType = 'text' } = version;
  return {
    Name,
    Type,
    Value,
    Version: versionOf(version),
    Selector: selector === undefined ? undefined : `:${selector}`,
    LastModifiedDate,
    ARN: parameterArn(Name ?? '', world),
    DataType,
  };
}
