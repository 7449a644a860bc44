/** What was written, with the place of every value and key: so that a problem can say where it is. */

export interface Spot {
  readonly line: number;
  readonly column: number;
}

export interface Entry {
  readonly key: Spot;
  readonly value: Tree;
}

/** `refused`: a problem has been noted here already, and null stands in for what was written. */
export type Tree =
  | {
      readonly sort: 'scalar';
      readonly at: Spot;
      readonly value: string | number | boolean | null;
      readonly written: string;
      readonly refused?: true;
    }
  | { readonly sort: 'list'; readonly at: Spot; readonly items: readonly Tree[] }
  | { readonly sort: 'map'; readonly at: Spot; readonly entries: ReadonlyMap<string, Entry> };

export type Path = readonly PropertyKey[];

/** Something wrong with a policy, and where. The path is empty where the text as a whole is meant. */
export interface Problem {
  readonly at: Spot;
  readonly path: string;
  readonly says: string;
}

export function plainOf(tree: Tree): unknown {
  if (tree.sort === 'scalar') return tree.value;
  if (tree.sort === 'list') return tree.items.map(plainOf);
  return Object.fromEntries([...tree.entries].map(([key, { value }]) => [key, plainOf(value)]));
}

/** The value at a path, if it was written. */
export function treeAt(root: Tree, path: Path): Tree | undefined {
  return path.reduce<Tree | undefined>((tree, step) => tree && stepInto(tree, step)?.value, root);
}

/** Where to look for a path: its value; its key, if the value is empty or the key is meant; else what it is missing from. */
export function spotOf(root: Tree, path: Path, meant?: 'key'): Spot {
  let spot = root.at;
  let tree = root;
  for (const step of path) {
    const entry = stepInto(tree, step);
    if (entry === undefined) return spot;
    spot = meant === 'key' || isEmpty(entry.value) ? entry.key : entry.value.at;
    tree = entry.value;
  }
  return spot;
}

/** `rules[1].select.tags["cost center"]` */
export const pathText = (path: Path): string => path.reduce<string>(stepText, '');

const stepText = (text: string, step: PropertyKey): string => {
  if (typeof step === 'number') return `${text}[${step}]`;
  const key = String(step);
  if (/^[\w-]{1,128}$/.test(key)) return text === '' ? key : `${text}.${key}`;
  return `${text}[${JSON.stringify(key.length > 40 ? `${key.slice(0, 40)}…` : key)}]`;
};

const isEmpty = (tree: Tree): boolean => tree.sort === 'scalar' && tree.value === null;

function stepInto(tree: Tree, step: PropertyKey): Entry | undefined {
  if (tree.sort === 'map') return tree.entries.get(String(step));
  const item = tree.sort === 'list' ? tree.items[Number(step)] : undefined;
  return item && { key: item.at, value: item };
}
