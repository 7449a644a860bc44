/** A ledger that was damaged: told in one line by whoever reads it, and left as it is. */
import { join } from 'node:path';
import { PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { startTable } from '../../../infra/local/table/start.ts';
import { accountWith, amis } from '../../support/amis.ts';
import { command } from '../../support/in-process.ts';
import { nasty } from '../../support/nasty.ts';
import { newFolder, noonText, policyText, unlikeRefusal, written, type Trial } from './trial.ts';

type Item = Readonly<Record<string, unknown>>;

const damages: readonly [string, (item: Item) => Item][] = [
  ['cut off', (item) => ({ ...item, after: '{"image":' })],
  ['empty', (item) => ({ ...item, after: '' })],
  ['of another type', (item) => ({ ...item, after: 5 })],
  ['another document', (item) => ({ ...item, after: '{"image":{"id":[]}}' })],
  ['nested without end', (item) => ({ ...item, after: '['.repeat(100_000) })],
  ['hostile text', (item) => ({ ...item, after: nasty[0] })],
  ['without a version', ({ version: _version, ...item }) => item],
  ['at no time', (item) => ({ ...item, at: nasty[0] })],
  ['no event', (item) => ({ ...item, event: 'exploded' })],
  ['of a newer format', (item) => ({ ...item, format: 99 })],
];

async function told(damage: (item: Item) => Item): Promise<readonly string[]> {
  const db = join(newFolder(), 'db');
  const account = written('a.json', JSON.stringify(accountWith(amis(1))));
  const run = [
    'run',
    '--account-file',
    account,
    '--policy',
    written('p', policyText),
    '--now',
    noonText,
    '--db',
    db,
  ];
  // In preview the image stays, and with it the item.
  const preview = run.with(4, written('p', policyText.replace('enforce', 'preview')));
  await command(...preview, '--json');
  const table = await startTable({ dir: db });
  const { Items = [] } = await table.client.send(new ScanCommand({ TableName: table.name }));
  const items = Items.filter((item) => String(item['pk']).startsWith('standing#'));
  for (const item of items)
    await table.client.send(new PutCommand({ TableName: table.name, Item: { ...damage(item) } }));
  await table.close();
  const out = written('out.json', 'as before');
  const answers = [
    await command('images', '--db', db),
    await command('why', 'ami-001', '--db', db, '--json'),
    await command(...run, '--out', out, '--json'),
  ];
  return [
    ...(items.length === 0 ? ['there was nothing to damage'] : []),
    ...answers.flatMap((ended, at) => unlikeRefusal(ended).map((problem) => `${at}: ${problem}`)),
  ];
}

export const ledgerTrials: readonly Trial[] = damages.map(([name, damage]) => ({
  name: `ledger item: ${name}`,
  tried: async () => told(damage),
}));
