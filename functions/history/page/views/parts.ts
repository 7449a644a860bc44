/** What several pages show alike. */
import type { FactDocument } from '../../../../shared/pipeline/audit/document.ts';
import { foreign, html, state, time, type Html } from '../html.ts';
import { imageLink, linkTo, type Parameters } from '../links.ts';

export interface Cell {
  readonly body: Html | string | number;
  readonly className?: string;
}

export const cell = (body: Cell['body'], className?: string): Cell => ({
  body,
  ...(className !== undefined && { className }),
});

/**
 * On a narrow screen each row stands by itself, with its headings beside it. The roles are said since a table that is
 * laid out otherwise would lose them.
 */
export const table = (label: string, head: readonly string[], rows: readonly (readonly Cell[])[]): Html =>
  html`<div class="wide"><table role="table" aria-label="${label}"><thead role="rowgroup"><tr role="row">${head.map((title) => html`<th scope="col" role="columnheader">${title}</th>`)}</tr></thead>
<tbody role="rowgroup">${rows.map((row) => html`<tr role="row">${row.map((one, i) => cellOf(one, head[i] ?? ''))}</tr>\n`)}</tbody></table></div>`;

const cellOf = ({ body, className }: Cell, title: string): Html =>
  html`<td role="cell" data-title="${title}"${className === undefined ? '' : html` class="${className}"`}><div>${body}</div></td>`;

export const nothing = (words: string): Html => html`<p class="none">${words}</p>`;

/** The way to the next part of a long answer. */
export const more = (path: string, asked: Parameters, cursor: string | null): Html =>
  cursor === null ? html`` : html`<p><a rel="next" href="${linkTo(path, { ...asked, cursor })}">More</a></p>`;

export const nameCell = (fact: FactDocument, at: string | undefined): Cell =>
  cell(
    html`<a href="${imageLink(fact, at)}">${foreign(fact.image)}</a>${fact.name === fact.image ? '' : html`<br>${foreign(fact.name)}`}`,
    'id',
  );

export const placeCell = ({
  kind,
  account,
  region,
}: Pick<FactDocument, 'kind' | 'account' | 'region'>): Cell =>
  cell(html`${kind}<br><span class="detail">${account} ${region}</span>`);

export const reasonList = (reasons: FactDocument['reasons']): Html =>
  html`<ul class="reasons">${reasons.map(({ code, detail }) => html`<li><b>${code}</b> <span class="detail">${foreign(shortened(detail))}</span></li>`)}</ul>`;

const longest = 200;
const shortened = (text: string): string => (text.length > longest ? `${text.slice(0, longest)}…` : text);

export const verdictCell = ({ verdict, dueAt }: FactDocument): Cell =>
  cell(
    html`${state(verdict)}${dueAt === null ? '' : html`<br><span class="detail">due ${time(dueAt)}</span>`}`,
  );

export const ruleCell = ({ rule }: FactDocument): Cell =>
  cell(rule === null ? html`<span class="none">–</span>` : foreign(rule));
