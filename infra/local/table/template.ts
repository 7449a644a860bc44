/** The table as infra/aws/table.yml defines it: what is created here is what is deployed there. */
import { readFile } from 'node:fs/promises';
import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb';
import { parse } from 'yaml';
import * as z from 'zod/mini';

const keySchema = z.array(z.object({ AttributeName: z.string(), KeyType: z.enum(['HASH', 'RANGE']) }));

const projection = z.object({
  ProjectionType: z.enum(['ALL', 'INCLUDE', 'KEYS_ONLY']),
  NonKeyAttributes: z.exactOptional(z.array(z.string())),
});

const properties = z.object({
  BillingMode: z.literal('PAY_PER_REQUEST'),
  AttributeDefinitions: z.array(
    z.object({ AttributeName: z.string(), AttributeType: z.enum(['S', 'N', 'B']) }),
  ),
  KeySchema: keySchema,
  GlobalSecondaryIndexes: z.array(
    z.object({ IndexName: z.string(), KeySchema: keySchema, Projection: projection }),
  ),
});

const template = z.object({ Resources: z.object({ Table: z.object({ Properties: properties }) }) });

export async function tableDefinition(name: string): Promise<CreateTableCommandInput> {
  const text = await readFile(new URL('../../aws/table.yml', import.meta.url), 'utf8');
  return { TableName: name, ...z.parse(template, parse(text)).Resources.Table.Properties };
}
