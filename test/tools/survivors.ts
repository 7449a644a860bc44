/**
 * The mutants that no test noticed, against those that survivors.md argues: each by a line of its own. `npm run mutants`
 * ends with it. A mutant is known by its file and by what became what, since line numbers move.
 */
import { readFile } from 'node:fs/promises';
import * as z from 'zod/mini';

const spot = z.object({ line: z.number(), column: z.number() });
const mutant = z.object({
  status: z.string(),
  replacement: z.optional(z.string()),
  location: z.object({ start: spot, end: spot }),
});
const report = z.object({
  files: z.record(z.string(), z.object({ source: z.string(), mutants: z.array(mutant) })),
});

export interface Mutants {
  /** How many of each status. */
  readonly counts: ReadonlyMap<string, number>;
  /** `<file>: <original> → <replacement>`, spaces and line ends as one space. */
  readonly survivors: readonly string[];
}

/** What Stryker's report says. */
export function mutantsIn(text: string): Mutants {
  const files = Object.entries(z.parse(report, JSON.parse(text)).files);
  const all = files.flatMap(([file, { source, mutants }]) =>
    mutants.map((one) => ({ status: one.status, name: nameOf(file, source, one) })),
  );
  const byStatus = Map.groupBy(all, ({ status }) => status);
  return {
    counts: new Map([...byStatus].map(([status, some]) => [status, some.length])),
    survivors: ['Survived', 'NoCoverage'].flatMap((status) =>
      (byStatus.get(status) ?? []).map(({ name }) => name),
    ),
  };
}

function nameOf(
  file: string,
  source: string,
  { replacement = '', location }: z.output<typeof mutant>,
): string {
  const { start, end } = location;
  const lines = source.split('\n').slice(start.line - 1, end.line);
  const last = lines.pop() ?? '';
  const original = [...lines, last.slice(0, end.column - 1)].join('\n').slice(start.column - 1);
  return `${file.replace(/^shared\//, '')}: ${oneLine(original)} → ${oneLine(replacement)}`;
}

/** What a text like survivors.md argues: under the heading of its file, an original, an arrow, a replacement, a colon. */
export function arguedIn(markdown: string): string[] {
  const code = '(`+) ?(.+?) ?';
  const line = new RegExp(`^${code}\\1 → ${code}\\3: \\S`);
  return markdown
    .split(/^## /m)
    .slice(1)
    .flatMap((part) => {
      const [file, ...items] = part.split(/^- /m).map(oneLine);
      return items.flatMap((item) => {
        const [, , original, , replacement] = line.exec(item) ?? [];
        return original === undefined || replacement === undefined
          ? []
          : [`${file}: ${original} → ${replacement}`];
      });
    });
}

/** Those of `some` that `others` has not, each as often as it is missing. */
export function missing(some: readonly string[], others: readonly string[]): string[] {
  const left = [...others];
  return some.filter((one) => {
    const at = left.indexOf(one);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

/** Every survivor without an argument, and every argument without a survivor. */
export async function disagreements({ survivors }: Mutants): Promise<string[]> {
  const argued = arguedIn(await readFile(new URL('survivors.md', import.meta.url), 'utf8'));
  return [
    ...missing(survivors, argued).map((one) => `survived, and survivors.md does not say why: ${one}`),
    ...missing(argued, survivors).map((one) => `is argued in survivors.md, and did not survive: ${one}`),
  ];
}

const oneLine = (text: string): string => text.trim().replace(/\s+/g, ' ');

if (import.meta.main) {
  const text = await readFile(new URL('../../.build/mutants.json', import.meta.url), 'utf8');
  const found = await disagreements(mutantsIn(text));
  process.stderr.write(found.map((line) => `${line}\n`).join(''));
  process.exitCode = found.length === 0 ? 0 : 1;
}
