/** A table's items in memory, answering what the archive asks: a thousand questions take no time. Never written to. */
import { ScanCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { localClient } from '../../infra/local/table/start.ts';
import { compareText } from '../../shared/domain/image.ts';

type Item = Readonly<Record<string, unknown>>;

const query = z.object({
  IndexName: z.optional(z.string()),
  KeyConditionExpression: z.string(),
  ExpressionAttributeValues: z.record(z.string(), z.unknown()),
  Limit: z.optional(z.number()),
  ScanIndexForward: z.optional(z.boolean()),
  ExclusiveStartKey: z.optional(z.record(z.string(), z.string())),
});
const keys = z.array(z.object({ pk: z.string(), sk: z.string() }));
const request = z.union([
  z.object({ RequestItems: z.record(z.string(), z.object({ Keys: keys })) }),
  z.object({ Key: z.object({ pk: z.string(), sk: z.string() }) }),
  query,
]);

interface Copied {
  readonly client: DynamoDBDocumentClient;
  readonly name: string;
}

export async function copyOf({ client, name }: Copied): Promise<Copied> {
  const items: Item[] = [];
  for (let from: Record<string, unknown> | undefined; ;) {
    const page = await client.send(
      new ScanCommand({ TableName: name, ...(from && { ExclusiveStartKey: from }) }),
    );
    items.push(...(page.Items ?? []));
    from = page.LastEvaluatedKey;
    if (!from) break;
  }
  const shelf = shelve(items);
  const send = async (command: { input: unknown }) =>
    Promise.resolve(answer(shelf, z.parse(request, command.input)));
  return { client: Object.assign(localClient('http://127.0.0.1:9'), { send }), name };
}

type Shelf = ReturnType<typeof shelve>;

function shelve(items: readonly Item[]) {
  const by = (attribute: string) =>
    new Map(
      [
        ...Map.groupBy(
          items.filter((item) => attribute in item),
          (item) => String(item[attribute]),
        ),
      ].map(([value, group]) => [value, group.toSorted(attribute === 'pk' ? byKey : byTime)]),
    );
  return { at: new Map(items.map((item) => [nameOf(item), item])), table: by('pk'), index: by('day') };
}

const nameOf = (item: Item): string => `${String(item['pk'])}\n${String(item['sk'])}`;
const byKey = (a: Item, b: Item): number => compareText(String(a['sk']), String(b['sk']));
/** The index promises no order of what happened at one moment: the last comes first here. */
const byTime = (a: Item, b: Item): number =>
  compareText(String(a['at']), String(b['at'])) || compareText(nameOf(b), nameOf(a));

const inIndex = ['pk', 'sk', 'day', 'at', 'format', 'version', 'expiresAt', 'entry'];
const projected = (item: Item): Item =>
  Object.fromEntries(inIndex.flatMap((name) => (name in item ? [[name, item[name]]] : [])));

function answer(shelf: Shelf, input: z.infer<typeof request>): object {
  if ('Key' in input) return { Item: shelf.at.get(nameOf(input.Key)) };
  if ('RequestItems' in input)
    return {
      Responses: Object.fromEntries(
        Object.entries(input.RequestItems).map(([table, { Keys }]) => [
          table,
          Keys.flatMap((key) => shelf.at.get(nameOf(key)) ?? []),
        ]),
      ),
    };
  return answerQuery(shelf, input);
}

function answerQuery(shelf: Shelf, input: z.infer<typeof query>): object {
  const { ExpressionAttributeValues: values, IndexName, Limit = Infinity, ExclusiveStartKey: start } = input;
  const text = (name: string) => String(values[name]);
  const sort = (item: Item) => String(item[IndexName === undefined ? 'sk' : 'at']);
  const order = IndexName === undefined ? byKey : byTime;
  const direction = input.ScanIndexForward === false ? -1 : 1;
  const partition = IndexName === undefined ? shelf.table.get(text(':pk')) : shelf.index.get(text(':day'));
  const found = (partition ?? [])
    .filter((item) => {
      if (':beginsWith' in values) return sort(item).startsWith(text(':beginsWith'));
      if (':since' in values) return sort(item) > text(':since');
      return !(':from' in values) || (sort(item) >= text(':from') && sort(item) <= text(':to'));
    })
    .toSorted((a, b) => direction * order(a, b))
    .filter((item) => start === undefined || direction * order(item, start) > 0);
  const keyNames = IndexName === undefined ? ['pk', 'sk'] : ['pk', 'sk', 'day', 'at'];
  const page = found.slice(0, Limit);
  const last = page.at(-1);
  return {
    Items: IndexName === undefined ? page : page.map(projected),
    ...(found.length > page.length &&
      last && { LastEvaluatedKey: Object.fromEntries(keyNames.map((name) => [name, last[name]])) }),
  };
}
