/** Form parameters like `Filter.1.Value.2` as the tree that their names describe. */
export interface QueryTree {
  value?: string;
  readonly children: Map<string, QueryTree>;
}

export function queryTree(form: string): QueryTree {
  const root: QueryTree = { children: new Map() };
  for (const [name, value] of new URLSearchParams(form)) {
    let node = root;
    for (const step of name.split('.')) node = childOf(node, step);
    node.value = value;
  }
  return root;
}

function childOf(node: QueryTree, step: string): QueryTree {
  const known = node.children.get(step);
  if (known !== undefined) return known;
  const child: QueryTree = { children: new Map() };
  node.children.set(step, child);
  return child;
}

/** The children in the order of their numbers. */
export const numbered = (node: QueryTree): QueryTree[] =>
  [...node.children.entries()]
    .filter(([step]) => /^\d+$/.test(step))
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([, child]) => child);
