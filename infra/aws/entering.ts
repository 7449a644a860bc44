/** What the functions' roles say of other accounts: the roles that the policy's targets name may be entered, no others. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { InputFault } from '../../shared/domain/fault.ts';
import type { Policy } from '../../shared/domain/policy.ts';
import { parsePolicy } from '../../shared/policy/parse.ts';

const root = resolve(import.meta.dirname, '../..');

/** All policies of a role may have 10,240 characters together, and about half of them are taken. */
const namedRoles = 40;
const roomForRoles = 4500;

export interface Entering {
  readonly Sid: 'EnterOtherAccounts';
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: readonly ['sts:AssumeRole'];
  readonly Resource: readonly string[];
}

/** Of more roles than have room, the names alone, in any account. @throws {InputFault} where these have none either */
export function enteringStatement({ targets = [] }: Pick<Policy, 'targets'>): Entering {
  const accounts = targets.flatMap((target) => target.accounts);
  const roles = distinct(accounts.flatMap((account) => (account === 'self' ? [] : account.role)));
  const named = roles.length > namedRoles ? distinct(roles.map(inAnyAccount)) : roles;
  if (JSON.stringify(named).length > roomForRoles)
    throw new InputFault([
      `targets: ${roles.length} roles of ${named.length} names are more than a function's role has room for; ` +
        'give the roles of the member accounts one name',
    ]);
  const none = named.length === 0;
  return {
    Sid: 'EnterOtherAccounts',
    Effect: none ? 'Deny' : 'Allow',
    Action: ['sts:AssumeRole'],
    Resource: none ? ['*'] : named,
  };
}

const distinct = (texts: readonly string[]): string[] => [...new Set(texts)].sort();
const inAnyAccount = (arn: string): string => arn.replace(/::\d+:/, '::*:');

/** @param path of the policy, from the project's root. @throws {InputFault} for a bad one */
export const enteringIn = (path: string): Entering =>
  enteringStatement(parsePolicy(readFileSync(resolve(root, path), 'utf8'), path).policy);
