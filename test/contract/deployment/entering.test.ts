/** Which roles of other accounts the functions may enter: those that the policy's targets name. */
import { expect, it } from 'vitest';
import { enteringIn, enteringStatement } from '../../../infra/aws/entering.ts';
import { createAuthority } from '../../../infra/local/aws/iam/authority.ts';
import { statementsOf } from '../../../infra/local/aws/iam/statements.ts';
import { aPolicy } from '../../support/policies.ts';

const arn = (n: number, name = 'imagewarden'): string =>
  `arn:aws:iam::${String(n).padStart(12, '0')}:role/${name}`;
const entering = (...roles: readonly string[]) =>
  enteringStatement(
    aPolicy({
      targets: [
        { regions: ['us-east-1'], accounts: ['self'] },
        ...roles.map((role) => ({
          regions: ['us-east-1'],
          accounts: [{ id: role.split(':')[4], role }],
        })),
      ],
    }),
  );

const mayEnter = (statement: ReturnType<typeof entering>, resource: string): boolean =>
  createAuthority(new Map([['SurveyRole', statementsOf({ Statement: [statement] }, 'SurveyRole')]])).permit(
    'SurveyRole',
    { action: 'sts:AssumeRole', resource, context: {} },
  );

it('lets the roles be entered that the targets name, and none besides', () => {
  const statement = entering(arn(2), arn(1), arn(2));
  expect(statement.Resource).toEqual([arn(1), arn(2)]);
  expect(mayEnter(statement, arn(1))).toBe(true);
  for (const other of [arn(3), arn(1, 'imagewarden-admin'), arn(1, 'admin')])
    expect(mayEnter(statement, other)).toBe(false);
});

it('lets none be entered where the targets name none', () => {
  expect(entering()).toMatchObject({ Effect: 'Deny', Resource: ['*'] });
  expect(enteringIn('infra/policy/retention.yml')).toEqual(entering());
});

it('lets roles of these names be entered in any account where there are too many to be named', () => {
  const many = Array.from({ length: 41 }, (_, n) => arn(n + 1));
  expect(entering(...many.slice(1)).Resource).toHaveLength(40);
  const statement = entering(...many);
  expect(statement.Resource).toEqual(['arn:aws:iam::*:role/imagewarden']);
  expect(mayEnter(statement, arn(99))).toBe(true);
  expect(mayEnter(statement, arn(99, 'imagewarden-admin'))).toBe(false);
});

it('is not packaged where even the names are more than a role has room for', () => {
  const roles = Array.from({ length: 90 }, (_, n) => arn(n, `imagewarden-in-the-account-of-team-${n}`));
  expect(() => entering(...roles)).toThrow(/^targets: 90 roles of 90 names are more than .* one name$/);
});
