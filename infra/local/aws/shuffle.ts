/** Another order of the same things, the same one for the same seed. */
export function shuffled<Item>(items: readonly Item[], seed: number | undefined): readonly Item[] {
  if (seed === undefined) return items;
  const random = randomFrom(seed);
  const drawn = items.map((item) => ({ item, lot: random() }));
  return drawn.sort((a, b) => a.lot - b.lot).map(({ item }) => item);
}

/** Numbers from 0 up to 1 that look random (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
