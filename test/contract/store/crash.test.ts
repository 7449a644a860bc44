import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { expect, it } from 'vitest';
import type { Scope } from '../../../shared/domain/image.ts';
import { historyOf } from '../../../shared/store/keys.ts';
import { anImage } from '../../support/facts.ts';
import { around, crashingAt, isCrash, onEveryEngine } from './bench.ts';
import type { Bench } from './bench.ts';
import { agreement, lastKnown, lifeIn, live } from './life.ts';

async function historyItems(bench: Bench, scope: Scope): Promise<number> {
  const answer = await bench.client().send(
    new QueryCommand({
      TableName: bench.tableName,
      ConsistentRead: true,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': historyOf(anImage(scope)) },
    }),
  );
  return answer.Count ?? 0;
}

onEveryEngine('a crash', (bench) => {
  const chapters = lifeIn({ account: '', region: '', kind: 'ec2' }).map(
    ({ event }, i) => [event, i] as const,
  );

  it.each(chapters)('after any write of "%s" loses nothing and doubles nothing', async (_, chapter) => {
    for (let n = 1, crashed = true; crashed; n++) {
      const scope = bench.scope();
      const life = lifeIn(scope);
      await live(bench, scope, life.slice(0, chapter));
      const client = crashingAt(bench.client(), n);
      const write = bench.ledger({ client }).write(await lastKnown(bench, scope), life[chapter]!);
      crashed = await write.then(() => false, isCrash);

      await agreement(bench, scope, life, crashed ? chapter : chapter + 1);
      await live(bench, scope, life);
      expect(await bench.archive().history(anImage(scope))).toEqual(life);
      expect(await historyItems(bench, scope)).toBe(life.length);
    }
  });

  it('of the writer that makes up for a crash loses nothing either', async () => {
    for (let n = 1; n <= 5; n++) {
      const scope = bench.scope();
      const life = lifeIn(scope).slice(0, 3);
      await live(bench, scope, life.slice(0, 1));
      for (const at of [2, n]) {
        const previous = await lastKnown(bench, scope);
        const ledger = bench.ledger({ client: crashingAt(bench.client(), at) });
        await ledger.write(previous, life[previous!.version]!).catch(isCrash);
      }
      await live(bench, scope, life);
      expect(await bench.archive().history(anImage(scope))).toEqual(life);
      expect(await historyItems(bench, scope)).toBe(3);
    }
  });

  it('leaves no gone image among the standing once the next survey has read them', async () => {
    const scope = bench.scope();
    const life = lifeIn(scope).slice(0, 3);
    await live(bench, scope, life.slice(0, 2));
    const client = crashingAt(bench.client(), 2);
    await expect(bench.ledger({ client }).write(await lastKnown(bench, scope), life[2]!)).rejects.toThrow();
    const writes: string[] = [];
    const watched = around(bench.client(), async (call, go) => {
      if (call.writes) writes.push(call.name);
      await go();
    });

    await bench.ledger({ client: watched }).standing(scope);
    expect(writes).toEqual(['PutItemCommand', 'PutItemCommand', 'DeleteItemCommand']);
    await bench.ledger({ client: watched }).standing(scope);
    expect(writes).toHaveLength(3);
    await agreement(bench, scope, life, 3);
  });
});
