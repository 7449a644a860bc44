/** What changed between two moments, or in one run. */
import type { Documents } from '../../../../shared/pipeline/audit/document.ts';
import { html, state, time, type Html } from '../html.ts';
import type { Parameters } from '../links.ts';
import { deedText } from './image.ts';
import { cell, more, nameCell, nothing, placeCell, reasonList, table } from './parts.ts';

export const changesView = ({ from, to, changes, cursor }: Documents['changes'], asked: Parameters): Html =>
  html`${spanForm({ from, to }, asked)}
${changes.length === 0 ? nothing('Nothing changed, as far as the ledger tells.') : changeTable(changes)}
${more('changes', { ...asked, from, to }, cursor)}`;

const spanForm = ({ from, to }: { from: string; to: string }, { kind, account, region }: Parameters): Html =>
  html`<form class="filters" method="get" action="changes" aria-label="Time range">
${Object.entries({ kind, account, region }).map(([name, value]) => (value === undefined ? '' : html`<input type="hidden" name="${name}" value="${value}">`))}
<label>From (UTC)<input name="from" type="datetime-local" step="1" value="${from.slice(0, 19)}"></label>
<label>To (UTC)<input name="to" type="datetime-local" step="1" value="${to.slice(0, 19)}"></label>
<button>Show</button></form>`;

const changeTable = (changes: Documents['changes']['changes']): Html =>
  table(
    'Changes',
    ['When', 'Image', 'Kind and place', 'Event', 'State', 'Verdict', 'Reasons', 'What was done'],
    changes.map((change) => {
      const { at, event, after } = change;
      return [
        cell(time(at)),
        nameCell(after, at),
        placeCell(after),
        cell(event),
        cell(state(after.state)),
        cell(state(after.verdict)),
        cell(reasonList(after.reasons)),
        cell(deedText(change)),
      ];
    }),
  );
