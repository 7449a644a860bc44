import type { OperationName } from '../../../account/operations.ts';
import type { Operation } from '../../operation.ts';
import { describeParameters, getParameterHistory } from './describe-parameters.ts';
import { getParameter, getParameters } from './get-parameters.ts';

export const ssmOperations = (): Record<OperationName<'ssm'>, Operation> => ({
  GetParameter: getParameter(),
  GetParameters: getParameters(),
  DescribeParameters: describeParameters(),
  GetParameterHistory: getParameterHistory(),
});
