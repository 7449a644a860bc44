/** Answers of the ledger for people to read. */
import type { Entry, Fact, Known } from '../../../shared/domain/history.ts';
import { iso } from '../../../shared/domain/time.ts';
import { addressOf } from '../../../shared/pipeline/audit/find.ts';
import { printable, tableText, type Terminal } from './terminal.ts';

export function printHistory({ latest }: Known, entries: readonly Entry[], terminal: Terminal): void {
  terminal.out(printable(addressOf(latest.after.image)));
  const rows = entries.map((entry) => [iso(entry.at), entry.event, ...standing(entry.after)]);
  terminal.out(tableText(['time', 'event', 'state', 'verdict', 'because', 'outcome'], rows, terminal.paint));
}

export function printChanges(entries: readonly Entry[], terminal: Terminal): void {
  const rows = entries.map((entry) => [
    iso(entry.at),
    entry.event,
    printable(entry.after.image.id),
    entry.after.image.region,
    ...standing(entry.after),
  ]);
  const head = ['time', 'event', 'image', 'region', 'state', 'verdict', 'because', 'outcome'];
  terminal.out(tableText(head, rows, terminal.paint));
  terminal.out(`\n${entries.length} changes`);
}

export function printFacts(facts: readonly Fact[], terminal: Terminal): void {
  const rows = facts.map((fact) => [
    printable(fact.image.id),
    fact.image.kind,
    fact.image.region,
    printable(fact.image.name),
    ...standing(fact),
  ]);
  const head = ['image', 'kind', 'region', 'name', 'state', 'verdict', 'because', 'outcome'];
  terminal.out(tableText(head, rows, terminal.paint));
  terminal.out(`\n${facts.length} images`);
}

const standing = ({ image, decision, result, gone }: Fact): string[] => [
  gone === undefined ? image.state : gone.how,
  decision.verdict,
  decision.reasons.map(({ code }) => code).join(', '),
  [result?.outcome, ...(result?.held ?? []).map(({ code }) => code)]
    .filter((text) => text !== undefined)
    .join(' '),
];

/** One image: what was decided, by which rule, and everything that it rests on. */
export function printFact(fact: Fact, terminal: Terminal): void {
  const { image, decision, users, fleeting, result, gone, policy } = fact;
  const rows: [string, string][] = [
    ['image', printable(addressOf(image))],
    ['name', printable(image.name)],
    [
      'state',
      gone === undefined
        ? image.state
        : `${gone.how} ${iso(gone.at)}${gone.by === undefined ? '' : ` by ${printable(gone.by)}`}`,
    ],
    ['created', image.createdAt === undefined ? 'unknown' : iso(image.createdAt)],
    ['verdict', decision.verdict + (decision.dueAt === undefined ? '' : `, due ${iso(decision.dueAt)}`)],
    ['rule', printable(decision.rule ?? 'none selects it')],
    ['policy', policy],
    ...decision.reasons.map(({ code, detail }): [string, string] => [code, printable(detail)]),
    ...users.map((user): [string, string] => ['used by', printable(user)]),
    ...(fleeting ? [fleetingRow(fleeting)] : []),
    ...(result ? resultRows(result) : []),
  ];
  const widest = Math.max(...rows.map(([title]) => title.length));
  for (const [title, text] of rows) terminal.out(`${terminal.paint('bold', title.padEnd(widest))}  ${text}`);
}

const fleetingRow = ({ count, example }: NonNullable<Fact['fleeting']>): [string, string] => [
  'used by',
  `${count} ${count === 1 ? 'instance' : 'instances'}, for example ${printable(example)}`,
];

function resultRows({
  run,
  outcome,
  error,
  held = [],
  snapshots = [],
}: NonNullable<Fact['result']>): [string, string][] {
  return [
    ['outcome', `${outcome} in the run of ${iso(run)}${error === undefined ? '' : `: ${printable(error)}`}`],
    ...held.map(({ code, detail }): [string, string] => [`held: ${code}`, printable(detail)]),
    ...snapshots.map(({ id, result }): [string, string] => ['snapshot', `${id}: ${result}`]),
  ];
}
