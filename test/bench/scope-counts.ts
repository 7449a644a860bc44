/** What a sweep over many scopes came to, in numbers. */
export interface Counts {
  readonly invoked: ReadonlyMap<string, number>;
  readonly asked: ReadonlyMap<string, number>;
  readonly table: ReadonlyMap<string, number>;
  /** Events of our own. */
  readonly told: number;
}

export const accountIn = (n: number): string => String(100_000_000_000 + n);

export const countOf = (names: readonly string[]): ReadonlyMap<string, number> =>
  new Map([...Map.groupBy(names, (name) => name)].map(([name, same]) => [name, same.length]));

/** A line for each thing counted: in each sweep, and for a scope of the last one. */
export function perScope(sweeps: readonly Counts[], scopes: number): string[][] {
  const parts = ['invoked', 'asked', 'table'] as const;
  const titles = { invoked: 'invocations', asked: 'AWS calls', table: 'table' };
  const rows = parts.flatMap((part) => {
    const names = [...new Set(sweeps.flatMap((sweep) => [...sweep[part].keys()]))].sort();
    const sums = sweeps.map((sweep) => sweep[part].values().reduce((sum, count) => sum + count, 0));
    const lines = names.map((name) =>
      line(
        `  ${name}`,
        sweeps.map((sweep) => sweep[part].get(name) ?? 0),
        scopes,
      ),
    );
    return [line(titles[part], sums, scopes), ...lines];
  });
  return [
    ...rows,
    line(
      'own events',
      sweeps.map(({ told }) => told),
      scopes,
    ),
  ];
}

const line = (name: string, counts: readonly number[], scopes: number): string[] => [
  name,
  ...counts.map(String),
  ((counts.at(-1) ?? 0) / scopes).toFixed(2),
];
