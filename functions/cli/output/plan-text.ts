/** A plan or a run for people to read. */
import type { PlanDocument, PlannedImage, RunImage } from '../../../shared/pipeline/plan-document.ts';
import { printable, tableText, type Terminal } from './terminal.ts';

export function printPlan(document: PlanDocument, terminal: Terminal): void {
  const { paint } = terminal;
  const head = ['image', 'kind', 'region', 'name', 'state', 'rule', 'verdict', 'due', 'reasons'];
  terminal.out(
    tableText(
      head,
      document.images.map((image) => rowOf(image, terminal)),
      paint,
    ),
  );
  printEnd(document, terminal);
}

export function printRun(document: PlanDocument<RunImage>, terminal: Terminal): void {
  const { paint } = terminal;
  const head = ['image', 'kind', 'region', 'name', 'state', 'rule', 'verdict', 'due', 'outcome', 'reasons'];
  const rows = document.images.map((image) => {
    const row = rowOf(image, terminal);
    return [
      ...row.slice(0, -1),
      paint(image.outcome === 'deleted' ? 'red' : 'reset', image.outcome),
      ...row.slice(-1),
    ];
  });
  terminal.out(tableText(head, rows, paint));
  printEnd(document, terminal);
}

function rowOf(image: PlannedImage, { paint }: Terminal): string[] {
  const codes = image.reasons
    .map(({ code, detail }) => `${code} (${shortened(printable(detail))})`)
    .join(', ');
  return [
    printable(image.image),
    image.kind,
    image.region,
    printable(image.name),
    image.state,
    image.rule === null ? '–' : printable(image.rule),
    image.verdict === 'retire' ? paint('yellow', 'retire') : paint('green', 'keep'),
    image.dueAt ?? '–',
    codes,
  ];
}

const longest = 90;
const shortened = (text: string): string => (text.length > longest ? `${text.slice(0, longest - 1)}…` : text);

function printEnd({ blindSpots, totals, mode, now }: PlanDocument, terminal: Terminal): void {
  terminal.out('');
  for (const { scope, reading, error } of blindSpots)
    terminal.out(
      `${terminal.paint('yellow', 'not seen')}  ${scope}  ${reading}: ${printable(error)}; what it may have protected is kept`,
    );
  terminal.out(`${totals.keep} kept, ${totals.retire} to retire at ${now}; the policy is in ${mode}`);
}
