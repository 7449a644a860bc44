/** Text → tree. YAML 1.2, and so JSON as well. Hostile text costs bounded time and memory. */
import { isAlias, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import type { Alias, Node, Pair, YAMLMap } from 'yaml';
import type { Path, Problem, Spot, Tree } from './tree.ts';
import { pathText } from './tree.ts';
import { shown } from './shown.ts';
import { syntaxProblems } from './syntax.ts';

/** Longest text, in characters. */
export const longestText = 256 * 1024;
/** A policy has six levels at most. */
const deepest = 30;
/** Aliases multiply what they stand for; a policy needs a few. */
const mostAliases = 50;

interface Reading {
  readonly lines: LineCounter;
  readonly anchors: Map<string, Node>;
  readonly problems: Problem[];
  aliases: number;
}

/** A tree where the text is well-formed; a problem in every other case. */
export function readYaml(text: string): { readonly tree?: Tree; readonly problems: readonly Problem[] } {
  const start = { line: 1, column: 1 };
  if (text.length > longestText) return { problems: [{ at: start, path: '', says: tooLong(text.length) }] };
  const lines = new LineCounter();
  // Unique keys are checked below: the library compares every key with every other.
  const parsed = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    uniqueKeys: false,
    version: '1.2',
  });
  const problems = syntaxProblems([...parsed.errors, ...parsed.warnings], (offset) => spotAt(lines, offset));
  if (problems.length > 0) return { problems };
  const reading: Reading = { lines, anchors: new Map(), problems: [], aliases: 0 };
  const { contents } = parsed;
  if (contents === null || (isScalar(contents) && contents.value === null))
    return {
      problems: [{ at: start, path: '', says: 'is empty; write at least version, limits and rules' }],
    };
  return { tree: treeOf(contents, [], reading), problems: reading.problems };
}

const tooLong = (length: number): string =>
  `is ${length} characters long; a policy may have ${longestText}: write fewer rules, with globs`;

function spotAt(lines: LineCounter, offset: number): Spot {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(line, 1), column: Math.max(col, 1) };
}

function treeOf(node: unknown, path: Path, reading: Reading): Tree {
  const at = spotOfNode(node, reading);
  if (path.length > deepest)
    return refuse(at, path, `is nested too deeply; a policy has six levels`, reading);
  if (isAlias(node)) return aliasedTree(node, at, path, reading);
  remember(node, reading);
  if (isMap(node)) return mapTree(node, at, path, reading);
  if (isSeq(node)) {
    return { sort: 'list', at, items: node.items.map((item, i) => treeOf(item, [...path, i], reading)) };
  }
  return scalarTree(node, at, path, reading);
}

function mapTree(map: YAMLMap, at: Spot, path: Path, reading: Reading): Tree {
  const entries = new Map<string, { key: Spot; value: Tree }>();
  for (const pair of map.items) {
    const key = spotOfNode(pair.key, reading);
    const name = keyName(pair);
    if (name === undefined) {
      refuse(key, path, 'has a key that cannot be used; write a plain word', reading);
      continue;
    }
    const first = entries.get(name);
    if (first)
      refuse(key, [...path, name], `is written twice, first on line ${first.key.line}; keep one`, reading);
    else entries.set(name, { key, value: treeOf(pair.value, [...path, name], reading) });
  }
  return { sort: 'map', at, entries };
}

/** The text of a key as written: `2024` and `true` are keys like any other. `__proto__` is none that JSON can carry. */
function keyName({ key }: Pair): string | undefined {
  return isScalar(key) && key.value !== null && key.source !== '__proto__' ? key.source : undefined;
}

function scalarTree(node: unknown, at: Spot, path: Path, reading: Reading): Tree {
  const value: unknown = isScalar(node) ? node.value : null;
  if (
    value === null ||
    typeof value === 'string' ||
    typeof value === 'number' ||
    typeof value === 'boolean'
  ) {
    return { sort: 'scalar', at, value, written: (isScalar(node) ? node.source : undefined) ?? '' };
  }
  return refuse(at, path, 'is neither text nor a number; write it in quotes', reading);
}

function aliasedTree(alias: Alias, at: Spot, path: Path, reading: Reading): Tree {
  const source = reading.anchors.get(alias.source);
  const name = shown(`*${alias.source}`);
  if (source === undefined) {
    return refuse(
      at,
      path,
      `begins with * and so refers to an anchor, and there is none; write it in quotes: ${name}`,
      reading,
    );
  }
  reading.aliases += 1;
  if (reading.aliases === mostAliases + 1)
    refuse(at, path, `is one alias too many; write at most ${mostAliases}`, reading);
  if (reading.aliases > mostAliases) return standIn(at);
  return treeOf(source, path, reading);
}

function remember(node: unknown, reading: Reading): void {
  if (isNode(node) && node.anchor !== undefined) reading.anchors.set(node.anchor, node);
}

function spotOfNode(node: unknown, { lines }: Reading): Spot {
  return spotAt(lines, (isNode(node) ? node.range?.[0] : undefined) ?? 0);
}

/** Notes the problem. */
function refuse(at: Spot, path: Path, says: string, reading: Reading): Tree {
  reading.problems.push({ at, path: pathText(path), says });
  return standIn(at);
}

/** For a value that was refused: it is never compiled. */
const standIn = (at: Spot): Tree => ({ sort: 'scalar', at, value: null, written: '', refused: true });
