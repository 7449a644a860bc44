import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { expect, it, vi } from 'vitest';
import type { Entry, Fact, Known } from '../../../shared/domain/history.ts';
import { keyOf } from '../../../shared/domain/image.ts';
import type { Scope } from '../../../shared/domain/image.ts';
import { hour } from '../../../shared/domain/time.ts';
import type { Archive } from '../../../shared/pipeline/ports.ts';
import { historyOf } from '../../../shared/store/keys.ts';
import { aFact, anEntry, anImage, noon } from '../../support/facts.ts';
import { around, Crash, crashingAt, onEveryEngine } from './bench.ts';
import type { Bench } from './bench.ts';

/** The whole life of an image, and a second one: entry by entry. */
function lifeIn(scope: Scope): Entry[] {
  const gone = { at: noon, how: 'deleted' } as const;
  const chapters: readonly (readonly [Entry['event'], Partial<Fact>])[] = [
    ['appeared', {}],
    ['changed', { users: ['a'] }],
    ['deleted', { gone }],
    ['returned', {}],
    ['vanished', { gone: { at: noon, how: 'vanished' } }],
  ];
  const facts = chapters.map(([, parts]) => aFact({ image: anImage(scope), ...parts }));
  return chapters.map(([event], i) =>
    anEntry({ at: noon + i, event, after: facts[i]!, ...(i > 0 && { before: facts[i - 1]! }) }),
  );
}

/** What a new process would read before it writes. */
async function lastKnown(bench: Bench, scope: Scope): Promise<Known | undefined> {
  const image = anImage(scope);
  const standing = (await bench.ledger().standing(scope)).get(keyOf(image));
  return standing ?? (await bench.ledger().departed(scope, [image])).get(keyOf(image));
}

/** Lives on from where the image stands, in one healthy process. */
async function live(bench: Bench, scope: Scope, life: readonly Entry[]): Promise<Known | undefined> {
  const ledger = bench.ledger();
  let known = await lastKnown(bench, scope);
  for (const entry of life.slice(known?.version ?? 0)) {
    known = await ledger.write(known, entry);
    expect(known?.latest.event).toBe(entry.event);
  }
  return known;
}

/** Every reader tells the same: the image after its first `told` or `told + 1` entries. How many it is. */
async function agreement(bench: Bench, scope: Scope, life: readonly Entry[], told: number): Promise<number> {
  const archive = bench.archive();
  const image = anImage(scope);
  const history = await archive.history(image);
  expect([told, told + 1]).toContain(history.length);
  expect(history).toEqual(life.slice(0, history.length));
  if (history.length === 0) return expectNothing(bench, scope);

  const latest = history.at(-1)!;
  const gone = latest.after.gone ? [latest] : [];
  const [standing, allGone, oneGone, departed, first, last] = await Promise.all([
    archive.standing(scope),
    archive.gone(scope),
    archive.gone(scope, image.id),
    bench.ledger().departed(scope, [image]),
    archive.firstAfter(image, noon - 1),
    archive.firstAfter(image, latest.at - 1),
  ]);
  const facts = [...standing.values()].map((known) => known.latest.after);
  expect(facts).toEqual(latest.after.gone ? [] : [latest.after]);
  for (const known of [allGone, oneGone, [...departed.values()]])
    expect(known.map((one) => one.latest)).toEqual(gone);
  expect(first).toEqual(history[0]);
  expect(last).toEqual(latest);
  await vi.waitFor(async () => {
    expect(await archive.between(scope, noon, noon + hour)).toEqual(history);
  });
  return history.length;
}

async function expectNothing(bench: Bench, scope: Scope): Promise<number> {
  expect(await bench.archive().standing(scope)).toEqual(new Map());
  expect(await bench.archive().gone(scope)).toEqual([]);
  expect(await bench.archive().between(scope, noon, noon + hour)).toEqual([]);
  return 0;
}

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

function isCrash(error: unknown): true {
  if (error instanceof Crash) return true;
  throw error;
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

onEveryEngine('a reader', (bench) => {
  it('sees the image exactly once at every moment of its life', async () => {
    const scope = bench.scope();
    const life = lifeIn(scope);
    let moments = 0;
    let told = 0;
    const client = around(bench.client(), async ({ writes }, go) => {
      await go();
      if (!writes) return;
      moments++;
      told = await agreement(bench, scope, life, told);
    });
    for (const [i, entry] of life.entries()) {
      const known = await lastKnown(bench, scope);
      expect(await bench.ledger({ client }).write(known, entry)).toBeDefined();
      expect(told).toBe(i + 1);
    }
    expect(moments).toBe(15);
  });

  it('sees a gone image exactly once when it is moved while being read', async () => {
    for (let n = 1; n <= 5; n++)
      for (const read of [
        async (archive: Archive, scope: Scope) => archive.gone(scope),
        async (archive: Archive, scope: Scope) => archive.gone(scope, 'ami-1'),
        async (archive: Archive, scope: Scope) =>
          (await archive.history(anImage(scope))).filter(({ event }) => event === 'deleted'),
        async (archive: Archive, scope: Scope) =>
          (await archive.between(scope, noon, noon + hour)).filter(({ event }) => event === 'deleted'),
      ]) {
        const scope = bench.scope();
        const life = lifeIn(scope).slice(0, 3);
        await live(bench, scope, life.slice(0, 2));
        const cut = bench.ledger({ client: crashingAt(bench.client(), 2) });
        await cut.write(await lastKnown(bench, scope), life[2]!).catch(isCrash);
        let calls = 0;
        const client = around(bench.client(), async (_, go) => {
          if (++calls === n) await bench.ledger().standing(scope);
          await go();
        });
        expect(await read(bench.archive({ client }), scope)).toHaveLength(1);
      }
  });
});
