/** Who calls, and roles of other accounts. */
import type {
  AssumeRoleRequest,
  AssumeRoleResponse,
  GetCallerIdentityRequest,
  GetCallerIdentityResponse,
} from '@aws-sdk/client-sts';
import { AssumeRole$, GetCallerIdentity$ } from '@aws-sdk/client-sts';
import type { OperationName } from '../../account/operations.ts';
import { roleKey, secretKey } from '../credentials.ts';
import type { Operation } from '../operation.ts';
import { operation } from '../operation.ts';
import { Refusal } from '../refusal.ts';

const getCallerIdentity = (): Operation =>
  operation<GetCallerIdentityRequest, GetCallerIdentityResponse>(GetCallerIdentity$, (_, { world }) => ({
    Account: world.account,
    Arn: `arn:aws:iam::${world.account}:user/simulated`,
    UserId: 'AIDASIMULATED',
  }));

/** Any role of any account that the simulated AWS has may be entered; the external id is not looked at. */
const assumeRole = (): Operation =>
  operation<AssumeRoleRequest, AssumeRoleResponse>(
    AssumeRole$,
    ({ RoleArn = '', RoleSessionName = '' }, visit) => {
      const [, account = '', role = ''] = /^arn:[\w-]+:iam::([\w-]+):role\/(.+)$/.exec(RoleArn) ?? [];
      if (visit.worldOf(account) === undefined)
        throw new Refusal(
          'AccessDenied',
          `Not authorized to perform sts:AssumeRole on resource: ${RoleArn}`,
          403,
        );
      return {
        Credentials: {
          AccessKeyId: roleKey(account),
          SecretAccessKey: secretKey,
          SessionToken: 'simulated',
          // The SDK compares this with the machine's clock, whatever the simulated time is.
          Expiration: '2999-01-01T00:00:00Z',
        },
        AssumedRoleUser: {
          AssumedRoleId: `AROASIMULATED:${RoleSessionName}`,
          Arn: `arn:aws:sts::${account}:assumed-role/${role}/${RoleSessionName}`,
        },
      };
    },
  );

export const stsOperations = (): Record<OperationName<'sts'>, Operation> => ({
  GetCallerIdentity: getCallerIdentity(),
  AssumeRole: assumeRole(),
});
