/** "Did you mean …": the known word that is fewest changes away, if it is near enough to be meant. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  if (word.length > 40) return undefined;
  const ranked = known
    .map((candidate) => ({ candidate, changes: changesBetween(word.toLowerCase(), candidate.toLowerCase()) }))
    .sort((a, b) => a.changes - b.changes);
  const best = ranked[0];
  return best && best.changes <= Math.max(1, Math.floor(best.candidate.length / 3))
    ? best.candidate
    : undefined;
}

/** Characters to insert, delete, replace, or swap with their neighbour. */
function changesBetween(a: string, b: string): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) row.push(cheapest(a, b, i, j, { row, last, before }));
    [before, last] = [last, row];
  }
  return last[b.length] ?? 0;
}

interface Rows {
  readonly row: readonly number[];
  readonly last: readonly number[];
  readonly before: readonly number[];
}

function cheapest(a: string, b: string, i: number, j: number, { row, last, before }: Rows): number {
  const cost = (cells: readonly number[], at: number): number => cells[at] ?? Infinity;
  const swapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? cost(before, j - 2) + 1 : Infinity;
  const replaced = cost(last, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
  return Math.min(cost(row, j - 1) + 1, cost(last, j) + 1, replaced, swapped);
}
