/** A page of DynamoDB that holds nothing and says that there is more: real ones do after a filter, or when they are busy. */
import * as z from 'zod/mini';

const text = z.object({ S: z.string() });

const query = z.object({
  ExpressionAttributeValues: z.looseObject({ ':pk': text, ':beginsWith': z.optional(text) }),
  ScanIndexForward: z.optional(z.boolean()),
  ExclusiveStartKey: z.optional(z.unknown()),
});

const batch = z.object({ RequestItems: z.unknown() });

export function emptyPageFor(input: unknown): unknown {
  const keys = batch.safeParse(input);
  if (keys.success) return { Responses: {}, UnprocessedKeys: keys.data.RequestItems };
  const { ExpressionAttributeValues: values, ScanIndexForward, ExclusiveStartKey } = z.parse(query, input);
  // Before everything that is asked for, so that the next page begins with the first item.
  const least = values[':beginsWith']?.S ?? ' ';
  const before = { pk: values[':pk'], sk: { S: ScanIndexForward === false ? '\uffff' : least } };
  return { Items: [], Count: 0, ScannedCount: 0, LastEvaluatedKey: ExclusiveStartKey ?? before };
}
