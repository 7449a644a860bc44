import { z } from 'zod';
import { nameOf } from './shape-problems.ts';

/** An object of ours: a member that is not listed is a mistake, and is told together with those that are. */
export const strict = <Shape extends z.core.$ZodLooseShape>(shape: Shape) =>
  z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? `has no member ${quoted(issue.keys)}; its members are ${Object.keys(shape).join(', ')}`
        : undefined,
  });

const most = 20;

function quoted(keys: readonly string[] | undefined): string {
  const [first, more] = [(keys ?? []).slice(0, most), (keys ?? []).length - most];
  return [...first.map(nameOf), ...(more > 0 ? [`and ${more} more`] : [])].join(', ');
}
