/** What can only be seen by comparing one part of a policy with another. Works on any tree, however wrong. */
import { pathText, treeAt } from './tree.ts';
import type { Path, Problem, Tree } from './tree.ts';

export const crossProblems = (root: Tree): Problem[] => [...repeatedNames(root), ...foreignRoles(root)];

function repeatedNames(root: Tree): Problem[] {
  const seen = new Map<string, number>();
  return itemsAt(root, ['rules']).flatMap((rule, i) => {
    const name = treeAt(rule, ['name']);
    const text = textOf(name);
    if (name === undefined || text === undefined) return [];
    const first = seen.get(text);
    if (first === undefined) seen.set(text, i);
    const says = `is the name of rules[${first ?? i}] as well; give every rule a name of its own`;
    return first === undefined ? [] : [{ at: name.at, path: pathText(['rules', i, 'name']), says }];
  });
}

/** Entering a role always leads into the role's own account. */
function foreignRoles(root: Tree): Problem[] {
  return itemsAt(root, ['targets']).flatMap((_target, i) =>
    itemsAt(root, ['targets', i, 'accounts']).flatMap((account, j) => {
      const role = treeAt(account, ['role']);
      const id = textOf(treeAt(account, ['id']));
      const owner = /^arn:aws[a-z-]*:iam::(\d{12}):/.exec(textOf(role) ?? '')?.[1];
      if (role === undefined || id === undefined || owner === undefined || owner === id) return [];
      const path = pathText(['targets', i, 'accounts', j, 'role']);
      return [
        { at: role.at, path, says: `is a role of ${owner}; write one of the account ${id.slice(0, 12)}` },
      ];
    }),
  );
}

function itemsAt(root: Tree, path: Path): readonly Tree[] {
  const tree = treeAt(root, path);
  return tree?.sort === 'list' ? tree.items : [];
}

const textOf = (tree: Tree | undefined): string | undefined =>
  tree?.sort === 'scalar' && typeof tree.value === 'string' ? tree.value : undefined;
