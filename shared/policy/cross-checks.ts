/** What can only be seen by comparing one part of a policy with another. Works on any tree, however wrong. */
import { accountIdPattern } from './leaves.ts';
import { pathText, spotOf, treeAt } from './tree.ts';
import type { Path, Problem, Tree } from './tree.ts';

export const crossProblems = (root: Tree): Problem[] => [...repeatedNames(root), ...foreignRoles(root)];

function repeatedNames(root: Tree): Problem[] {
  const seen = new Map<string, number>();
  return itemsAt(root, ['rules']).flatMap((rule, i) => {
    const name = textOf(treeAt(rule, ['name']));
    if (name === undefined) return [];
    const first = seen.get(name);
    if (first !== undefined)
      return problem(
        root,
        ['rules', i, 'name'],
        `is the name of rules[${first}] as well; give every rule a name of its own`,
      );
    seen.set(name, i);
    return [];
  });
}

/** Entering a role always leads into the role's own account. */
function foreignRoles(root: Tree): Problem[] {
  return itemsAt(root, ['targets']).flatMap((_target, i) =>
    itemsAt(root, ['targets', i, 'accounts']).flatMap((account, j) => {
      const id = textOf(treeAt(account, ['id']))?.match(accountIdPattern)?.[0];
      const role = textOf(treeAt(account, ['role']));
      const owner = role?.match(/^arn:aws[a-z-]*:iam::(\d{12}):/)?.[1];
      if (id === undefined || owner === undefined || owner === id) return [];
      const says = `is a role of ${owner}; write one of the account ${id}`;
      return problem(root, ['targets', i, 'accounts', j, 'role'], says);
    }),
  );
}

const problem = (root: Tree, path: Path, says: string): Problem[] => [
  { at: spotOf(root, path), path: pathText(path), says },
];

function itemsAt(root: Tree, path: Path): readonly Tree[] {
  const tree = treeAt(root, path);
  return tree?.sort === 'list' ? tree.items : [];
}

const textOf = (tree: Tree | undefined): string | undefined =>
  tree?.sort === 'scalar' && typeof tree.value === 'string' ? tree.value : undefined;
