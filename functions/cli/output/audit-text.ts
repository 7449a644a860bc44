/** One image for people to read: what was decided, by which rule, and everything that it rests on. */
import type { FactDocument } from '../../../shared/pipeline/audit/document.ts';
import { printable, type Terminal } from './terminal.ts';

type Row = readonly [title: string, text: string];

export function printFact(fact: FactDocument, terminal: Terminal): void {
  const rows: readonly Row[] = [
    ['image', `${fact.account}/${fact.region}/${fact.kind} ${printable(fact.image)}`],
    ['name', printable(fact.name)],
    ['state', stateText(fact)],
    ['created', fact.createdAt ?? 'unknown'],
    ['verdict', fact.verdict + (fact.dueAt === null ? '' : `, due ${fact.dueAt}`)],
    ['rule', printable(fact.rule ?? 'none selects it')],
    ['policy', fact.policy.hash],
    ...fact.reasons.map(({ code, detail }): Row => [code, printable(detail)]),
    ...fact.users.durable.map((user): Row => ['used by', printable(user)]),
    ...fleetingRows(fact.users.fleeting),
    ...resultRows(fact.result),
  ];
  const widest = Math.max(...rows.map(([title]) => title.length));
  for (const [title, text] of rows) terminal.out(`${terminal.paint('bold', title.padEnd(widest))}  ${text}`);
}

function stateText({ state, gone }: FactDocument): string {
  if (gone === null) return state;
  return `${gone.how} ${gone.at}${gone.by === null ? '' : ` by ${printable(gone.by)}`}`;
}

function fleetingRows(fleeting: FactDocument['users']['fleeting']): Row[] {
  if (fleeting === null) return [];
  const { count, example } = fleeting;
  return [
    ['used by', `${count} ${count === 1 ? 'instance' : 'instances'}, for example ${printable(example)}`],
  ];
}

function resultRows(result: FactDocument['result']): Row[] {
  if (result === null) return [];
  const { run, outcome, error, held = [], snapshots = [] } = result;
  return [
    ['outcome', `${outcome} in the run of ${run}${error === undefined ? '' : `: ${printable(error)}`}`],
    ...held.map(({ code, detail }): Row => [`held: ${code}`, printable(detail)]),
    ...snapshots.map(({ id, result: code }): Row => ['snapshot', `${id}: ${code}`]),
  ];
}
