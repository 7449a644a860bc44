/** What goes wrong, as problem details (RFC 9457). */
import type { Problem } from '../../../shared/pipeline/audit/parameters.ts';
import type { Refusal } from '../../../shared/pipeline/audit/refusal.ts';

const titles = {
  400: 'The question cannot be understood',
  404: 'There is no such thing',
  405: 'Nothing can be changed here',
  409: 'Several images may be meant',
  500: 'Something went wrong here',
} as const;
type Status = keyof typeof titles;

interface Details {
  readonly detail: string;
  readonly [member: string]: unknown;
}

export const problem = (status: Status, details: Details, headers: Record<string, string> = {}): Response =>
  Response.json(
    { type: 'about:blank', title: titles[status], status, ...details },
    {
      status,
      headers: { ...headers, 'content-type': 'application/problem+json', 'cache-control': 'no-store' },
    },
  );

export const badQuestion = (problems: readonly Problem[]): Response =>
  problem(400, { detail: problems.map(({ detail }) => detail).join('\n'), problems });

export function refused(refusal: Refusal): Response {
  switch (refusal.is) {
    case 'bad-cursor':
      return badQuestion(refusal.problems);
    case 'none':
      return problem(404, { detail: refusal.detail });
    case 'several':
      return problem(409, { detail: refusal.detail, candidates: refusal.candidates });
  }
}
