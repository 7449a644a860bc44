/** Whether statements let a request through: an explicit denial beats every permission; without a permission, no. */
import { globCovers } from '../../../../shared/domain/match.ts';
import type { Context } from './conditions.ts';
import type { Statement } from './statements.ts';

export interface Demand {
  /** `service:Action`. */
  readonly action: string;
  /** The ARN of what it is done to; `*` where the action knows no resources. */
  readonly resource: string;
  readonly context: Context;
  /** The AWS service that acts, for policies that hang on resources. */
  readonly service?: string;
}

/** The statement that allowed or denied; undefined when none allowed. */
export interface Verdict {
  readonly allowed: boolean;
  readonly by: Statement | undefined;
}

export function evaluate(statements: readonly Statement[], demand: Demand): Verdict {
  const speaking = statements.filter((statement) => speaksOf(statement, demand));
  const denial = speaking.find(({ effect }) => effect === 'Deny');
  const permission = speaking.find(({ effect }) => effect === 'Allow');
  return { allowed: denial === undefined && permission !== undefined, by: denial ?? permission };
}

const speaksOf = (
  { actions, resources, conditions, services }: Statement,
  { action, resource, context, service }: Demand,
): boolean =>
  actions.some((glob) => globCovers(glob.toLowerCase(), action.toLowerCase())) &&
  resources.some((glob) => globCovers(glob, resource)) &&
  (services.length === 0 || (service !== undefined && services.includes(service))) &&
  conditions.every(({ holds }) => holds(context));
