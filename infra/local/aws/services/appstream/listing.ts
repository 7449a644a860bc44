/** What AppStream's listings have in common. */
import type { Limits, PageWish } from '../../paging.ts';

export const streamWish = (input: {
  readonly NextToken?: string | undefined;
  readonly MaxResults?: number | undefined;
}): PageWish => ({ token: input.NextToken, size: input.MaxResults });

/** 0 is the same as none. */
export const upTo = (most: number): Limits => ({ usual: Math.min(most, 25), least: 0, most });
