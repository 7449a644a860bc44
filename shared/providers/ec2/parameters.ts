/** `resolve:ssm:` names that a resource gives in place of an AMI id → the AMI ids behind them now. */
import { GetParametersCommand, type SSMClient } from '@aws-sdk/client-ssm';
import pMap from 'p-map';
import { batchesOf, type Reader } from '../reader.ts';
import type { Use, Uses } from './use.ts';

const prefix = 'resolve:ssm:';
const namesPerCall = 10;

/** Uses with every alias replaced. A parameter that does not exist names no image; one that cannot be read is a blind spot. */
export async function resolveAliases(client: SSMClient, reader: Reader, uses: readonly Use[]): Promise<Uses> {
  const names = [...new Set(uses.flatMap(({ image }) => nameIn(image) ?? []))];
  const read = await pMap(
    batchesOf(names, namesPerCall),
    async (batch) => readValues(client, reader, batch),
    {
      concurrency: 4,
    },
  );
  const values = new Map(read.flatMap(({ values: found }) => found));
  return {
    uses: uses.flatMap((use) => resolved(use, values)),
    blind: read.flatMap(({ blind }) => blind),
  };
}

function resolved(use: Use, values: ReadonlyMap<string, string>): Use[] {
  const name = nameIn(use.image);
  if (name === undefined) return [use];
  const image = values.get(name);
  return image === undefined ? [] : [{ ...use, image }];
}

const nameIn = (image: string): string | undefined =>
  image.startsWith(prefix) ? image.slice(prefix.length) : undefined;

async function readValues(client: SSMClient, reader: Reader, names: readonly string[]) {
  const answer = await reader.once('ssm:GetParameters', async () =>
    client.send(new GetParametersCommand({ Names: [...names] })),
  );
  if (!answer.known) return { values: [], blind: [answer.blind] };
  const values = (answer.value.Parameters ?? []).flatMap(
    ({ Name, ARN, Selector, Value }): [string, string][] =>
      Value === undefined
        ? []
        : [Name, ARN].flatMap((name) => (name === undefined ? [] : [[name + (Selector ?? ''), Value]])),
  );
  return { values, blind: [] };
}
