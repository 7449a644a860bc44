/** Addresses of the page's own pages. The moment that somebody looks at stays in all of them. */
import type { FactDocument } from '../../../shared/pipeline/audit/document.ts';

export type Parameters = Readonly<Record<string, string | undefined>>;

/** Leaves out what is not given. */
export function linkTo(path: string, parameters: Parameters): string {
  const given = Object.entries(parameters).flatMap(([name, value]): [string, string][] =>
    value === undefined || value === '' ? [] : [[name, value]],
  );
  const query = new URLSearchParams(given).toString();
  return query === '' ? path : `${path}?${query}`;
}

/** Relative, since the page may be served below any path. */
export const imageLink = (
  { image, kind, account, region }: Pick<FactDocument, 'image' | 'kind' | 'account' | 'region'>,
  at: string | undefined,
): string => linkTo('image', { image, kind, account, region, at });
