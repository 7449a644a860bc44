/** Long lists, held packed: nothing of them may be lost or turned. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createPacking, fromPages, type Packed } from '../../shared/packed/packed.ts';

function packed<T>(items: readonly T[], perBlock = 3, loose = 0): Packed<T> {
  const packing = createPacking<T>(perBlock, loose);
  for (const item of items) packing.push(item);
  return packing.closed();
}

it('gives all items back in order, as often as one goes through', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ id: fc.string(), tags: fc.dictionary(fc.string(), fc.string()) })),
      fc.constantFrom(0, 4, 100),
      (items, loose) => {
        const all = packed(items, 3, loose);
        expect([...all]).toEqual(items);
        expect([...all]).toEqual(items);
        expect(all.length).toBe(items.length);
      },
    ),
    { numRuns: 50 },
  );
});

it('gives each item by its place, in whatever order it is asked, and none beyond', () => {
  const all = packed(['a', 'b', 'c', 'd', 'e', 'f', 'g']);
  expect([6, 0, 3, 2, 5, 1, 4].map((place) => all.at(place))).toEqual(['g', 'a', 'd', 'c', 'f', 'b', 'e']);
  expect(all.at(7)).toBeUndefined();
  expect(packed<string>([]).at(0)).toBeUndefined();
});

it('holds as they are no more of them than it was told', () => {
  const items = Array.from({ length: 10 }, (_, i) => ({ i }));
  const all = packed(items, 2, 5);
  expect(items.map((item, place) => all.at(place) === item)).toEqual([
    ...Array.from({ length: 4 }, () => true),
    ...Array.from({ length: 6 }, () => false),
  ]);
});

it('keeps a tag named __proto__', () => {
  const tags: unknown = JSON.parse('{"__proto__":"x"}');
  expect(JSON.stringify([...packed([tags])])).toBe('[{"__proto__":"x"}]');
});

it('is not disturbed by who else goes through it', () => {
  const all = packed(['a', 'b', 'c', 'd', 'e']);
  const seen: string[] = [];
  for (const one of all) seen.push(one, ...[...all].slice(-1), all.at(0) ?? '');
  expect(seen.filter((_, i) => i % 3 === 0)).toEqual(['a', 'b', 'c', 'd', 'e']);
});

it('comes out of its pages as it was, from any place on, whatever was held loose', () => {
  fc.assert(
    fc.property(fc.array(fc.string()), fc.array(fc.string()), fc.nat(12), (some, others, passed) => {
      const pages = [...packed(some, 3, 100).pages(), ...packed(others, 4).pages()];
      const all = fromPages<string>(pages);
      const items = [...some, ...others];
      expect(all.length).toBe(items.length);
      expect([...all]).toEqual(items);
      expect([...(all.after?.(passed) ?? [])]).toEqual(items.slice(passed));
    }),
    { numRuns: 50 },
  );
});
