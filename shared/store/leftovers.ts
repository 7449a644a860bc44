/** Snapshots that outlived their AMI. */
import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { Leftover } from '../domain/history.ts';
import type { Scope } from '../domain/image.ts';
import { format, read } from './items.ts';
import { leftoverKey, leftoversOf } from './keys.ts';
import { itemsOf, partition, put } from './table.ts';
import type { Table } from './table.ts';

const leftoverShape = z.object({
  snapshot: z.string(),
  image: z.string(),
  since: z.number(),
  result: z.string(),
});

/** Only AMIs have snapshots: of other kinds nothing was ever written, and nothing need be asked. */
export async function leftoversIn(table: Table, scope: Scope): Promise<Leftover[]> {
  if (scope.kind !== 'ec2') return [];
  const items = await itemsOf(table, partition(leftoversOf(scope)));
  return items.map((item) => ({ scope, ...read(table, item, () => z.parse(leftoverShape, item)) }));
}

export async function writeLeftover(table: Table, { scope, ...rest }: Leftover): Promise<void> {
  await put(table, { ...leftoverKey(scope, rest.snapshot), format, ...rest });
}

export async function deleteLeftover(table: Table, { scope, snapshot }: Leftover): Promise<void> {
  await table.client.send(new DeleteCommand({ TableName: table.name, Key: leftoverKey(scope, snapshot) }));
}
