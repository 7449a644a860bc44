/** The one item that stops all deletion. */
import { PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { Hand, Stop } from '../domain/stop.ts';
import { format, read } from './items.ts';
import { stopKey } from './keys.ts';
import { holds, itemAt } from './table.ts';
import type { Table } from './table.ts';

const hand = { at: z.number(), by: z.string() };
const itemShape = z.object({
  stopped: z.object({ ...hand, reason: z.exactOptional(z.string()) }),
  resumed: z.exactOptional(z.object(hand)),
});

const names = { '#stopped': 'stopped', '#resumed': 'resumed' };

/** Read consistently. Throws for an item that cannot be read: nobody knows then whether deletion is stopped. */
export async function readStop(table: Table): Promise<Stop | undefined> {
  const item = await itemAt(table, stopKey);
  if (item === undefined) return undefined;
  const { stopped, resumed } = read(table, item, () => z.parse(itemShape, item));
  return resumed === undefined ? stopped : undefined;
}

/** Whether this call stopped it: of two stops the first one stands. */
export async function writeStop(table: Table, stop: Stop): Promise<boolean> {
  return holds(
    table.client.send(
      new PutCommand({
        TableName: table.name,
        Item: { ...stopKey, format, stopped: stop },
        ConditionExpression: 'attribute_not_exists(#stopped) OR attribute_exists(#resumed)',
        ExpressionAttributeNames: names,
      }),
    ),
  );
}

/** Whether this call lifted a stop; who stopped stays on record with who resumed. */
export async function writeResumption(table: Table, by: Hand): Promise<boolean> {
  return holds(
    table.client.send(
      new UpdateCommand({
        TableName: table.name,
        Key: stopKey,
        UpdateExpression: 'SET #resumed = :by',
        ConditionExpression: 'attribute_exists(#stopped) AND attribute_not_exists(#resumed)',
        ExpressionAttributeNames: names,
        ExpressionAttributeValues: { ':by': by },
      }),
    ),
  );
}
