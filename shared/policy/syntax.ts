/** What is wrong with the YAML itself, in our words. */
import type { YAMLError } from 'yaml';
import type { Problem, Spot } from './tree.ts';

const advice: Partial<Record<YAMLError['code'], string>> = {
  BAD_ALIAS: 'put text that begins with * or & in quotes',
  BAD_INDENT: 'close every [ and {, and indent the lines of one mapping or list alike',
  BAD_SCALAR_START: 'put text that begins with this character in quotes',
  BAD_DQ_ESCAPE: 'write the backslash twice, or use single quotes',
  BLOCK_AS_IMPLICIT_KEY: 'put text that holds ": " in quotes, or begin a new line',
  MISSING_CHAR: 'close what was opened, and put a comma or a space where one is due',
  MULTILINE_IMPLICIT_KEY: 'write a key and its colon on one line',
  TAB_AS_INDENT: 'indent with spaces',
  TAG_RESOLVE_FAILED: 'put text that begins with ! in quotes',
  UNEXPECTED_TOKEN: 'put text that holds this character in quotes, or take it out',
};

/** Nesting without end is one problem, though every level of it is reported. Several documents are one as well. */
export function syntaxProblems(errors: readonly YAMLError[], spotAt: (offset: number) => Spot): Problem[] {
  const fatal = errors.find(({ code }) => code === 'RESOURCE_EXHAUSTION' || code === 'MULTIPLE_DOCS');
  return (fatal ? [fatal] : errors).map((error) => ({
    at: spotAt(error.pos[0]),
    path: '',
    says: sentence(error),
  }));
}

function sentence({ code, message }: YAMLError): string {
  if (code === 'RESOURCE_EXHAUSTION') return 'is nested too deeply; a policy has six levels';
  if (code === 'MULTIPLE_DOCS')
    return 'holds more than one document; write one policy, without --- between its parts';
  const line = message.replace(/\n[^]*/, '');
  const wrong = line.length > 160 ? `${line.slice(0, 160)}…` : line;
  return `is not YAML: ${wrong}; ${advice[code] ?? 'see how YAML is written, or write JSON'}`;
}
