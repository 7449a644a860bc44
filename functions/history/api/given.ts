import type { Given, Problem } from '../../../shared/pipeline/audit/parameters.ts';

/** The parameters of a query string. One that is given twice would leave open which is meant. */
export function givenIn(url: string): { readonly given: Given; readonly problems: readonly Problem[] } {
  const { searchParams } = new URL(url);
  const names = [...new Set(searchParams.keys())];
  const given = Object.fromEntries(names.map((name) => [name, searchParams.get(name) ?? undefined]));
  const problems = names
    .filter((name) => searchParams.getAll(name).length > 1)
    .map((name) => name.slice(0, 60))
    .map((name) => ({ parameter: name, detail: `${name} is given more than once; give it once` }));
  return { given, problems };
}
