/** Chance that falls the same way every time (mulberry32), so that the demo tells one story. */
export interface Random {
  /** From 0 up to, not including, 1. */
  readonly next: () => number;
  /** True with this chance. */
  readonly happens: (chance: number) => boolean;
  /** So many hexadecimal digits. */
  readonly hex: (digits: number) => string;
}

export function createRandom(seed: number): Random {
  let state = seed;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    next,
    happens: (chance) => next() < chance,
    hex: (digits) => Array.from({ length: digits }, () => Math.floor(next() * 16).toString(16)).join(''),
  };
}
