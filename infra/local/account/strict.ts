import { z } from 'zod';

/** An object of ours: a member that is not listed is a mistake, and is told together with those that are. */
export const strict = <Shape extends z.core.$ZodLooseShape>(shape: Shape) =>
  z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? `has no member ${quoted(issue.keys)}; its members are ${Object.keys(shape).join(', ')}`
        : undefined,
  });

const quoted = (keys: readonly string[] | undefined): string =>
  (keys ?? []).map((key) => JSON.stringify(key)).join(', ');
