/**
 * Node's own modules, without what importing one costs: an `import` reads all that the module has, getters included, and
 * thereby makes what nobody asked for (the streams of `process`, all of undici with `http`). The bundles take from a
 * module what they use, by name.
 */
import { builtinModules } from 'node:module';
import type { ImportKind, Plugin } from 'esbuild';

const own = new Set(builtinModules);
const nameOf = (path: string): string => path.replace(/^node:/, '');
const namesOf = (path: string): string[] =>
  Object.keys(Object.getOwnPropertyDescriptors(process.getBuiltinModule(path)));

const sourceOf = (path: string): string => `process.getBuiltinModule('node:${path}')`;

const exporting = (path: string, names: readonly string[]): string =>
  [
    `const all = /* @__PURE__ */ ${sourceOf(path)};`,
    'export default all;',
    ...names.map(
      (name) => `const $${name} = /* @__PURE__ */ (() => all.${name})(); export { $${name} as ${name} };`,
    ),
  ].join('\n');

/** By how a module is asked for. */
const written: Partial<Record<ImportKind, (path: string) => string>> = {
  /** What is not used is dropped. */
  'import-statement': (path) => exporting(path, namesOf(path)),
  /** Nothing is dropped, since what will be used is not known here; but what is global anyway need not be made. */
  'dynamic-import': (path) =>
    exporting(
      path,
      namesOf(path).filter((name) => !(name in globalThis)),
    ),
  'require-call': (path) => `module.exports = ${sourceOf(path)};`,
};

export const leanNode: Plugin = {
  name: 'lean-node',
  setup(host) {
    host.onResolve({ filter: /^(node:)?[\w/]+$/ }, ({ path, kind }) =>
      own.has(nameOf(path)) && written[kind] !== undefined
        ? { path: nameOf(path), namespace: 'node', suffix: `?${kind}`, sideEffects: false }
        : undefined,
    );
    host.onLoad({ filter: /./, namespace: 'node' }, ({ path, suffix }) => ({
      contents: Object.entries(written).find(([kind]) => suffix === `?${kind}`)?.[1](path) ?? '',
    }));
  },
};
