/** Which scopes a policy looks at, seen from the account and region that we run in. */
import { kinds, type Place, type Scope } from '../domain/image.ts';
import type { AccountRef, Policy, Target } from '../domain/policy.ts';

const everything: Target = { regions: [], accounts: ['self'], kinds };

const targetsOf = ({ targets }: Policy): readonly Target[] => targets ?? [everything];

const accountOf = (ref: AccountRef, home: Place): string => (ref === 'self' ? home.account : ref.id);

/** Each scope once, however many targets name it. */
export function scopesOf(policy: Policy, home: Place): Scope[] {
  const scopes = targetsOf(policy).flatMap((target) =>
    target.accounts.flatMap((ref) =>
      regionsOf(target, home).flatMap((region) =>
        target.kinds.map((kind) => ({ account: accountOf(ref, home), region, kind })),
      ),
    ),
  );
  return [...new Map(scopes.map((scope) => [JSON.stringify(scope), scope])).values()];
}

const regionsOf = ({ regions }: Target, home: Place): readonly string[] =>
  regions.length === 0 ? [home.region] : regions;

/** How to enter an account: with what we have, or through a role. Undefined: the policy does not name it. */
export function entranceTo(account: string, policy: Policy, home: Place): AccountRef | undefined {
  if (account === home.account) return 'self';
  return targetsOf(policy)
    .flatMap(({ accounts }) => accounts)
    .find((ref) => ref !== 'self' && ref.id === account);
}

/** Whether the policy looks at a place, so that outputs of builds there can be looked up. */
export const isTarget = (place: Place, policy: Policy, home: Place): boolean =>
  scopesOf(policy, home).some(({ account, region }) => account === place.account && region === place.region);

/** A place, and the other regions of its account that the policy looks at. */
export function placesNear(place: Place, policy: Policy, home: Place): Place[] {
  const same = scopesOf(policy, home).filter(({ account }) => account === place.account);
  const regions = new Set([place.region, ...same.map(({ region }) => region)]);
  return [...regions].map((region) => ({ account: place.account, region }));
}
