/** What EC2's listings have in common. */
import type { Limits, PageWish } from '../../paging.ts';
import type { Visit } from '../../operation.ts';
import { Refusal } from '../../refusal.ts';

/** Without MaxResults EC2 answers everything at once. */
export const whole = (least: number): Limits => ({ usual: Infinity, least, most: 1_000 });

export const ec2Wish = (input: {
  readonly NextToken?: string | undefined;
  readonly MaxResults?: number | undefined;
}): PageWish => ({ token: input.NextToken, size: input.MaxResults });

/** @throws {Refusal} for ids together with a page size: EC2 takes only one of them */
export function refuseIdsWithPages(
  ids: readonly string[] | undefined,
  asked: number | undefined,
  what: string,
): void {
  if (ids === undefined || ids.length === 0 || asked === undefined) return;
  const message = `The parameter ${what} cannot be used with the parameter maxResults`;
  throw new Refusal('InvalidParameterCombination', message);
}

export const lastToken = (next: string | undefined, { switches }: Visit): string | undefined =>
  next ?? (switches.emptyLastToken ? '' : undefined);

/** @throws {Refusal} which is how EC2 says that the request would have succeeded */
export function stopDryRun({ DryRun }: { readonly DryRun?: boolean | undefined }): void {
  if (DryRun !== true) return;
  throw new Refusal('DryRunOperation', 'Request would have succeeded, but DryRun flag is set.', 412);
}

interface Operated {
  readonly Operator?:
    { readonly Managed?: boolean | undefined; readonly HiddenByDefault?: boolean | undefined } | undefined;
}

/** Resources that another service manages are hidden since April 2026, unless they are asked for. */
export const isHidden = ({ Operator }: Operated): boolean =>
  Operator?.Managed === true && Operator.HiddenByDefault !== false;
