/** All images at a moment, with what was decided about each and why. */
import { kinds, imageStates } from '../../../../shared/domain/image.ts';
import type { Documents, FactDocument } from '../../../../shared/pipeline/audit/document.ts';
import { codes } from '../../../../shared/pipeline/audit/codes.ts';
import { html, state, time, type Html } from '../html.ts';
import type { Parameters } from '../links.ts';
import {
  cell,
  more,
  nameCell,
  nothing,
  placeCell,
  reasonList,
  ruleCell,
  table,
  verdictCell,
} from './parts.ts';

export const imagesView = ({ images, cursor }: Documents['images'], asked: Parameters): Html =>
  html`${filterForm(asked)}
${images.length === 0 ? nothing(cursor === null ? 'No image matches.' : 'No image on this part of the ledger matches; there is more.') : imageTable(images, asked['at'])}
${more('images', asked, cursor)}`;

export const imageTable = (images: readonly FactDocument[], at: string | undefined): Html =>
  table(
    'Images',
    ['Image', 'Kind and place', 'State', 'Created', 'Rule', 'Verdict', 'Reasons'],
    images.map((fact) => [
      nameCell(fact, at),
      placeCell(fact),
      cell(state(fact.state)),
      cell(time(fact.createdAt)),
      ruleCell(fact),
      verdictCell(fact),
      cell(reasonList(fact.reasons)),
    ]),
  );

export const filterForm = (
  asked: Parameters,
): Html => html`<form class="filters" method="get" action="images" aria-label="Filters">
${asked['at'] === undefined ? '' : html`<input type="hidden" name="at" value="${asked['at']}">`}
${choice('kind', 'Kind', kinds, asked)}${choice('state', 'State', imageStates, asked)}${choice('reason', 'Reason', codes, asked)}
${field('name', 'Name (* and ?)', asked)}${field('rule', 'Rule', asked)}${field('tag', 'Tag (key or key=value)', asked)}
${field('account', 'Account', asked)}${field('region', 'Region', asked)}
<button>Filter</button></form>`;

const choice = (name: string, label: string, values: readonly string[], asked: Parameters): Html =>
  html`<label>${label}<select name="${name}"><option value="">any</option>${values.map((value) => html`<option${asked[name] === value ? html` selected` : ''}>${value}</option>`)}</select></label>`;

const field = (name: string, label: string, asked: Parameters): Html =>
  html`<label>${label}<input name="${name}" value="${asked[name] ?? ''}" maxlength="1024"></label>`;
