/** The few ways in which the ledger speaks to DynamoDB. */
import { BatchGetCommand, GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { DynamoDBDocumentClient, PutCommandInput, QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import { QueryCommand as PlainQueryCommand, type AttributeValue } from '@aws-sdk/client-dynamodb';
import { second } from '../domain/time.ts';
import type { Duration } from '../domain/time.ts';
import type { Key } from './keys.ts';

export interface Table {
  readonly client: DynamoDBDocumentClient;
  readonly name: string;
}

export type Item = Readonly<Record<string, unknown>>;
type Question = Omit<QueryCommandInput, 'TableName'>;
type Condition = Omit<PutCommandInput, 'TableName' | 'Item' | 'Key'>;

/** Every page of an answer; of tables, read consistently. An index can not be. */
export async function* pagesOf(table: Table, question: Question): AsyncGenerator<readonly Item[]> {
  let from: Question['ExclusiveStartKey'];
  do {
    const page = await table.client.send(
      new QueryCommand({
        TableName: table.name,
        ConsistentRead: question.IndexName === undefined,
        ...question,
        ...(from && { ExclusiveStartKey: from }),
      }),
    );
    yield page.Items ?? [];
    from = page.LastEvaluatedKey;
  } while (from);
}

/**
 * Some fields of everything in one partition, as they come over the wire: the document client would take thrice as long, and
 * looks for what such items do not hold.
 */
export async function* plainPages(
  { client, name }: Table,
  pk: string,
  fields: readonly string[],
  after?: string,
): AsyncGenerator<PlainPage> {
  const names = ['pk', ...fields].map((field): [string, string] => [`#${field}`, field]);
  let from = after === undefined ? undefined : { pk: { S: pk }, sk: { S: after } };
  do {
    const { Items: items = [], LastEvaluatedKey } = await client.send(
      new PlainQueryCommand({
        TableName: name,
        ConsistentRead: true,
        KeyConditionExpression: '#pk = :pk',
        ExpressionAttributeNames: Object.fromEntries(names),
        ExpressionAttributeValues: { ':pk': { S: pk } },
        ProjectionExpression: fields.map((field) => `#${field}`).join(', '),
        ExclusiveStartKey: from,
      }),
    );
    const last = LastEvaluatedKey?.['sk']?.S;
    yield { items, ...(last !== undefined && { last }) };
    from = last === undefined ? undefined : { pk: { S: pk }, sk: { S: last } };
  } while (from);
}

interface PlainPage {
  readonly items: readonly Record<string, AttributeValue>[];
  /** Sort key after which the next page begins; absent on the last. */
  readonly last?: string;
}

export const numberIn = (value: AttributeValue | undefined): number | undefined =>
  value?.N === undefined ? undefined : Number(value.N);

export const itemsOf = async (table: Table, question: Question): Promise<Item[]> =>
  (await Array.fromAsync(pagesOf(table, question))).flat();

/** Everything in one partition, or that part of it whose sort key begins so. */
export const partition = (pk: string, beginsWith?: string): Question => ({
  KeyConditionExpression:
    beginsWith === undefined ? '#pk = :pk' : '#pk = :pk AND begins_with(#sk, :beginsWith)',
  ExpressionAttributeNames: { '#pk': 'pk', ...(beginsWith !== undefined && { '#sk': 'sk' }) },
  ExpressionAttributeValues: { ':pk': pk, ...(beginsWith !== undefined && { ':beginsWith': beginsWith }) },
});

/** The part of a partition with `from` ≤ sort key ≤ `to`. */
export const stretch = (pk: string, from: string, to: string): Question => ({
  KeyConditionExpression: '#pk = :pk AND #sk BETWEEN :from AND :to',
  ExpressionAttributeNames: { '#pk': 'pk', '#sk': 'sk' },
  ExpressionAttributeValues: { ':pk': pk, ':from': from, ':to': to },
});

export async function itemAt(table: Table, key: Key): Promise<Item | undefined> {
  const found = await table.client.send(
    new GetCommand({ TableName: table.name, Key: key, ConsistentRead: true }),
  );
  return found.Item;
}

/** Told of a place in an answer that none of ours named. */
export const brokenPlace = 'the cursor leads nowhere; ask again without it';

const keysPerCall = 100;
type Sleep = (length: Duration) => Promise<void>;

/** The items at these keys, in no order. What a call leaves out is asked for again. */
export async function itemsAt(
  table: Table,
  keys: readonly Key[],
  sleep: Sleep,
  consistent = true,
): Promise<Item[]> {
  const found: Item[] = [];
  let open: readonly Item[] = keys.map((key) => ({ ...key }));
  for (let rest = 0; open.length > 0; rest = Math.min(2 * rest + second / 20, second)) {
    if (rest > 0) await sleep(rest);
    const unanswered: Item[] = [];
    for (let i = 0; i < open.length; i += keysPerCall) {
      const part = { Keys: open.slice(i, i + keysPerCall), ConsistentRead: consistent };
      const answer = await table.client.send(new BatchGetCommand({ RequestItems: { [table.name]: part } }));
      found.push(...(answer.Responses?.[table.name] ?? []));
      unanswered.push(...(answer.UnprocessedKeys?.[table.name]?.Keys ?? []));
    }
    open = unanswered;
  }
  return found;
}

export async function put(table: Table, item: Item, condition: Condition = {}): Promise<void> {
  await table.client.send(new PutCommand({ TableName: table.name, Item: item, ...condition }));
}

/** Whether a conditional write happened. */
export async function holds(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (error instanceof Error && error.name === 'ConditionalCheckFailedException') return false;
    throw error;
  }
}
