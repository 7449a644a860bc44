/** What the runs saw and did. */
import type { Documents, RunDocument } from '../../../../shared/pipeline/audit/document.ts';
import { foreign, html, time, type Html } from '../html.ts';
import { linkTo, type Parameters } from '../links.ts';
import { cell, more, nothing, placeCell, table } from './parts.ts';

export const runsView = ({ runs, cursor }: Documents['runs'], asked: Parameters): Html =>
  html`${runs.length === 0 ? nothing('No run is on record.') : runTable(runs)}${more('runs', asked, cursor)}`;

export const runTable = (runs: readonly RunDocument[]): Html =>
  table(
    'Runs',
    ['Run', 'Kind and place', 'Mode', 'Images', 'Keep', 'Retire', 'Attempts', 'Could not be seen'],
    runs.map((run) => [
      cell(html`<a href="${whatItDid(run)}">${time(run.at)}</a>`),
      placeCell(run),
      cell(run.mode),
      ...[run.owned, run.keep, run.retire, run.attempts].map((count) => cell(count, 'number')),
      cell(
        run.blindSpots.length === 0
          ? html`<span class="none">–</span>`
          : html`${run.blindSpots.map(({ reading, error }) => html`<span class="id">${reading}</span>: ${foreign(error)}<br>`)}`,
      ),
    ]),
  );

const whatItDid = ({ at, kind, account, region }: RunDocument): string =>
  linkTo('changes', { run: at, kind, account, region });
