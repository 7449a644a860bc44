/** The life of an image, and what every reader has to say of it. */
import { expect, vi } from 'vitest';
import type { Entry, Fact, Known } from '../../../shared/domain/history.ts';
import { keyOf } from '../../../shared/domain/image.ts';
import type { Scope } from '../../../shared/domain/image.ts';
import { hour } from '../../../shared/domain/time.ts';
import { aFact, anEntry, anImage, noon } from '../../support/facts.ts';
import type { Bench } from './bench.ts';

/** The whole life of an image, and a second one: entry by entry. */
export function lifeIn(scope: Scope): Entry[] {
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
export async function lastKnown(bench: Bench, scope: Scope): Promise<Known | undefined> {
  const image = anImage(scope);
  const standing = (await bench.ledger().standing(scope)).get(keyOf(image));
  return standing ?? (await bench.ledger().departed(scope, [image])).get(keyOf(image));
}

/** Lives on from where the image stands, in one healthy process. */
export async function live(bench: Bench, scope: Scope, life: readonly Entry[]): Promise<Known | undefined> {
  const ledger = bench.ledger();
  let known = await lastKnown(bench, scope);
  for (const entry of life.slice(known?.version ?? 0)) {
    known = await ledger.write(known, entry);
    expect(known?.latest.event).toBe(entry.event);
  }
  return known;
}

/** Every reader tells the same: the image after its first `told` or `told + 1` entries. How many it is. */
export async function agreement(
  bench: Bench,
  scope: Scope,
  life: readonly Entry[],
  told: number,
): Promise<number> {
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
