/** The whole at a glance: how many images, what was reclaimed, what could not be seen, what comes next. */
import type { Documents } from '../../../../shared/pipeline/audit/document.ts';
import { foreign, html, time, type Html } from '../html.ts';
import { linkTo } from '../links.ts';
import { cell, nameCell, nothing, placeCell, reasonList, ruleCell, table } from './parts.ts';
import { runTable } from './runs.ts';

export interface Overview {
  readonly overview: Documents['overview'];
  /** Of a moment in the past, the plan tells. */
  readonly next: Documents['next'] | undefined;
  readonly chart: Html | undefined;
}

export const overviewView = ({ overview, next, chart }: Overview, at: string | undefined): Html => {
  const last = overview.series.at(-1);
  return html`<ul class="cards">${[
    card(last?.owned ?? 0, 'images'),
    card(last?.retire ?? 0, 'to be retired'),
    card(overview.reclaimed.images, 'deleted in this time'),
    card(overview.reclaimed.gib, 'GiB of volumes freed at most'),
    card(overview.blindSpots.length, 'blind spots in the last runs'),
  ]}</ul>
${chart ?? nothing('Two runs on different days make a chart.')}
<h2>Could not be seen</h2>
${overview.blindSpots.length === 0 ? nothing('The last run of every scope saw everything.') : blindTable(overview.blindSpots)}
<h2>Next to be retired</h2>
${next === undefined ? '' : next.images.length === 0 ? nothing('Nothing is marked.') : nextTable(next.images, at)}
<p><a href="${linkTo('plan', { at })}">The whole plan, with reasons</a></p>
<h2>Last runs</h2>
${overview.runs.length === 0 ? nothing('No run is on record.') : runTable(overview.runs)}`;
};

const card = (number: number, noun: string): Html =>
  html`<li><b>${number.toLocaleString('en')}</b><span>${noun}</span></li>`;

const blindTable = (spots: Documents['overview']['blindSpots']): Html =>
  table(
    'Could not be seen',
    ['Kind and place', 'Reading', 'Error'],
    spots.map((spot) => [placeCell(spot), cell(spot.reading, 'id'), cell(foreign(spot.error), 'id')]),
  );

export const nextTable = (images: Documents['next']['images'], at: string | undefined): Html =>
  table(
    'Next to be retired',
    ['Image', 'Kind and place', 'Rule', 'Due', 'Why'],
    images.map((fact) => [
      nameCell(fact, at),
      placeCell(fact),
      ruleCell(fact),
      cell(
        html`${time(fact.dueAt)}${fact.armed ? '' : html`<br><span class="detail">only if the policy were armed</span>`}`,
      ),
      cell(reasonList(fact.reasons)),
    ]),
  );
