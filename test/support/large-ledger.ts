/** A ledger as a year would leave it, in any size: written as items, since the question is what reading them costs. */
import { BatchWriteCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Entry, Fact, Known } from '../../shared/domain/history.ts';
import type { Scope } from '../../shared/domain/image.ts';
import { day, hour, iso, type Instant } from '../../shared/domain/time.ts';
import { goneItem, historyItem, standingItem } from '../../shared/store/items.ts';
import { scopeKey } from '../../shared/store/keys.ts';
import { createDice } from './random-life.ts';

export interface Size {
  readonly images: number;
  readonly days: number;
  /** Of the images, how many change in a day. */
  readonly share: number;
}

export const largeScope: Scope = { account: '123456789012', region: 'us-east-1', kind: 'ec2' };
export const firstDay = Date.parse('2026-01-01T06:00:00.000Z');

interface Target {
  readonly client: DynamoDBDocumentClient;
  readonly name: string;
}

/** Of those that change in a day every tenth goes, and another image comes. Gives ids that are there from first to last. */
export async function writeLargeLedger(
  target: Target,
  { images, days, share }: Size,
): Promise<readonly string[]> {
  const dice = createDice(3);
  const write = createWriter(target);
  await write.put({ ...scopeKey(largeScope), ...largeScope, format: 1, since: iso(firstDay) });
  const standing: Known[] = [];
  for (let n = 0; n < images; n++) standing.push(await appear(n, firstDay, write));
  for (let today = 1; today < days; today++) {
    const at = firstDay + today * day;
    for (let n = 0; n < images * share; n++) {
      const i = 1 + dice.below(standing.length - 1);
      const known = next(standing[i]!, at, n % 10 === 0);
      await write.history(known);
      if (!known.latest.after.gone) standing[i] = known;
      else {
        await write.put(goneItem(known));
        standing[i] = await appear(images + today * images + n, at, write);
      }
    }
  }
  for (const known of standing) await write.put(standingItem(known, 'x'));
  await write.end();
  return standing.map(({ latest }) => latest.after.image.id);
}

async function appear(n: number, at: Instant, write: Writer): Promise<Known> {
  const known: Known = { version: 1, latest: { at, run: at, event: 'appeared', after: factOf(n, at) } };
  await write.history(known);
  return known;
}

function next({ version, latest }: Known, at: Instant, goes: boolean): Known {
  const before = latest.after;
  const gone = { at, how: 'deleted' } as const;
  const reasons = [
    { code: 'in-use', detail: `arn:aws:ec2:us-east-1:123456789012:launch-template/lt-${at}` },
  ] as const;
  const changed: Fact = { ...before, decision: { rule: 'web-family', verdict: 'keep', reasons } };
  const entry: Entry = {
    at,
    run: at,
    event: goes ? 'deleted' : 'changed',
    before,
    after: goes ? { ...before, gone } : changed,
  };
  return { version: version + 1, latest: entry };
}

const hex = (n: number): string => n.toString(16).padStart(17, '0');

/** As large as AMIs of a golden-image pipeline are: some 1.5 kB. */
const factOf = (n: number, at: Instant): Fact => ({
  image: {
    ...largeScope,
    id: `ami-${hex(n * 7919)}`,
    incarnation: '',
    name: `web-frontend-amazon-linux-2023-x86_64-${iso(at).slice(0, 10)}-${n}`,
    state: 'available',
    createdAt: at - (n % 90) * day - hour,
    architecture: 'x86_64',
    platform: 'linux',
    tags: {
      Name: `web-frontend-${n}`,
      team: `team-${n % 12}`,
      environment: 'production',
      'cost-center': `cc-${n % 40}`,
      pipeline: 'golden-web-frontend',
      commit: hex(n * 104729),
    },
    snapshots: [{ id: `snap-${hex(n * 31)}`, gib: 30 }],
    build: `arn:aws:imagebuilder:us-east-1:123456789012:image/web-frontend/1.${n % 50}.0/1`,
  },
  decision: {
    rule: 'web-family',
    verdict: n % 20 === 0 ? 'retire' : 'keep',
    ...(n % 20 === 0 && { dueAt: at + 7 * day }),
    reasons: [
      {
        code: n % 20 === 0 ? 'stale' : 'too-young',
        detail: 'created 2026-01-01T05:00:00.000Z, 90d are asked for',
      },
    ],
  },
  policy: `sha256:${'0123456789abcdef'.repeat(4)}`,
  users: [],
});

type Writer = ReturnType<typeof createWriter>;

function createWriter({ client, name }: Target) {
  let waiting: Record<string, unknown>[] = [];
  const flush = async () => {
    const Items = waiting.map((Item) => ({ PutRequest: { Item } }));
    waiting = [];
    if (Items.length > 0) await client.send(new BatchWriteCommand({ RequestItems: { [name]: Items } }));
  };
  const put = async (item: Readonly<Record<string, unknown>>) => {
    waiting.push({ ...item });
    if (waiting.length === 25) await flush();
  };
  return { put, history: async (known: Known) => put(historyItem(known, 4000)), end: flush };
}
