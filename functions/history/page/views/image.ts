/** One image: how it stood at the moment, why, and everything that happened to it. */
import type { ChangeDocument, Documents, FactDocument } from '../../../../shared/pipeline/audit/document.ts';
import { foreign, html, state, time, type Html } from '../html.ts';
import type { Parameters } from '../links.ts';
import { cell, more, nothing, reasonList, table } from './parts.ts';

export interface OneImage {
  readonly history: Documents['history'];
  /** Undefined where it was not there at the moment. */
  readonly fact: FactDocument | undefined;
  readonly chart: Html | undefined;
}

export const imageView = ({ history, fact, chart }: OneImage, asked: Parameters): Html => html`${chart ?? ''}
${fact === undefined ? html`<p class="warning">It was not there at this moment.</p>` : standing(fact)}
<h2>What happened</h2>
${history.entries.length === 0 ? nothing('Nothing is on record.') : entryTable(history.entries)}
${more('image', asked, history.cursor)}`;

const standing = (fact: FactDocument): Html => html`<h2>How it stands</h2>
<dl>${rowsOf(fact).map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`;

const rowsOf = (fact: FactDocument): [string, Html][] => [
  ['State', fact.gone === null ? state(fact.state) : goneText(fact.gone)],
  [
    'Verdict',
    html`<span class="tag ${fact.verdict}">${fact.verdict}</span>${fact.dueAt === null ? '' : html`, due ${time(fact.dueAt)}`}`,
  ],
  ['Rule', fact.rule === null ? html`<span class="none">no rule selects it</span>` : foreign(fact.rule)],
  ['Why', reasonList(fact.reasons)],
  ['Name', foreign(fact.name)],
  ['Kind and place', html`${fact.kind}, account ${fact.account}, ${fact.region}`],
  ['Created', time(fact.createdAt)],
  ['Last launched', time(fact.lastLaunchedAt)],
  ['Users', usersText(fact.users)],
  ['Snapshots', snapshotsText(fact.snapshots)],
  ['Tags', tagsText(fact.tags)],
  ...(fact.build === null
    ? []
    : [['Build', html`<span class="id">${foreign(fact.build)}</span>`] satisfies [string, Html]]),
  ['Policy', html`<span class="id">${fact.policy.hash}</span>`],
];

const goneText = ({ at, how, by }: NonNullable<FactDocument['gone']>): Html =>
  html`<span class="tag gone">gone</span>, ${how} ${time(at)}${by === null ? '' : html` by ${foreign(by)}`}`;

const usersText = ({ durable, fleeting }: FactDocument['users']): Html =>
  durable.length === 0 && fleeting === null
    ? html`<span class="none">none were seen</span>`
    : html`<ul class="reasons">${durable.map((user) => html`<li class="id">${foreign(user)}</li>`)}${
        fleeting === null
          ? ''
          : html`<li>${fleeting.count} instances, ${foreign(fleeting.example)} among them</li>`
      }</ul>`;

const snapshotsText = (snapshots: FactDocument['snapshots']): Html =>
  snapshots.length === 0
    ? html`<span class="none">none</span>`
    : html`${snapshots.map(({ id, gib }, i) => html`${i === 0 ? '' : ', '}<span class="id">${foreign(id)}</span> (${gib} GiB)`)}`;

function tagsText(tags: FactDocument['tags']): Html {
  const pairs = Object.entries(tags ?? {});
  if (tags === null) return html`<span class="none">not read</span>`;
  if (pairs.length === 0) return html`<span class="none">none</span>`;
  return html`<ul class="reasons">${pairs.map(([key, value]) => html`<li>${foreign(key)} = ${foreign(value)}</li>`)}</ul>`;
}

const entryTable = (entries: readonly ChangeDocument[]): Html =>
  table(
    'What happened',
    ['When', 'Event', 'State', 'Verdict', 'Reasons', 'What was done'],
    entries.map((entry) => [
      cell(time(entry.at)),
      cell(entry.event),
      cell(state(entry.after.state)),
      cell(state(entry.after.verdict)),
      cell(reasonList(entry.after.reasons)),
      cell(deedText(entry)),
    ]),
  );

/** What the entry itself tells, not what an earlier one did. */
export function deedText({ before, after }: ChangeDocument): Html {
  const { result, gone } = after;
  const fresh = result !== null && JSON.stringify(result) !== JSON.stringify(before?.result ?? null);
  const how =
    gone !== null && gone.how === 'vanished'
      ? html`vanished${gone.by === null ? '' : html` by ${foreign(gone.by)}`}`
      : '';
  if (!fresh) return html`${how}`;
  const { outcome, held = [], error, snapshots = [] } = result;
  return html`${outcome}${held.length === 0 ? '' : reasonList(held)}${error === undefined ? '' : html`<br><span class="detail">${foreign(error)}</span>`}
${snapshots.map(({ id, result: became }) => html`<br><span class="id">${foreign(id)}</span> ${became}`)}`;
}
