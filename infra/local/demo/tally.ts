/** Counts things by words; the most frequent first, then in the order of the words. */
import { compareText } from '../../../shared/domain/image.ts';

export interface Count {
  readonly what: readonly string[];
  readonly count: number;
}

export function countBy<T>(
  things: readonly T[],
  wordsOf: (thing: T) => readonly (readonly string[])[],
): Count[] {
  const counts = new Map<string, { what: readonly string[]; count: number }>();
  for (const what of things.flatMap(wordsOf)) {
    const key = what.join('\n');
    const known = counts.get(key) ?? { what, count: 0 };
    known.count += 1;
    counts.set(key, known);
  }
  return [...counts.values()].sort(
    (a, b) => b.count - a.count || compareText(a.what.join('\n'), b.what.join('\n')),
  );
}
