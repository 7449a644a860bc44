/** Who decides whether a role may do what it asks for; it remembers what was asked. */
import { evaluate, type Demand } from './evaluate.ts';
import type { Statement } from './statements.ts';

/** Whether the principal, a role's name, may. */
export type Permit = (principal: string, demand: Demand) => boolean;

export interface Authority {
  readonly permit: Permit;
  /** `SurveyRole ec2:DescribeImages` → how often it was allowed. */
  readonly used: ReadonlyMap<string, number>;
  /** `SurveyRole ec2:DescribeImages on *`, in order. */
  readonly refused: readonly string[];
}

export function createAuthority(roles: ReadonlyMap<string, readonly Statement[]>): Authority {
  const used = new Map<string, number>();
  const refused: string[] = [];
  return {
    used,
    refused,
    permit: (principal, demand) => {
      const { allowed } = evaluate(roles.get(principal) ?? [], demand);
      const what = `${principal} ${demand.action}`;
      if (allowed) used.set(what, (used.get(what) ?? 0) + 1);
      else refused.push(`${what} on ${demand.resource}`);
      return allowed;
    },
  };
}
